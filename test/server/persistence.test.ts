/**
 * A server with a data directory: what it has answered it still knows when it comes back, however it
 * ended; and what was under way is told to have failed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildServer } from '../helpers/child-server.ts';
import { NEWEST } from '../helpers/server.ts';
import {
  element,
  filterSpec,
  type ObjectId,
  objectSpec,
  refElement,
  type SoapClient,
} from '../helpers/soap-client.ts';
import { type Answer, validateAnswers } from '../helpers/xsd-oracle.ts';

const ROUNDS = Number(process.env['VCMOCK_KILL_ROUNDS'] ?? 3);
const ROOT: ObjectId = { type: 'Folder', value: 'group-d1' };
const SEARCH: ObjectId = { type: 'SearchIndex', value: 'SearchIndex' };
const answers: Answer[] = [];
const servers: ChildServer[] = [];
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vcmock-data-'));
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  await rm(dir, { recursive: true, force: true });
});

afterAll(() => expect(validateAnswers(answers)).toEqual([]), 60_000);

async function open(): Promise<ChildServer> {
  const flags = ['--time', 'manual', '--seed', 'lab', '--api-version', NEWEST];
  const server = await ChildServer.start('--data', dir, ...flags);
  servers.push(server);
  return server;
}

/** The object at a path of names: `Datacenter/vm/web-01`. */
async function find(client: SoapClient, inventoryPath: string): Promise<ObjectId> {
  const args = element('inventoryPath', inventoryPath);
  const found = (await client.call('FindByInventoryPath', SEARCH, args)).at('returnval');
  return { type: found?.attributes['type'] ?? '', value: found?.text ?? '' };
}

async function datacenterPath(client: SoapClient): Promise<string> {
  const [child] = (await client.retrieve(filterSpec('Folder', ['childEntity'], [objectSpec(ROOT)])))
    .flatMap((each) => each.all('propSet/val/ManagedObjectReference'))
    .filter(({ attributes }) => attributes['type'] === 'Datacenter');
  if (!child) throw new Error('no datacenter');
  return (await client.textOf({ type: 'Datacenter', value: child.text }, 'name')) ?? '';
}

async function advance(server: ChildServer, ms: number): Promise<void> {
  const response = await fetch(`${server.url}/_mock/clock/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-mock-control': '1' },
    body: JSON.stringify({ ms }),
  });
  expect(response.status).toBe(200);
}

/** Makes folders until the server is gone; gives the names whose making was acknowledged. */
async function makeUntilKilled(server: ChildServer, round: number): Promise<readonly string[]> {
  const client = await server.loggedIn(answers);
  const acknowledged: string[] = [];
  const killAfter = 5 + 20 * round;
  for (let number = 0; ; number++) {
    const name = `round ${round} folder ${number}`;
    const made = client.call('CreateFolder', ROOT, element('name', name));
    // Killed while a call is on its way: whether that one counts is not known to anybody.
    if (number === killAfter) {
      await Promise.allSettled([server.kill(), made]);
      return acknowledged;
    }
    await made;
    acknowledged.push(name);
  }
}

async function folderNames(client: SoapClient): Promise<readonly string[]> {
  const children = await client.idsOf(ROOT, 'childEntity');
  const objects = children.map((value) => objectSpec({ type: 'ManagedEntity', value }));
  const contents = await client.retrieve(filterSpec('ManagedEntity', ['name'], objects));
  return contents.map((each) => each.textAt('propSet/val') ?? '');
}

describe(`A server killed ${ROUNDS} times`, () => {
  it(
    'knows everything it had acknowledged',
    async () => {
      const acknowledged: string[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        acknowledged.push(...(await makeUntilKilled(await open(), round)));

        const again = await open();
        const names = await folderNames(await again.loggedIn(answers));
        await again.kill();

        expect(names).toEqual(expect.arrayContaining(acknowledged));
        expect(new Set(names).size).toBe(names.length);
      }
      expect(acknowledged.length).toBeGreaterThan(20 * ROUNDS);
    },
    60_000 + 60_000 * ROUNDS,
  );
});

describe.each([
  ['killed', (server: ChildServer) => server.kill()],
  ['stopped', (server: ChildServer) => server.stop()],
])('A server %s in the middle of a vMotion', (_how, end) => {
  it('says after its return that the task failed, and the VM has not moved and can', async () => {
    const before = await open();
    const client = await before.loggedIn(answers);
    const name = await datacenterPath(client);
    const vm = await find(client, `${name}/vm/Migration_Test`);
    const host = await find(client, `${name}/host/Cluster/172.16.0.173`);
    const home = await client.textOf(vm, 'runtime.host');
    const spec = `<spec>${refElement('host', host)}</spec>`;
    const task = await client.start('RelocateVM_Task', vm, spec);
    await advance(before, 3_000);
    expect((await client.taskInfo(task)).textAt('state')).toBe('running');
    await end(before);

    const after = await open();
    const again = await after.loggedIn(answers);
    const info = await again.taskInfo(task);
    const place = await again.textOf(vm, 'runtime.host');
    const second = await again.start('RelocateVM_Task', vm, spec);
    await advance(after, 60_000);
    const outcome = await again.taskInfo(second);
    await after.kill();

    expect(info.textAt('state')).toBe('error');
    expect(info.textAt('completeTime')).toBeDefined();
    expect(info.textAt('error/localizedMessage')).toContain('restarted');
    expect(place).toBe(home);
    expect(outcome.textAt('state')).toBe('success');
    expect(second.value).not.toBe(task.value);
  }, 120_000);
});

describe('A server that comes back', () => {
  it('shows the same objects, events and time, and gives no id twice', async () => {
    const before = await open();
    const client = await before.loggedIn(answers);
    const vm = await find(client, `${await datacenterPath(client)}/vm/web-01`);
    await client.call('PowerOffVM_Task', vm);
    await advance(before, 5_000);
    const made = (await client.call('CreateFolder', ROOT, element('name', 'one'))).textAt(
      'returnval',
    );
    const seen = await picture(client, vm);
    await before.kill();

    const after = await open();
    const again = await after.loggedIn(answers);
    const next = (await again.call('CreateFolder', ROOT, element('name', 'two'))).textAt(
      'returnval',
    );
    const found = await picture(again, vm);
    await after.stop();

    expect(found).toEqual(seen);
    expect(next).not.toBe(made);
  }, 120_000);
});

/** What is to be the same afterwards: a VM whole, events that concern it, and that time goes on. */
async function picture(client: SoapClient, vm: ObjectId): Promise<unknown> {
  const filter = `<filter><entity>${refElement('entity', vm)}${element('recursion', 'self')}</entity></filter>`;
  const events = await client.call(
    'QueryEvents',
    { type: 'EventManager', value: 'EventManager' },
    filter,
  );
  const values = await client.read(
    vm,
    'runtime',
    'config',
    'summary.config',
    'datastore',
    'network',
  );
  return {
    events: events
      .all('returnval')
      .map((event) => [event.type, event.textAt('key'), event.textAt('createdTime')]),
    values: [...values].map(([path, value]) => [path, [...value.walk()].map(({ text }) => text)]),
  };
}
