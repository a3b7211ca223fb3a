/**
 * A thousand moves, power operations, reconfigurations, lost hosts, full datastores and names that change,
 * in whatever order: what must always hold holds after each few of them, and nothing is left when all
 * has ended.
 *
 *     VCMOCK_STORIES=200 VCMOCK_STORIES_SEED=7 npm test -- random-migrations
 */
import { Inventory } from '../../server/inventory/inventory.ts';
import { objectSchema } from '../../server/vim/object-types.ts';
import { staleProperties } from '../helpers/derived-anew.ts';
import { TaskWitness } from '../helpers/task-witness.ts';
import type { Vcenter } from '../helpers/vcenter.ts';
import {
  brokenInverses,
  doubledVms,
  leftovers,
  misplacedVms,
  overbookedHosts,
  strayBackings,
  untimely,
  untoldMoves,
  wrongSpace,
} from './moving-invariants.ts';
import { LINE_GBPS } from './moving-seed.ts';
import { MovingWitness } from './moving-witness.ts';
import { MovingWorld } from './moving-world.ts';

/** Fifteen stories are what `random-operations` tells unless it is told otherwise; ours are longer. */
const STORIES = Math.max(1, Math.round((Number(process.env['VCMOCK_STORIES'] ?? 15) * 4) / 15));
const SEED = process.env['VCMOCK_STORIES_SEED'] ?? '1';
const OPERATIONS = 250;
/** All invariants are looked at after as many. */
const LOOK_EVERY = 5;
/** For every task to end. */
const LONG_ENOUGH_MS = 3_600_000;
/** Of what was done last, when something is wrong. */
const TOLD_MAX = 25;

const networkMax = (host: string) => ((LINE_GBPS[host] ?? 10) < 10 ? 4 : 8);

function wrong(world: MovingWorld): readonly string[] {
  const { inventory, errors } = world.vcenter;
  return [
    ...errors.map(String),
    ...misplacedVms(inventory),
    ...doubledVms(inventory),
    ...brokenInverses(inventory),
    ...overbookedHosts(inventory),
    ...wrongSpace(inventory),
    ...strayBackings(inventory),
    ...untimely(inventory),
  ];
}

/** The same inventory, made by the journal alone. */
function replayOf({ catalog, inventory }: Vcenter): Inventory {
  const replica = new Inventory({ catalog, clock: { now: () => 0 }, schema: objectSchema() });
  replica.restore(inventory.takeSnapshot());
  inventory.subscribe(({ changes, cause }) => void replica.apply(changes, cause));
  return replica;
}

function statesOf(inventory: Inventory): readonly string[] {
  const asText = (_key: string, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value;
  return [...inventory.takeSnapshot().states]
    .map(([ref, state]) => JSON.stringify([ref, state], asText))
    .sort();
}

/** Lives a story; what is wrong after a step ends it. */
function live(seed: string): {
  readonly world: MovingWorld;
  readonly complaints: readonly string[];
} {
  const world = new MovingWorld(seed);
  const { inventory, catalog } = world.vcenter;
  const replica = replayOf(world.vcenter);
  const witness = new TaskWitness(inventory);
  const moves = new MovingWitness(world.vcenter, networkMax);
  for (let done = 1; done <= OPERATIONS; done += 1) {
    world.step();
    const complaints = done % LOOK_EVERY === 0 ? [...wrong(world), ...moves.complaints] : [];
    if (complaints.length > 0) return { world, complaints };
  }
  world.pass(LONG_ENOUGH_MS);
  const complaints = [
    ...untoldMoves(world.vcenter, world.chains),
    ...wrong(world),
    ...leftovers(world.vcenter),
    ...witness.unfinished(),
    ...witness.complaints,
    ...moves.complaints,
    ...staleProperties(catalog, inventory),
  ];
  expect(statesOf(replica)).toEqual(statesOf(inventory));
  return { world, complaints };
}

const stories = Array.from({ length: STORIES }, (_, index) => `${SEED}-${index + 1}`);

describe.each(stories)(`In a random story of ${OPERATIONS} operations (seed %s)`, (seed) => {
  it('VMs are in one place, room adds up, tasks end once, and nothing is left behind', () => {
    const { world, complaints } = live(seed);

    const told = complaints.length > 0 ? world.told.slice(-TOLD_MAX) : [];
    expect({ seed, complaints, told }).toEqual({ seed, complaints: [], told: [] });
    const kinds = world.vcenter.services.migrations.records
      .all()
      .filter(({ state }) => state === 'success');
    expect(new Set(kinds.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(3);
  }, 120_000);
});
