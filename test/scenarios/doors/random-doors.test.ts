/**
 * Whatever is done, in whatever order and at whichever door: all doors show the same inventory after each
 * step.
 *
 *     VCMOCK_STORIES=200 VCMOCK_STORIES_SEED=7 npm test -- random-doors
 */
import fc from 'fast-check';
import { type Doors, oneView, openDoors } from '../../helpers/doors.ts';
import { JsonFault } from '../../helpers/json-client.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import { element, type ObjectId, refElement, SoapFault } from '../../helpers/soap-client.ts';
import { FACES, type FaceName, type Input } from '../../helpers/vapi-faces.ts';

const RUNS = Number(process.env['VCMOCK_STORIES'] ?? 6);
const SEED = Number(process.env['VCMOCK_STORIES_SEED'] ?? 1);
const STEPS_MAX = 12;
const server = serverForThisFile({ seed: 'lab' });
const VAPI = 'com.vmware.vcenter';

/** What is to be done, to whom by its place among its kind, and how long is waited afterwards. */
interface Step {
  readonly deed: Deed;
  readonly place: number;
  readonly other: number;
  readonly face: FaceName;
  readonly ms: number;
}

type Deed = (doors: Doors, step: Step) => Promise<unknown>;

function pick(type: string, place: number): ObjectId {
  const all = server.inventory.ofType(type);
  return all[place % Math.max(1, all.length)] ?? { type, value: 'gone' };
}

/** An operation as a task, so that it need not end before the next step. */
const asTask = (path: string, action: string, body?: (step: Step) => object): Deed => {
  return async ({ rest }, step) => {
    const vm = pick('VirtualMachine', step.place).value;
    await rest.send('POST', path.replace('{vm}', vm), {
      query: { action, 'vmw-task': 'true' },
      body: body?.(step),
    });
  };
};
const soap = (type: string, method: string, args: (other: number) => string = () => ''): Deed => {
  return async (doors, { place, other }) =>
    doors.soap.call(method, pick(type, place), args(other)).catch(refusal);
};
const json = (type: string, method: string): Deed => {
  return async (doors, { place }) => doors.json.call(method, pick(type, place)).catch(refusal);
};
/** An operation that ends at once, at any face; a refusal is an answer too. */
const vapi = (name: string, input: (step: Step) => Input): Deed => {
  return async (doors, step) => doors.vapi.call(step.face, `${VAPI}.${name}`, input(step));
};

function refusal(error: unknown): void {
  const isFault = error instanceof SoapFault || error instanceof JsonFault;
  if (!isFault || error.name === 'SystemError') throw error;
}

const vmPath = '/api/vcenter/vm/{vm}';
const deeds = fc.constantFrom<Deed>(
  asTask(`${vmPath}/power`, 'start'),
  asTask(`${vmPath}/power`, 'stop'),
  asTask(`${vmPath}/power`, 'suspend'),
  asTask(vmPath, 'relocate', ({ other }) => ({
    placement: { host: pick('HostSystem', other).value },
  })),
  asTask('/api/vcenter/vm', 'clone', ({ place, other }) => ({
    ...{ source: pick('VirtualMachine', place).value, name: `copy ${other}` },
  })),
  soap('VirtualMachine', 'PowerOnVM_Task'),
  soap(
    'VirtualMachine',
    'ReconfigVM_Task',
    (other) => `<spec>${element('numCPUs', other + 1)}</spec>`,
  ),
  soap(
    'VirtualMachine',
    'ReconfigVM_Task',
    (other) => `<spec>${element('name', `vm ${other}`)}</spec>`,
  ),
  soap('VirtualMachine', 'Destroy_Task'),
  soap('VirtualMachine', 'MarkAsTemplate'),
  soap('HostSystem', 'DisconnectHost_Task'),
  soap('HostSystem', 'ReconnectHost_Task'),
  soap('ManagedEntity', 'Rename_Task', (other) => element('newName', `entity ${other}`)),
  soap('ResourcePool', 'MoveIntoResourcePool', (other) =>
    refElement('list', pick('VirtualMachine', other)),
  ),
  soap('Folder', 'CreateFolder', (other) => element('name', `folder ${other}`)),
  soap('Folder', 'MoveIntoFolder_Task', (other) =>
    refElement('list', pick('VirtualMachine', other)),
  ),
  json('VirtualMachine', 'PowerOffVM_Task'),
  json('VirtualMachine', 'UnregisterVM'),
  json('Folder', 'Destroy_Task'),
  vapi('VM unregister', ({ place }) => ({ vm: pick('VirtualMachine', place).value })),
  vapi('datacenter create', ({ other }) => ({ spec: { name: `dc ${other}`, folder: 'group-d1' } })),
  vapi('resource_pool create', ({ place, other }) => ({
    spec: { name: `pool ${other}`, parent: pick('ResourcePool', place).value },
  })),
  vapi('resource_pool update', ({ place, other }) => ({
    resource_pool: pick('ResourcePool', place).value,
    spec: { cpu_allocation: { reservation: 100 * other } },
  })),
);

const steps = fc.array(
  fc.record({
    deed: deeds,
    place: fc.nat({ max: 30 }),
    other: fc.nat({ max: 4 }),
    face: fc.constantFrom(...FACES),
    ms: fc.constantFrom(0, 500, 3_000, 60_000),
  }),
  { minLength: 4, maxLength: STEPS_MAX },
);

describe(`In ${RUNS} random stories (seed ${SEED})`, () => {
  it(
    'all doors show one inventory after each step',
    async () => {
      const doors = await openDoors(server);
      const live = async (story: readonly Step[]) => {
        await server.reset();
        for (const [count, step] of story.entries()) {
          await step.deed(doors, step);
          server.advance(step.ms);
          await oneView(doors, [FACES[count % FACES.length] ?? 'api']);
        }
      };

      await fc.assert(fc.asyncProperty(steps, live), {
        numRuns: RUNS,
        seed: SEED,
        endOnFailure: true,
      });
    },
    60_000 + RUNS * 20_000,
  );
});
