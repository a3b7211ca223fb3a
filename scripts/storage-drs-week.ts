/**
 * `npm run storage-drs-week [GB]`: seven days of virtual time on the seed `storage-cluster`, whose disks fill up
 * unevenly, once with Storage DRS off and once fully automated. Its datastores hold it all when it is spread
 * evenly; with GB they get another capacity. Prints for every day how many datastores were fuller than
 * allowed, for how many hours, how full the fullest was, and how many Storage vMotions had been made. Two
 * runs print the same.
 */
import { readFileSync } from 'node:fs';
import { VirtualClock } from '../server/clock/clock.ts';
import type { ServerOptions } from '../server/config.ts';
import { createServer } from '../server/create-server.ts';
import { isOver, percentOf, usedLimit } from '../server/engines/storage-drs/space.ts';
import { assign } from '../server/inventory/change.ts';
import { builtInPath } from '../server/inventory/seed/built-in.ts';
import { createLogger } from '../server/log.ts';
import { members, podConfig } from '../server/vim/facts/storage-drs-settings.ts';
import type { Services } from '../server/vim/method.ts';
import type { Ref } from '../server/vmodl/reference.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
const DAYS = 7;
const CAPACITY_GB = process.argv[2];

interface Standing {
  /** Datastores fuller than their datastore cluster allows. */
  readonly over: number;
  /** Percent of its capacity. */
  readonly fullest: number;
}

interface Day extends Standing {
  /** Hours at whose end some datastore was fuller than allowed. */
  readonly hoursOver: number;
  /** Storage vMotions since the beginning. */
  readonly moves: number;
}

interface Wish {
  readonly enabled: boolean;
}

async function week(wish: Wish): Promise<readonly Day[]> {
  const options: ServerOptions = {
    listen: { host: '127.0.0.1', port: 0 },
    ...{ seed: 'storage-cluster', seedText: seedText(), time: { kind: 'manual' } },
    ...{ apiVersion: '8.0.3.0', user: 'administrator@vsphere.local', password: 'none' },
    ...{ auth: 'strict', tls: false, durability: 'memory' },
    log: createLogger('error', process.stderr),
  };
  const server = await createServer(options);
  const { services } = server;
  const { clock } = services;
  if (!(clock instanceof VirtualClock)) throw new Error('the week needs a clock that can be moved');
  configure(services, wish);
  const moves = countMoves(services);
  const days: Day[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    let hoursOver = 0;
    for (let hour = 0; hour < HOURS; hour += 1) {
      clock.advance(HOUR_MS);
      // One step of real time, for what waits for a turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      if (standingOf(services).over > 0) hoursOver += 1;
    }
    days.push({ ...standingOf(services), hoursOver, moves: moves() });
  }
  await server.close();
  return days;
}

function seedText(): string {
  const text = readFileSync(builtInPath('storage-cluster'), 'utf8');
  return CAPACITY_GB === undefined
    ? text
    : text.replace(/datastoreCapacityGb: \d+/, `datastoreCapacityGb: ${CAPACITY_GB}`);
}

/** All datastore clusters alike, whatever the seed wants of them. */
function configure({ inventory }: Services, { enabled }: Wish): void {
  for (const pod of inventory.ofType('StoragePod')) {
    const path = 'podStorageDrsEntry.storageDrsConfig.podConfig';
    inventory.apply([
      assign(pod, `${path}.enabled`, enabled),
      assign(pod, `${path}.defaultVmBehavior`, 'automated'),
    ]);
  }
}

/** Answers how many Storage vMotions have ended well. */
function countMoves({ inventory }: Services): () => number {
  let count = 0;
  inventory.subscribe(({ events }) => {
    for (const { _typeName } of events) if (_typeName === 'VmRelocatedEvent') count += 1;
  });
  return () => count;
}

function standingOf({ inventory }: Services): Standing {
  let over = 0;
  let fullest = 0;
  for (const pod of inventory.ofType('StoragePod')) {
    const { spaceLoadBalanceConfig } = podConfig(inventory, pod);
    for (const datastore of members(inventory, pod)) {
      const summary = inventory.read(datastore as Ref<'Datastore'>, 'summary');
      const capacity = Number(summary.capacity);
      const used = capacity - Number(summary.freeSpace);
      if (isOver(used, usedLimit(capacity, spaceLoadBalanceConfig), capacity)) over += 1;
      fullest = Math.max(fullest, percentOf(used, capacity));
    }
  }
  return { over, fullest };
}

function line(day: number, off: Day | undefined, on: Day | undefined): string {
  const cells = [off, on].flatMap((one) => [
    String(one?.over ?? 0).padStart(9),
    String(one?.hoursOver ?? 0).padStart(7),
    `${(one?.fullest ?? 0).toFixed(1)} %`.padStart(9),
    String(one?.moves ?? 0).padStart(7),
  ]);
  return `${String(day).padStart(3)}${cells.join('')}`;
}

const off = await week({ enabled: false });
const on = await week({ enabled: true });
console.log('     Storage DRS off                 automated');
console.log('day too full  hours  fullest  moves too full  hours  fullest  moves');
for (let day = 0; day < DAYS; day += 1) console.log(line(day + 1, off[day], on[day]));
