import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { SeededRandom } from '../../../server/clock/random.ts';
import { inFolder, open } from './fixtures.ts';

const ROUNDS = Number(process.env['VCMOCK_KILL_ROUNDS'] ?? 20);
const SEED = process.env['VCMOCK_KILL_SEED'] ?? 'kill';
const WRITER = join(import.meta.dirname, 'endless-writer.ts');

/** Lets a writer work until it has acknowledged that many entries, kills it. Gives the last one. */
function killAfter(dir: string, acknowledgements: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', WRITER, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split('\n').length > acknowledgements) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => {
      const whole = said
        .slice(0, said.lastIndexOf('\n') + 1)
        .split('\n')
        .filter(Boolean);
      resolve(Math.max(0, ...whole.map(Number)));
    });
  });
}

describe(`a process killed ${ROUNDS} times (seed ${SEED})`, () => {
  it(
    'loses nothing it had acknowledged, and never opens to half an entry',
    () =>
      inFolder(async (dir) => {
        const random = new SeededRandom(SEED);
        let total = 0;
        let snapshots = 0;
        for (let round = 0; round < ROUNDS; round++) {
          const acknowledged = await killAfter(dir, random.int(1, 200));

          const store = await open(dir);
          const base = store.initial?.snapshot?.seq ?? 0;
          const seqs = store.initial?.entries.map((each) => each.seq) ?? [];
          await store.close();

          expect(seqs).toEqual(seqs.map((_, index) => base + 1 + index));
          const last = base + seqs.length;
          expect(last).toBeGreaterThanOrEqual(acknowledged);
          expect(acknowledged).toBeGreaterThan(total);
          total = last;
          snapshots = Math.max(snapshots, base);
        }
        expect(snapshots).toBeGreaterThan(0);
      }),
    300_000,
  );
});
