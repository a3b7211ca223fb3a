import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { ManualWallClock } from '../../../server/clock/wall-clock.ts';
import { sha256 } from '../../../server/inventory/persistence/manifest.ts';
import { box, data } from '../../../server/vmodl/value.ts';
import { entry, FailingDisk, host, inFolder, open, savedSeqs, snapshotOf, vm } from './fixtures.ts';

describe('a data directory', () => {
  it('holds nothing when it is new', () =>
    inFolder(async (dir) => {
      const store = await open(join(dir, 'made', 'on', 'the', 'way'));

      expect(store.initial).toBeUndefined();
      expect(store.healthy).toBe(true);

      await store.close();
    }));

  it('gives back the snapshot and the entries after it', () =>
    inFolder(async (dir) => {
      const machine = { ref: vm, properties: { name: 'name 1' } };
      const store = await open(dir);
      store.append(entry(1));
      await store.snapshot(snapshotOf([machine], { seq: 1 }));
      store.append(entry(2));
      store.append(entry(3, undefined));
      await store.flushed();
      await store.close();

      const reopened = await open(dir);

      expect(reopened.initial).toEqual({
        snapshot: snapshotOf([machine], { seq: 1 }),
        entries: [entry(2), entry(3, undefined)],
        timeMs: entry(3).timeMs,
      });
      await reopened.close();
    }));

  it('knows how late it was, by the snapshot alone', () =>
    inFolder(async (dir) => {
      const store = await open(dir);
      store.append(entry(7));
      await store.snapshot(snapshotOf([{ ref: vm, properties: {} }]));
      await store.close();

      const reopened = await open(dir);

      expect(reopened.initial).toMatchObject({ entries: [], timeMs: entry(7).timeMs });
      await reopened.close();
    }));

  it('gives back what was written with no snapshot at all', () =>
    inFolder(async (dir) => {
      const store = await open(dir);
      store.append(entry(1));
      await store.close();

      expect(await savedSeqs(dir)).toEqual([1]);
    }));

  it('keeps long integers, infinities, boxed values and references as they are', () =>
    inFolder(async (dir) => {
      const value = data('VirtualMachineConfigInfo', {
        long: 9_007_199_254_740_993n,
        negative: -1n,
        float: Number.POSITIVE_INFINITY,
        none: Number.NaN,
        boxed: box('long', 5n),
        list: box('ArrayOfManagedObjectReference', [vm, host]),
        text: 'line\nbreak "quoted" 한국어 \u2028',
        empty: [],
      });
      const store = await open(dir);
      await store.snapshot(snapshotOf([{ ref: vm, properties: { config: value, host } }]));
      store.append(entry(1, value));
      await store.close();

      const reopened = await open(dir);

      const stored = reopened.initial?.snapshot?.states.get('vm-1')?.properties;
      expect(stored).toEqual({ config: value, host });
      expect(reopened.initial?.entries).toEqual([entry(1, value)]);
      expect(Object.isFrozen(stored?.['config'])).toBe(true);
      await reopened.close();
    }));

  it('writes values that objects share once, and shares them again', () =>
    inFolder(async (dir) => {
      const backing = data('Backing', { fileName: 'shared '.repeat(10) });
      const device = data('VirtualDisk', { key: 2000, backing });
      const states = ['vm-1', 'vm-2', 'vm-3'].map((value) => ({
        ref: { ...vm, value },
        properties: { config: data('Config', { name: value, device: [device] }), backing },
      }));
      const store = await open(dir);
      await store.snapshot(snapshotOf(states));
      await store.close();

      const reopened = await open(dir);

      const read = [...(reopened.initial?.snapshot?.states.values() ?? [])];
      expect(read.map((state) => state.properties)).toEqual(
        states.map((state) => state.properties),
      );
      expect(new Set(read.map((state) => state.properties['backing'])).size).toBe(1);
      const files = (await readdir(dir)).filter((name) => name.startsWith('shard-'));
      const text = await readFile(join(dir, String(files[0])), 'utf8');
      expect(text.match(/fileName/g)).toHaveLength(1);
      await reopened.close();
    }));

  it('writes a snapshot of its own accord when the journal has grown', () =>
    inFolder(async (dir) => {
      const states = [{ ref: vm, properties: { name: 'latest' } }];
      const takeSnapshot = () => snapshotOf(states, { seq: 10 });
      const store = await open(dir, { takeSnapshot, journalBytesMax: 500 });
      for (let seq = 1; seq <= 10; seq++) {
        store.append(entry(seq));
        await store.flushed();
      }
      await store.close();

      const reopened = await open(dir);

      expect(reopened.initial?.snapshot?.states.get('vm-1')?.properties).toEqual(
        states[0]?.properties,
      );
      expect(await readdir(dir)).not.toContain('journal-0.ndjson');
      await reopened.close();
    }));

  it('is readable for its owner alone', () =>
    inFolder(async (dir) => {
      const store = await open(join(dir, 'data'));
      store.append(entry(1));
      await store.close();

      const modes = await Promise.all(
        ['.', 'MANIFEST', 'journal-0.ndjson'].map(
          async (name) => (await stat(join(dir, 'data', name))).mode & 0o077,
        ),
      );

      expect(modes).toEqual([0, 0, 0]);
    }));
});

describe('the modes', () => {
  it('memory touches no disk', () =>
    inFolder(async (dir) => {
      const store = await open(dir, { durability: 'memory' });
      store.append(entry(1));
      await store.flushed();
      await store.snapshot(snapshotOf([]));
      await store.close();

      expect(await readdir(dir)).toEqual([]);
    }));

  it('relaxed makes nobody wait and writes within a second', () =>
    inFolder(async (dir) => {
      const wall = new ManualWallClock();
      const store = await open(dir, { durability: 'relaxed', wall });
      const journal = join(dir, 'journal-0.ndjson');

      store.append(entry(1));
      await store.flushed();
      expect((await stat(journal)).size).toBe(0);

      wall.advance(1_000);
      await store.close();
      expect(await savedSeqs(dir)).toEqual([1]);
    }));

  it('relaxed writes what waits when it is closed', () =>
    inFolder(async (dir) => {
      const store = await open(dir, { durability: 'relaxed', wall: new ManualWallClock() });
      store.append(entry(1));
      await store.close();

      expect(await savedSeqs(dir)).toEqual([1]);
    }));

  it('durable tells everybody who waits of one group together', () =>
    inFolder(async (dir) => {
      const store = await open(dir);
      const waiters = Array.from({ length: 100 }, (_, index) => {
        store.append(entry(index + 1));
        return store.flushed();
      });

      await Promise.all(waiters);
      await store.close();

      expect(await savedSeqs(dir)).toHaveLength(100);
    }));
});

describe('damage', () => {
  const withEntries = (count: number, act: (dir: string, journal: string) => Promise<void>) =>
    inFolder(async (dir) => {
      const store = await open(dir);
      await store.snapshot(snapshotOf([{ ref: vm, properties: { name: 'base' } }]));
      for (let seq = 1; seq <= count; seq++) store.append(entry(seq));
      await store.close();
      await act(dir, join(dir, 'journal-1.ndjson'));
    });

  const openAndListen = async (dir: string) => {
    const warnings: string[] = [];
    const store = await open(dir, { warn: (message) => warnings.push(message) });
    const seqs = store.initial?.entries.map((each) => each.seq) ?? [];
    return { store, seqs, warnings };
  };

  it('of the last line is a crash: the line is cut and writing goes on', () =>
    withEntries(3, async (dir, journal) => {
      await appendFile(journal, '00c0ffee {"seq":4,"chan');

      const { store, seqs, warnings } = await openAndListen(dir);
      store.append(entry(5));
      await store.close();

      expect(seqs).toEqual([1, 2, 3]);
      expect(warnings.join()).toMatch(/last entry was unfinished/);
      expect(await savedSeqs(dir)).toEqual([1, 2, 3, 5]);
    }));

  it('at any byte of the journal leaves a prefix of its entries', () =>
    withEntries(3, async (dir, journal) => {
      const whole = await readFile(journal);
      for (let bytes = 0; bytes < whole.length; bytes += 7) {
        await writeFile(journal, whole.subarray(0, bytes));

        const { store, seqs } = await openAndListen(dir);
        await store.close();

        const linesLeft = whole.subarray(0, bytes).toString().split('\n').length - 1;
        expect(seqs).toEqual([1, 2, 3].slice(0, linesLeft));
      }
    }));

  it('inside the journal cuts it there, says so and keeps a copy', () =>
    withEntries(5, async (dir, journal) => {
      const content = await readFile(journal);
      const place = content.indexOf('"name 3"') + 6;
      content[place] = (content[place] ?? 0) ^ 1;
      await writeFile(journal, content);

      const { store, seqs, warnings } = await openAndListen(dir);
      await store.close();

      expect(seqs).toEqual([1, 2]);
      expect(warnings.join()).toMatch(/damaged after 2 entries/);
      expect(await readFile(`${journal}.damaged`)).toEqual(content);
    }));

  it.each([
    ['lost', (lines: string[]) => lines.filter((_, index) => index !== 1)],
    ['repeated', (lines: string[]) => [lines[0], ...lines]],
    ['swapped', ([first, second, ...rest]: string[]) => [second, first, ...rest]],
  ])('a line which was %s is found', (_what, harm) =>
    withEntries(4, async (dir, journal) => {
      const lines = (await readFile(journal, 'utf8')).split('\n');
      await writeFile(journal, harm(lines).join('\n'));

      const { store, seqs, warnings } = await openAndListen(dir);
      await store.close();

      expect(seqs).toEqual([1, 2, 3, 4].slice(0, seqs.length));
      expect(seqs.length).toBeLessThan(4);
      expect(warnings).toHaveLength(1);
    }),
  );

  it.each([
    ['flipped', (content: Buffer) => Buffer.from(content.map((byte, at) => byte ^ +(at === 40)))],
    ['truncated', (content: Buffer) => content.subarray(0, -2)],
  ])('of a snapshot is refused with the name of the file: %s', (_what, harm) =>
    withEntries(1, async (dir) => {
      const shard = join(dir, 'shard-1-0.ndjson');
      await writeFile(shard, harm(await readFile(shard)));

      await expect(open(dir)).rejects.toMatchObject({
        problem: 'damaged',
        message: expect.stringContaining('shard-1-0.ndjson is damaged'),
      });
    }),
  );

  it('of the manifest is refused', () =>
    withEntries(1, async (dir) => {
      const manifest = join(dir, 'MANIFEST');
      const text = await readFile(manifest, 'utf8');
      await writeFile(manifest, text.replace('"generation":1', '"generation":0'));

      await expect(open(dir)).rejects.toMatchObject({ problem: 'damaged' });
    }));

  it('never makes a newer format readable', () =>
    withEntries(1, async (dir) => {
      const body = '{"format":2,"somethingNew":true}';
      await writeFile(join(dir, 'MANIFEST'), `${sha256(body)} ${body}\n`);

      await expect(open(dir)).rejects.toMatchObject({
        problem: 'newer format',
        message: expect.stringMatching(/newer vcmock \(format 2, this one reads up to 1\)/),
      });
    }));

  it('leaves no lock behind when opening fails', () =>
    withEntries(1, async (dir) => {
      const shard = join(dir, 'shard-1-0.ndjson');
      const content = await readFile(shard);
      await writeFile(shard, 'junk');
      await expect(open(dir)).rejects.toThrow();
      await writeFile(shard, content);

      expect(await savedSeqs(dir)).toEqual([1]);
    }));
});

/**
 * Hands over the pid of a child which has ended and whose parent never asks for it: what a container
 * without an init makes. The child ends only once its parent has become a program that asks nobody.
 */
async function withUnawaitedProcess(act: (pid: number) => Promise<void>): Promise<void> {
  const parent = spawn('sh', ['-c', 'head -c1 <&3 >/dev/null & echo $!; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
  });
  try {
    const [text] = (await once(parent.stdio[1] as Readable, 'data')) as [Buffer];
    const pid = Number(text.toString());
    while ((await readFile(`/proc/${parent.pid}/comm`, 'utf8')) !== 'cat\n') await setImmediate();
    (parent.stdio[3] as Writable).write('x');
    while (!(await readFile(`/proc/${pid}/stat`, 'utf8')).includes(') Z ')) await setImmediate();
    await act(pid);
  } finally {
    parent.kill();
  }
}

describe('one process at a time', () => {
  it('refuses a second store on the same directory', () =>
    inFolder(async (dir) => {
      const store = await open(dir);

      await expect(open(dir)).rejects.toMatchObject({
        problem: 'in use',
        message: expect.stringContaining(`process ${process.pid}`),
      });
      await store.close();
    }));

  it('takes the lock of a process over that is gone', () =>
    inFolder(async (dir) => {
      await writeFile(join(dir, 'LOCK'), JSON.stringify({ pid: 4_194_000, started: 'x/1' }));

      await (await open(dir)).close();

      expect(await readdir(dir)).not.toContain('LOCK');
    }));

  it('takes the lock over when its number went to another process', () =>
    inFolder(async (dir) => {
      await writeFile(join(dir, 'LOCK'), JSON.stringify({ pid: process.pid, started: 'boot/1' }));

      const opening = open(dir);

      // Only Linux tells when a process started; elsewhere a number in use means a lock in use.
      if (process.platform === 'linux') await (await opening).close();
      else await expect(opening).rejects.toMatchObject({ problem: 'in use' });
    }));

  // Only Linux tells of processes that ended while nobody waits for them.
  (process.platform === 'linux' ? it : it.skip)(
    'takes the lock of a process over which ended but was never waited for',
    () =>
      inFolder((dir) =>
        withUnawaitedProcess(async (pid) => {
          await writeFile(join(dir, 'LOCK'), JSON.stringify({ pid, started: '' }));

          await (await open(dir)).close();
        }),
      ),
  );

  it('takes a lock over that a crash left empty', () =>
    inFolder(async (dir) => {
      await writeFile(join(dir, 'LOCK'), '');

      await (await open(dir)).close();
    }));

  it('gives one of many which come at once the directory', () =>
    inFolder(async (dir) => {
      await writeFile(join(dir, 'LOCK'), JSON.stringify({ pid: 4_194_000, started: 'x/1' }));

      const opened = await Promise.allSettled(Array.from({ length: 8 }, () => open(dir)));

      const stores = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(stores).toHaveLength(1);
      await stores[0]?.close();
    }));

  it('says what is wrong with a path that is no directory', () =>
    inFolder(async (dir) => {
      await writeFile(join(dir, 'file'), '');

      await expect(open(join(dir, 'file'))).rejects.toMatchObject({
        problem: 'unusable',
        message: expect.stringContaining('it is not a directory'),
      });
    }));
});

describe('a disk that refuses', () => {
  it.each(['ENOSPC', 'EIO'])(
    'is told to those who wait, and nothing is lost once it recovers: %s',
    (code) =>
      inFolder(async (dir) => {
        const disk = new FailingDisk();
        const warnings: string[] = [];
        const store = await open(dir, { disk, warn: (message) => warnings.push(message) });
        store.append(entry(1));
        await store.flushed();

        disk.code = code;
        store.append(entry(2));
        store.append(entry(3));
        await expect(store.flushed()).rejects.toMatchObject({ problem: 'write failed' });
        expect(store.healthy).toBe(false);
        expect(store.problem).toMatch(code);
        expect(warnings).toHaveLength(1);

        disk.code = undefined;
        await store.flushed();
        expect(store.healthy).toBe(true);
        store.append(entry(4));
        await store.close();
        expect(await savedSeqs(dir)).toEqual([1, 2, 3, 4]);
      }),
  );

  it('leaves the snapshot before it and every journal since', () =>
    inFolder(async (dir) => {
      const disk = new FailingDisk();
      const store = await open(dir, { disk });
      await store.snapshot(snapshotOf([{ ref: vm, properties: { name: 'base' } }]));
      store.append(entry(1));
      await store.flushed();

      disk.code = 'ENOSPC';
      await expect(store.snapshot(snapshotOf([]))).rejects.toMatchObject({
        problem: 'unusable',
        message: expect.stringContaining('the disk is full'),
      });
      disk.code = undefined;
      store.append(entry(2));
      await store.close();

      const reopened = await open(dir);
      expect(reopened.initial?.snapshot?.states.get('vm-1')?.properties).toEqual({ name: 'base' });
      expect(reopened.initial?.entries.map((each) => each.seq)).toEqual([1, 2]);
      await reopened.close();
    }));
});
