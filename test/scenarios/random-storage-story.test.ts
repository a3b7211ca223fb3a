/**
 * Five hundred things that administrators do to datastore clusters and to what lies on them, in whatever order:
 * placements, settings, maintenance, snapshots, clones, full datastores, lost hosts, resets. What must always hold
 * holds after each few of them, and nothing is left when all has ended.
 *
 *     VCMOCK_STORIES=200 VCMOCK_STORIES_SEED=7 npm test -- random-storage-story
 */
import type { Services } from '../../server/vim/method.ts';
import { reference } from '../../server/vmodl/reference.ts';
import { staleProperties } from '../helpers/derived-anew.ts';
import { TestServer } from '../helpers/server.ts';
import { TaskWitness } from '../helpers/task-witness.ts';
import {
  brokenInverses,
  doubledVms,
  leftovers,
  misplacedVms,
  strayBackings,
  untimely,
  wrongSpace,
} from './moving-invariants.ts';
import { StorageDeeds } from './storage-deeds.ts';
import { held, wrongEntries, wrongSums } from './storage-invariants.ts';
import { STORAGE_STORY_SEED } from './storage-specs.ts';

/** Fifteen stories are what `random-operations` tells unless it is told otherwise; ours are longer. */
const STORIES = Math.max(1, Math.round((Number(process.env['VCMOCK_STORIES'] ?? 15) * 2) / 15));
const SEED = process.env['VCMOCK_STORIES_SEED'] ?? '1';
const OPERATIONS = 500;
/** All invariants are looked at after as many; entries follow what goes within a sample of the statistics. */
const LOOK_EVERY = 5;
const LOOK_AT_ENTRIES_EVERY = 20;
const SAMPLE_MS = 21_000;
/** For every task to end. */
const LONG_ENOUGH_MS = 3 * 3_600_000;
/** Of what was done last, when something is wrong. */
const TOLD_MAX = 25;
/** Waits for users, who may never come. */
const WAITS = 'Drm.TrackEnterMaintenanceLro';

function wrong({ errors, server }: StorageDeeds): readonly string[] {
  const { inventory, services, logged } = server;
  return [
    ...errors.map((error) => (error instanceof Error ? (error.stack ?? '') : String(error))),
    ...logged,
    ...wrongSums(services),
    ...misplacedVms(inventory),
    ...doubledVms(inventory),
    ...brokenInverses(inventory),
    ...wrongSpace(inventory).filter(isMore),
    ...strayBackings(inventory),
    ...untimely(inventory),
  ];
}

/** A template that becomes a VM again gets a log, however full its datastore is. */
function isMore(complaint: string): boolean {
  const [, used, capacity] = /: (\d+) of (\d+)$/.exec(complaint) ?? [];
  const isOver = used !== undefined && Number(used) - Number(capacity) < 2 ** 20;
  return !isOver && !complaint.endsWith(': 0 free');
}

function unfinished(witness: TaskWitness, { inventory }: Services): readonly string[] {
  return witness.unfinished().filter((text) => {
    const [key = ''] = text.split(' ');
    return inventory.read(reference('Task', key), 'info').descriptionId !== WAITS;
  });
}

/** Lives a story; what is wrong after a step ends it. */
async function live(deeds: StorageDeeds): Promise<readonly string[]> {
  const { server } = deeds;
  let witness = new TaskWitness(server.inventory);
  for (let done = 1; done <= OPERATIONS; done += 1) {
    const told = deeds.told.length;
    await deeds.step();
    if (deeds.told.slice(told).some((text) => text.startsWith('control:'))) {
      // Tasks are others now.
      witness.stop();
      witness = new TaskWitness(server.inventory);
    }
    const complaints = done % LOOK_EVERY === 0 ? [...wrong(deeds), ...witness.complaints] : [];
    if (complaints.length > 0) return complaints;
    if (done % LOOK_AT_ENTRIES_EVERY !== 0) continue;
    server.advance(SAMPLE_MS);
    const entries = wrongEntries(server.services);
    if (entries.length > 0) return entries;
  }
  server.advance(LONG_ENOUGH_MS);
  const { inventory, services } = server;
  return [
    ...wrong(deeds),
    ...wrongEntries(services),
    ...held(services),
    ...leftovers({ inventory, services }),
    ...unfinished(witness, services),
    ...witness.complaints,
    ...staleProperties(services.catalog, inventory),
  ];
}

const stories = Array.from({ length: STORIES }, (_, index) => `${SEED}-${index + 1}`);

describe.each(stories)(`In a random story of ${OPERATIONS} operations (seed %s)`, (seed) => {
  it('datastore clusters add up, recommend what can be done, and hold nothing back', async () => {
    const server = await new TestServer({
      ...{ seed: 'storage-story.yaml', seedText: STORAGE_STORY_SEED },
    }).open();
    const deeds = new StorageDeeds(server, seed);

    const complaints = await live(deeds);

    await server.close();
    const told = complaints.length > 0 ? deeds.told.slice(-TOLD_MAX) : [];
    expect({ seed, complaints, told }).toEqual({ seed, complaints: [], told: [] });
  }, 120_000);
});
