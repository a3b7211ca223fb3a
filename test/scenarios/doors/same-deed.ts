/**
 * One deed done at two doors, REST and SOAP: a SOAP client that watches is told of it once, every door
 * shows the same afterwards, and both leave the same events and tasks.
 */

import type { View } from '../../helpers/door-view.ts';
import { type Doors, oneView, openDoors } from '../../helpers/doors.ts';
import type { TestServer } from '../../helpers/server.ts';
import type { ObjectId, SoapClient } from '../../helpers/soap-client.ts';
import { FACES, type FaceName } from '../../helpers/vapi-faces.ts';
import { freshlyRead, WireWatcher } from '../../helpers/wire-watcher.ts';

/** A lab with all its doors open. */
export interface Lab extends Doors {
  readonly server: TestServer;
  readonly named: (type: string, name: string) => ObjectId;
  readonly vm: (name: string) => ObjectId;
  /** Calls a method that starts a task, and waits for its end. Throws where it fails. */
  readonly carryOut: (method: string, self: ObjectId, args?: string) => Promise<void>;
}

export interface Deed {
  readonly what: string;
  /** Done first, unseen. */
  readonly before?: (lab: Lab) => Promise<unknown>;
  /** What a SOAP client watches meanwhile: a property that changes once. */
  readonly watched: (lab: Lab) => readonly [ObjectId, string];
  readonly rest: (lab: Lab) => Promise<unknown>;
  readonly soap: (lab: Lab) => Promise<unknown>;
  /** Where the two doors start their tasks differently: what is compared of both. */
  readonly traces?: (trace: Trace) => unknown;
}

export interface Trace {
  /** `VmPoweredOnEvent by VSPHERE.LOCAL\Administrator` */
  readonly events: readonly string[];
  /** `VirtualMachine.powerOn of web-01 by VSPHERE.LOCAL\Administrator: success` */
  readonly tasks: readonly string[];
}

export async function labOf(server: TestServer): Promise<Lab> {
  const doors = await openDoors(server);
  const named = (type: string, name: string) => server.named(type, name);
  return {
    ...doors,
    ...{ server, named },
    vm: (name) => named('VirtualMachine', name),
    carryOut: (method, self, args) => carryOut(doors.soap, method, self, args),
  };
}

async function carryOut(
  client: SoapClient,
  method: string,
  self: ObjectId,
  args?: string,
): Promise<void> {
  const task = await client.start(method, self, args);
  for (;;) {
    const info = await client.taskInfo(task);
    const state = info.textAt('state');
    if (state === 'success') return;
    if (state === 'error') throw new Error(`${method}: ${info.at('error/fault')?.type}`);
  }
}

interface Account extends Trace {
  readonly changes: readonly (string | undefined)[];
  readonly view: unknown;
}

/** Does the deed at one door, in the inventory as the seed has it. */
async function account(
  lab: Lab,
  deed: Deed,
  door: 'rest' | 'soap',
  face: FaceName,
): Promise<Account> {
  const { server } = lab;
  await server.reset();
  await deed.before?.(lab);
  const [object, path] = deed.watched(lab);
  const watched = [{ object, paths: [path] }];
  const watcher = await new WireWatcher(await server.loggedIn()).watch(watched);
  const since = server.services.events.all().length;
  const tasksBefore = server.services.tasks.history().length;
  let view: View;
  try {
    await deed[door](lab);
    view = await oneView(lab, [face]);
  } finally {
    await watcher.stop();
  }
  expect(watcher.known).toEqual(await freshlyRead(lab.soap, watched));
  const changes = watcher.valuesOf(object, path);
  return { changes, view: byName(view), ...traceOf(server, since, tasksBefore) };
}

/** With names for ids, which are drawn anew each time; addresses are, too. */
function byName(view: View): unknown {
  const names = new Map(
    Object.entries(view).map(([key, { name }]) => [key.split(' ')[1] ?? '', String(name)]),
  );
  const text = JSON.stringify(view)
    .replace(/\b(?:\w+-)+\w*\d\b/g, (id) => names.get(id) ?? id)
    .replace(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'MAC');
  return JSON.parse(text);
}

function traceOf({ services }: TestServer, since: number, tasksBefore: number): Trace {
  return {
    events: services.events
      .all()
      .slice(since)
      .filter(({ _typeName }) => !/^User(?:Login|Logout)SessionEvent$/.test(_typeName))
      .map(
        (event) => `${event._typeName} by ${(event as { readonly userName?: string }).userName}`,
      ),
    tasks: services.tasks
      .history()
      .slice(tasksBefore)
      .map(({ descriptionId, entityName, reason, state }) => {
        const userName = (reason as { readonly userName?: string }).userName ?? reason._typeName;
        return `${descriptionId} of ${entityName} by ${userName}: ${state}`;
      }),
  };
}

/** Tests that each deed is the same at both doors. */
export function describeDeeds(server: TestServer, deeds: readonly Deed[]): void {
  let lab: Lab;
  beforeAll(async () => {
    lab = await labOf(server);
  });

  it.each(deeds.map((deed, place) => [deed.what, deed, place] as const))(
    '%s',
    async (_what, deed, place) => {
      const face = FACES[place % FACES.length] ?? 'api';

      const overRest = await account(lab, deed, 'rest', face);
      const overSoap = await account(lab, deed, 'soap', face);

      expect({ rest: overRest.changes.length, soap: overSoap.changes.length }).toEqual({
        ...{ rest: 1, soap: 1 },
      });
      const { traces = (trace) => trace } = deed;
      const told = ({ view, events, tasks }: Account) => ({
        view,
        trace: traces({ events, tasks }),
      });
      expect(told(overRest)).toEqual(told(overSoap));
      expect(overRest.events.filter((event) => !/\\administrator$/i.test(event))).toEqual([]);
    },
    30_000,
  );
}

/** Inside of `<spec>` of ReconfigVM_Task. */
export function reconfigure(lab: Lab, vm: string, spec: string): Promise<void> {
  return lab.carryOut('ReconfigVM_Task', lab.vm(vm), `<spec>${spec}</spec>`);
}
