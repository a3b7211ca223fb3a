/**
 * Whatever a handful of clients do to an inventory, in whatever order and at whatever time: what must
 * always hold holds after each step.
 *
 *     VCMOCK_STORIES=200 VCMOCK_STORIES_SEED=7 npm test -- random-operations
 */
import fc from 'fast-check';
import { loadCatalog } from '../../server/vmodl/catalog.ts';
import type { Ref } from '../../server/vmodl/reference.ts';
import { staleProperties } from '../helpers/derived-anew.ts';
import { element, type ObjectId, refElement, SoapFault } from '../helpers/soap-client.ts';
import { storiesOf } from '../helpers/story.ts';
import { TaskWitness } from '../helpers/task-witness.ts';
import { freshlyRead, type Watched, WireWatcher } from '../helpers/wire-watcher.ts';
import { TWO_HOSTS } from './two-hosts.ts';

const RUNS = Number(process.env['VCMOCK_STORIES'] ?? 15);
const SEED = Number(process.env['VCMOCK_STORIES_SEED'] ?? 1);
const STEPS_MAX = 25;
/** For every task to end; sessions last half an hour. */
const LONG_ENOUGH_MS = 1_200_000;
/** Not of the API: the inventory is put back. */
const RESET = 'reset';
const catalog = loadCatalog();
const story = storiesOf({ seed: 'two-hosts.yaml', seedText: TWO_HOSTS });

/** Something to do; what it names is taken from what there is when it is done. */
interface Deed {
  readonly type: string;
  readonly place: number;
  readonly method: string;
  readonly args: string | ((other: number) => string);
  readonly other: number;
  /** How long is waited afterwards. */
  readonly ms: number;
}

/** A reference to some object of a type; to nothing when there is none. */
const some = (name: string, type: string, place: number) =>
  refElement(name, pick(type, place) ?? { type, value: 'gone' });
const on = (type: string, method: string, args: Deed['args'] = '') => ({ type, method, args });
const onVm = (method: string, args: Deed['args'] = '') => on('VirtualMachine', method, args);
const onHost = (method: string, args: Deed['args'] = '') => on('HostSystem', method, args);
const spec = (place: number) => `<spec>${some('host', 'HostSystem', place)}</spec>`;
const target = (place: number) =>
  some('host', 'HostSystem', place) + element('priority', 'defaultPriority');
const ALLOCATION =
  '<reservation>512</reservation><expandableReservation>true</expandableReservation><limit>-1</limit><shares><shares>1000</shares><level>normal</level></shares>';

const movesAndPower = fc.constantFrom(
  onVm('PowerOnVM_Task'),
  onVm('PowerOffVM_Task'),
  onVm('SuspendVM_Task'),
  onVm('ResetVM_Task'),
  onVm('ShutdownGuest'),
  onVm('RelocateVM_Task', spec),
  onVm('RelocateVM_Task', spec),
  onVm('MigrateVM_Task', target),
  onHost('EnterMaintenanceMode_Task', element('timeout', 20)),
  onHost('ExitMaintenanceMode_Task', element('timeout', 0)),
  onHost('DisconnectHost_Task'),
  onHost('ReconnectHost_Task'),
  on('Task', 'CancelTask'),
);
const changesOfShape = fc.constantFrom(
  on('ManagedEntity', 'Rename_Task', (place) => element('newName', `entity ${place}`)),
  onVm('ReconfigVM_Task', (place) => `<spec>${element('memoryMB', 1024 * (place + 1))}</spec>`),
  onVm('ReconfigVM_Task', (place) => `<spec>${element('numCPUs', place + 1)}</spec>`),
  onVm('ReconfigVM_Task', (place) => `<spec>${element('name', `vm ${place}`)}</spec>`),
  onVm('MarkAsTemplate'),
  onVm('UnregisterVM'),
  onVm('Destroy_Task'),
  onHost('Destroy_Task'),
  on('Folder', 'CreateFolder', (place) => element('name', `folder ${place}`)),
  on('Folder', 'MoveIntoFolder_Task', (place) => some('list', 'VirtualMachine', place)),
  on('Folder', 'MoveIntoFolder_Task', (place) => some('list', 'Folder', place)),
  on('Folder', 'Destroy_Task'),
  on(
    'ResourcePool',
    'CreateResourcePool',
    (place) =>
      `${element('name', `pool ${place}`)}<spec><cpuAllocation>${ALLOCATION}</cpuAllocation><memoryAllocation>${ALLOCATION}</memoryAllocation></spec>`,
  ),
  on('ResourcePool', 'MoveIntoResourcePool', (place) => some('list', 'VirtualMachine', place)),
  on('ResourcePool', 'MoveIntoResourcePool', (place) => some('list', 'ResourcePool', place)),
  on('ResourcePool', 'Destroy_Task'),
  on('Datacenter', 'PowerOnMultiVM_Task', (place) => some('vm', 'VirtualMachine', place)),
);
const what = fc.oneof(
  { arbitrary: movesAndPower, weight: 20 },
  { arbitrary: changesOfShape, weight: 10 },
  { arbitrary: fc.constant(on('Folder', RESET)), weight: 1 },
);
const deeds = fc.array(
  fc
    .tuple(what, fc.nat({ max: 50 }), fc.nat({ max: 5 }), fc.constantFrom(0, 0, 100, 700, 3_000))
    .map(([deed, place, other, ms]) => ({ ...deed, place, other, ms }) as Deed),
  { minLength: 5, maxLength: STEPS_MAX },
);

function pick(type: string, place: number): ObjectId | undefined {
  const all = story.server.inventory.ofType(type);
  return all[place % Math.max(1, all.length)];
}

/** Does it, if there is somebody to do it to; a refusal is an answer too. */
async function perform({ type, place, method, args, other, ms }: Deed): Promise<void> {
  const self = pick(type, place);
  if (!self) return;
  if (method === RESET) {
    await story.server.reset();
    return;
  }
  try {
    await story.client.call(method, self, typeof args === 'string' ? args : args(other));
  } catch (error) {
    if (!(error instanceof SoapFault) || error.name === 'SystemError') throw error;
  }
  story.pass(ms);
}

/** Every VM is on the host which lists it and on no other. */
function misplacedVms(): readonly string[] {
  const { inventory } = story.server;
  const hosts = inventory.ofType('HostSystem') as readonly Ref<'HostSystem'>[];
  const vms = inventory.ofType('VirtualMachine') as readonly Ref<'VirtualMachine'>[];
  return vms
    .filter((vm) => {
      const on = hosts.filter((host) => inventory.read(host, 'vm')?.includes(vm));
      return on.length !== 1 || inventory.read(vm, 'runtime').host !== on[0];
    })
    .map(({ value }) => value);
}

/** What clusters and pods say of themselves, beside the sums of their parts. */
function wrongSums(): readonly string[] {
  const { inventory } = story.server;
  return inventory.ofType('ClusterComputeResource').flatMap((ref) => {
    const cluster = ref as Ref<'ClusterComputeResource'>;
    const summary = inventory.read(cluster, 'summary');
    const hosts = inventory.read(cluster, 'host') ?? [];
    const hardware = hosts.map((host) => inventory.read(host, 'summary').hardware);
    const sum = (of: (each: (typeof hardware)[number]) => number) =>
      hardware.reduce((total, each) => total + of(each), 0);
    const runsVms = hosts.filter((host) => {
      const { connectionState, inMaintenanceMode } = inventory.read(host, 'runtime');
      return connectionState === 'connected' && !inMaintenanceMode;
    });
    const said = [
      summary.numHosts,
      summary.numCpuCores,
      Number(summary.totalMemory),
      summary.numEffectiveHosts,
    ];
    const summed = [
      hosts.length,
      sum((each) => each?.numCpuCores ?? 0),
      sum((each) => Number(each?.memorySize ?? 0)),
      runsVms.length,
    ];
    return String(said) === String(summed) ? [] : [`${said} instead of ${summed}`];
  });
}

function watchedByAll(): Watched[] {
  const { inventory } = story.server;
  return [
    ...inventory.ofType('HostSystem').map((object) => ({
      object,
      paths: ['vm', 'runtime.inMaintenanceMode', 'runtime.connectionState', 'overallStatus'],
    })),
    ...inventory.ofType('ClusterComputeResource').map((object) => ({
      object,
      paths: ['summary.numEffectiveHosts', 'summary.effectiveCpu', 'datastore'],
    })),
    ...inventory
      .ofType('Datastore')
      .map((object) => ({ object, paths: ['vm', 'summary.freeSpace'] })),
    ...inventory.ofType('ResourcePool').map((object) => ({ object, paths: ['vm'] })),
    ...inventory.ofType('Folder').map((object) => ({ object, paths: ['childEntity'] })),
  ];
}

async function live(story_: readonly Deed[]): Promise<void> {
  await story.server.reset();
  const witness = new TaskWitness(story.server.inventory);
  const watched = watchedByAll();
  const watcher = await new WireWatcher(await story.server.loggedIn()).watch(watched);
  try {
    for (const deed of story_) {
      await perform(deed);
      expect(misplacedVms()).toEqual([]);
      expect(wrongSums()).toEqual([]);
    }
    expect(staleProperties(catalog, story.server.inventory)).toEqual([]);
    story.pass(LONG_ENOUGH_MS);
    expect(witness.unfinished()).toEqual([]);
  } finally {
    witness.stop();
    await watcher.stop();
  }
  expect(witness.complaints).toEqual([]);
  expect(watcher.known).toEqual(await freshlyRead(story.client, watched));
  expect(story.server.logged).toEqual([]);
}

describe(`In ${RUNS} random stories (seed ${SEED})`, () => {
  it(
    'VMs are in one place, sums add up, tasks end once, and watchers know all',
    () =>
      fc.assert(fc.asyncProperty(deeds, live), { numRuns: RUNS, seed: SEED, endOnFailure: true }),
    30_000 + RUNS * 5_000,
  );
});
