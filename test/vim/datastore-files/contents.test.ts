/** Where uploaded bytes are kept, in memory and on disk: by their hash, within limits, as long as named. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDiskContents } from '../../../server/vim/datastore-files/contents/disk-contents.ts';
import {
  ContentTooLarge,
  type FileContents,
  type StoredContent,
} from '../../../server/vim/datastore-files/contents/file-contents.ts';
import { MemoryContents } from '../../../server/vim/datastore-files/contents/memory-contents.ts';

const LIMITS = { fileBytesMax: 1_000, totalBytesMax: 2_000 };
const MB = 2 ** 20;
const WIDE = { fileBytesMax: 100 * MB, totalBytesMax: 300 * MB };

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'contents-'));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

const warnings: string[] = [];
const warn = (message: string) => warnings.push(message);
afterEach(() => {
  expect(warnings).toEqual([]);
});

const stored = async (contents: FileContents, ...chunks: (string | Buffer)[]) => {
  const writer = contents.write();
  for (const chunk of chunks) await writer.write(Buffer.from(chunk));
  return writer.finish();
};
const read = async (contents: FileContents, { id, size }: StoredContent, start = 0, end = size) => {
  const chunks: Buffer[] = [];
  for await (const chunk of contents.read(id, start, end)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
};

describe.each([
  ['in memory', async (limits: typeof LIMITS) => new MemoryContents(limits) as FileContents],
  [
    'on disk',
    (limits: typeof LIMITS) => openDiskContents({ folder: join(folder(), 'files'), limits, warn }),
  ],
])('contents %s', (_where, open) => {
  it('come back as they went in, whole and in part', async () => {
    const contents = await open(LIMITS);

    const hello = await stored(contents, 'hel', 'lo', '');

    expect(hello.size).toBe(5);
    expect(await read(contents, hello)).toBe('hello');
    expect(await read(contents, hello, 1, 3)).toBe('el');
    expect(await read(contents, hello, 5, 5)).toBe('');
  });

  it('may be empty', async () => {
    const contents = await open(LIMITS);

    expect(await read(contents, await stored(contents))).toBe('');
  });

  it('are known by what is in them', async () => {
    const contents = await open(LIMITS);

    const [one, same, other] = [
      await stored(contents, 'a', 'b'),
      await stored(contents, 'ab'),
      await stored(contents, 'ba'),
    ];

    expect(one.id).toBe(same.id);
    expect(one.id).not.toBe(other.id);
    expect(contents.sizeOf(one.id)).toBe(2);
    expect(contents.sizeOf('0'.repeat(64))).toBeUndefined();
  });

  it('show their first bytes to who writes them', async () => {
    const contents = await open(WIDE);
    const writer = contents.write();

    await writer.write(Buffer.from('KD'));
    await writer.write(Buffer.from('MV'));
    expect(writer.head.toString()).toBe('KDMV');
    await writer.write(Buffer.alloc(40_000));

    expect(writer.head).toHaveLength(16 * 1024);
    await writer.abort();
  });

  it('are refused when one is too large, and leave nothing', async () => {
    const contents = await open(LIMITS);
    const writer = contents.write();
    await writer.write(Buffer.alloc(1_000));

    await expect(writer.write(Buffer.alloc(1))).rejects.toThrow(ContentTooLarge);
    await writer.abort();

    for (const letter of ['a', 'b']) await stored(contents, letter.repeat(1_000));
  });

  it('are refused when all together are too large, those on their way in counted', async () => {
    const contents = await open(LIMITS);
    const [first, second] = [contents.write(), contents.write()];
    await first.write(Buffer.alloc(900));
    await second.write(Buffer.alloc(900));

    const third = contents.write();
    await expect(third.write(Buffer.alloc(201))).rejects.toMatchObject({ limit: 'total' });

    await first.abort();
    await third.write(Buffer.alloc(201));
    await Promise.all([second.abort(), third.abort()]);
  });

  it('make room for others once nobody names them', async () => {
    const contents = await open(LIMITS);
    const old = await stored(contents, 'a'.repeat(900));
    const named = await stored(contents, 'b'.repeat(900));
    contents.release(old.id);
    contents.release(named.id);
    contents.retain(new Set([named.id]));

    await stored(contents, 'c'.repeat(900));

    expect(contents.sizeOf(old.id)).toBeUndefined();
    expect(await read(contents, named)).toBe('b'.repeat(900));
  });

  it('stay while they are held, though no file names them yet', async () => {
    const contents = await open(LIMITS);
    const held = await stored(contents, 'a'.repeat(900));
    await stored(contents, 'b'.repeat(900));
    contents.retain(new Set());

    await expect(stored(contents, 'c'.repeat(900))).rejects.toThrow(ContentTooLarge);
    expect(contents.sizeOf(held.id)).toBe(900);
  });

  it('that nobody names stay up to 64 MB, the newest of them', async () => {
    const contents = await open(WIDE);
    const made: StoredContent[] = [];
    for (const letter of ['a', 'b', 'c']) {
      const one = await stored(contents, Buffer.alloc(30 * MB, letter));
      contents.release(one.id);
      made.push(one);
    }

    contents.retain(new Set());

    expect(made.map(({ id }) => contents.sizeOf(id) !== undefined)).toEqual([false, true, true]);
  });

  it('that come again are not lost with those that went', async () => {
    const contents = await open(LIMITS);
    const once = await stored(contents, 'a'.repeat(900));
    contents.release(once.id);
    contents.retain(new Set());
    const other = await stored(contents, 'b'.repeat(900));
    const [, again] = await Promise.all([
      stored(contents, 'c'.repeat(1_000)),
      stored(contents, 'a'.repeat(100)),
    ]);

    expect(await read(contents, again)).toBe('a'.repeat(100));
    expect(await read(contents, other)).toBe('b'.repeat(900));
  });

  it('may be given up twice, and not after they are kept', async () => {
    const contents = await open(LIMITS);
    const writer = contents.write();
    await writer.write(Buffer.from('x'));
    const kept = await writer.finish();

    await writer.abort();
    await writer.abort();

    expect(await read(contents, kept)).toBe('x');
  });
});

describe('contents on disk', () => {
  it('are there when the folder is opened again', async () => {
    const place = { folder: join(folder(), 'files'), limits: LIMITS, warn };
    const hello = await stored(await openDiskContents(place), 'hello');

    const again = await openDiskContents(place);

    expect(again.sizeOf(hello.id)).toBe(5);
    expect(await read(again, hello)).toBe('hello');
  });

  it('lose what was half-written, and what is not theirs stays', async () => {
    const at = folder();
    writeFileSync(join(at, 'incoming-7'), 'half');
    writeFileSync(join(at, 'README'), 'mine');

    const contents = await openDiskContents({ folder: at, limits: LIMITS, warn });

    expect(readdirSync(at)).toEqual(['README']);
    expect(contents.sizeOf('README')).toBeUndefined();
  });

  it('leave no file behind when a writer gives up', async () => {
    const at = folder();
    const contents = await openDiskContents({ folder: at, limits: LIMITS, warn });
    const writer = contents.write();
    await writer.write(Buffer.from('x'));
    expect(existsSync(join(at, 'incoming-1'))).toBe(true);

    await writer.abort();

    expect(readdirSync(at)).toEqual([]);
  });
});
