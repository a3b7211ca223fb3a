/** A task is one and the same at every door, and may be cancelled at any. */
import { type Doors, openDoors } from '../../helpers/doors.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import { type ObjectId, refElement } from '../../helpers/soap-client.ts';
import { FACES } from '../../helpers/vapi-faces.ts';
import { WireWatcher } from '../../helpers/wire-watcher.ts';

const server = serverForThisFile({ judgeAnswers: true });
const TASKS = 'com.vmware.cis.tasks';
const TASK_MANAGER: ObjectId = { type: 'TaskManager', value: 'TaskManager' };
const MINUTES_MS = 600_000;
let doors: Doors;

const vm = () => server.named('VirtualMachine', 'Migration_Test');
const otherHost = () => server.named('HostSystem', '172.16.0.173');
const task = (value: string): ObjectId => ({ type: 'Task', value });

/** A vMotion asked for as a task of the vAPI; gives its id. */
async function relocation(): Promise<string> {
  const reply = await doors.rest.send('POST', `/api/vcenter/vm/${vm().value}`, {
    query: { action: 'relocate', 'vmw-task': 'true' },
    body: { placement: { host: otherHost().value } },
  });
  expect(reply.status).toBe(202);
  return String(reply.body);
}

interface Shown {
  readonly status: string;
  readonly cancelable: boolean;
  readonly progress?: { readonly completed: number };
  readonly error?: { readonly error_type: string };
}

async function shown(id: string): Promise<Shown> {
  const outputs: Shown[] = [];
  for (const face of FACES)
    outputs.push(await doors.vapi.demand(face, `${TASKS} get`, { task: id }));
  for (const output of outputs) expect(output).toEqual(outputs[0]);
  return outputs[0] as Shown;
}

beforeAll(async () => {
  doors = await openDoors(server);
});
beforeEach(() => server.reset());

describe('a task of the vAPI', () => {
  it('is the recent task that SOAP shows, with the same progress and end', async () => {
    const id = await relocation();
    expect(await doors.soap.idsOf(TASK_MANAGER, 'recentTask')).toContain(id);

    server.advance(5_000);
    const info = await doors.soap.taskInfo(task(id));
    expect(info.textAt('state')).toBe('running');
    expect(await shown(id)).toMatchObject({
      ...{ status: 'RUNNING', cancelable: info.textAt('cancelable') === 'true' },
      progress: { completed: Number(info.textAt('progress')) },
    });

    server.advance(MINUTES_MS);
    expect((await doors.soap.taskInfo(task(id))).textAt('state')).toBe('success');
    expect(await shown(id)).toMatchObject({ status: 'SUCCEEDED', cancelable: false });
    expect(await doors.soap.textOf(vm(), 'runtime.host')).toBe(otherHost().value);
  });

  it('wakes who watches it over SOAP', async () => {
    const id = await relocation();
    const watcher = await new WireWatcher(await server.loggedIn()).watch([
      { object: task(id), paths: ['info.state'] },
    ]);

    server.advance(MINUTES_MS);
    await watcher.stop();

    expect(watcher.valuesOf(task(id), 'info.state').at(-1)).toBe('success');
  });

  it.each([
    ['SOAP', (id: string) => doors.soap.call('CancelTask', task(id))],
    ['VI JSON', (id: string) => doors.json.call('CancelTask', task(id))],
    ...FACES.map(
      (face) =>
        [face, (id: string) => doors.vapi.demand(face, `${TASKS} cancel`, { task: id })] as const,
    ),
  ] as const)('cancelled over %s ends cancelled at every door', async (_door, cancel) => {
    const id = await relocation();
    server.advance(1_000);

    await cancel(id);
    server.advance(MINUTES_MS);

    const info = await doors.soap.taskInfo(task(id));
    expect([info.textAt('state'), info.at('error/fault')?.type]).toEqual([
      'error',
      'RequestCanceled',
    ]);
    expect(await shown(id)).toMatchObject({ status: 'FAILED', error: { error_type: 'CANCELED' } });
    expect(await doors.soap.textOf(vm(), 'runtime.host')).not.toBe(otherHost().value);
  });

  it('that has ended cannot be cancelled anywhere', async () => {
    const id = await relocation();
    server.advance(MINUTES_MS);

    expect((await doors.soap.faultOf('CancelTask', task(id))).name).toBe('InvalidState');
    for (const face of FACES) {
      expect(await doors.vapi.call(face, `${TASKS} cancel`, { task: id })).toMatchObject({
        error: 'NOT_ALLOWED_IN_CURRENT_STATE',
      });
    }
  });

  it('is gone everywhere once the inventory is put back', async () => {
    const id = await relocation();

    await server.reset();

    expect((await doors.soap.faultOf('CancelTask', task(id))).name).toBe('ManagedObjectNotFound');
    for (const face of FACES) {
      expect(await doors.vapi.call(face, `${TASKS} get`, { task: id })).toMatchObject({
        error: 'NOT_FOUND',
      });
    }
  });

  it('fails at every door when its VM is destroyed meanwhile', async () => {
    const [off] = [server.named('VirtualMachine', 'db-01')];
    const reply = await doors.rest.send('POST', `/api/vcenter/vm`, {
      query: { action: 'clone', 'vmw-task': 'true' },
      body: { source: off.value, name: 'copy' },
    });
    const id = String(reply.body);
    server.advance(1_000);
    const destroying = await doors.soap.faultOf('UnregisterVM', off);
    expect(destroying.name).toBe('TaskInProgress');

    server.advance(MINUTES_MS);

    const result = (await doors.soap.taskInfo(task(id))).textAt('result');
    expect(await shown(id)).toMatchObject({ status: 'SUCCEEDED', result });
  });
});

describe('a task that SOAP started', () => {
  it('is none of the operations that the vAPI tells of', async () => {
    const spec = `<spec>${refElement('host', otherHost())}</spec>`;
    const { value } = await doors.soap.start('RelocateVM_Task', vm(), spec);

    for (const face of FACES) {
      expect(await doors.vapi.call(face, `${TASKS} get`, { task: value })).toMatchObject({
        error: 'NOT_FOUND',
      });
      expect(await doors.vapi.demand(face, `${TASKS} list`)).not.toHaveProperty(value);
    }
  });

  it('keeps REST from changing the VM meanwhile, as it keeps SOAP', async () => {
    const spec = `<spec>${refElement('host', otherHost())}</spec>`;
    await doors.soap.start('RelocateVM_Task', vm(), spec);
    server.advance(1_000);

    const reply = doors.rest.send('POST', `/api/vcenter/vm/${vm().value}`, {
      query: { action: 'relocate' },
      body: { placement: { host: otherHost().value } },
    });
    const second = await doors.soap.start('RelocateVM_Task', vm(), spec);
    server.advance(1_000);

    const info = await doors.soap.taskInfo(second);
    expect(info.at('error/fault')?.type).toBe('TaskInProgress');
    server.advance(MINUTES_MS);
    expect((await reply).body).toMatchObject({ messages: [{ id: 'vmsg.TaskInProgress.summary' }] });
  });
});

describe('an operation over REST', () => {
  it('that waits is not undone when its client hangs up', async () => {
    const controller = new AbortController();
    const asked = fetch(`${server.running.url}/api/vcenter/vm/${vm().value}?action=relocate`, {
      method: 'POST',
      signal: controller.signal,
      headers: {
        'content-type': 'application/json',
        'vmware-api-session-id': doors.soap.secret ?? '',
      },
      body: JSON.stringify({ placement: { host: otherHost().value } }),
    });
    asked.catch(() => undefined);
    while (server.services.tasks.activeOn(vm() as never).length === 0) {
      await doors.rest.get('/api/session');
    }

    controller.abort();
    await doors.rest.get('/api/session');
    server.advance(MINUTES_MS);

    expect(await doors.soap.textOf(vm(), 'runtime.host')).toBe(otherHost().value);
  });
});
