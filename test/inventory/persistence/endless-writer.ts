/**
 * A process that is there to be killed: opens the directory it is given, goes on after the last
 * entry, and prints the number of each entry the store calls durable.
 */
import { writeSync } from 'node:fs';
import { RealWallClock } from '../../../server/clock/real-time-driver.ts';
import { openStore } from '../../../server/inventory/persistence/store.ts';
import { entry, snapshotOf, vm } from './fixtures.ts';

const WRITERS = 16;
const STDOUT = 1;

let seq = 0;
const store = await openStore({
  dir: String(process.argv[2]),
  durability: 'durable',
  wall: new RealWallClock(),
  // Small, so that the kill often hits the writing of a snapshot.
  journalBytesMax: 4_000,
  takeSnapshot: () => snapshotOf([{ ref: vm, properties: { name: `name ${seq}` } }], { seq }),
});
seq = store.initial?.entries.at(-1)?.seq ?? store.initial?.snapshot?.seq ?? 0;

async function write(): Promise<never> {
  for (;;) {
    seq += 1;
    const mine = seq;
    store.append(entry(mine));
    await store.flushed();
    writeSync(STDOUT, `${mine}\n`);
  }
}

await Promise.race(Array.from({ length: WRITERS }, write));
