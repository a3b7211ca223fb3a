/**
 * A VM goes to another vCenter: two servers of their own, which know of each other only what the spec says.
 */

import { TestServer } from '../helpers/server.ts';
import type { SoapClient } from '../helpers/soap-client.ts';

const HERE = 'aaaaaaaa-0000-4000-8000-000000000001';
const THERE = 'bbbbbbbb-0000-4000-8000-000000000002';

const seedOf = (site: string) => `
name: ${site}
description: one of two sites
datacenters:
  - name: DC-${site}
    clusters:
      - name: C-${site}
        hosts: [{ name: esx-${site}, memoryGb: 64 }]
    datastores:
      - { name: DS-${site}, capacityGb: 200, profile: { readMbPerSecond: 200, writeMbPerSecond: 150 } }
      - { name: small-${site}, capacityGb: 5 }
    vms:
      - { name: only-${site}, disks: [{ sizeGb: 1 }] }
      - name: traveller-${site}
        cpus: 2
        memoryMb: 2048
        disks: [{ sizeGb: 20, usedGb: 4 }, { sizeGb: 10, usedGb: 1 }]
        profile: { dirtyRateMbPerSecond: 20, workingSetMb: 512 }
      - { name: cold-${site}, power: "off", disks: [{ sizeGb: 8, usedGb: 2 }] }
`;

const here = new TestServer({ seed: 'here.yaml', seedText: seedOf('here'), instanceUuid: HERE });
const there = new TestServer({
  seed: 'there.yaml',
  seedText: seedOf('there'),
  instanceUuid: THERE,
});
let client: SoapClient;

interface Wish {
  readonly datastore?: string;
  readonly locator?: string;
  readonly host?: string;
}

const locator = (changes: Readonly<Record<string, string>> = {}) => {
  const members = {
    instanceUuid: THERE,
    url: there.running.sdkUrl,
    credential: `<username>administrator@vsphere.local</username><password>VMware1!</password>`,
    ...changes,
  };
  return (
    `<service><instanceUuid>${members.instanceUuid}</instanceUuid><url>${members.url}</url>` +
    `<credential xsi:type="ServiceLocatorNamePassword">${members.credential}</credential></service>`
  );
};

const relocate = (vm: string, wish: Wish = {}) => {
  const host = there.named('HostSystem', wish.host ?? 'esx-there').value;
  const datastore = there.named('Datastore', wish.datastore ?? 'DS-there').value;
  return client.start(
    'RelocateVM_Task',
    here.named('VirtualMachine', vm),
    `<spec>${wish.locator ?? locator()}<datastore type="Datastore">${datastore}</datastore>` +
      `<host type="HostSystem">${host}</host></spec>`,
  );
};

/** Lets both sides work: virtual time here, real answers between them. */
const settle = async (task: { type: string; value: string }) => {
  for (let round = 0; round < 200; round += 1) {
    here.advance(1000);
    const info = await client.taskInfo(task);
    const state = info.textAt('state') ?? '';
    if (state === 'success' || state === 'error') return info;
  }
  throw new Error('the task does not end');
};

const vmNames = (server: TestServer) =>
  server.inventory.ofType('VirtualMachine').map((ref) => server.inventory.readPath(ref, 'name'));

beforeEach(async () => {
  await here.open();
  await there.open();
  client = await here.loggedIn();
});

afterEach(async () => {
  expect([...here.logged, ...there.logged]).toEqual([]);
  await here.close();
  await there.close();
});

describe('A running VM that goes to another vCenter', () => {
  it('runs there, with its disks, and is gone here', async () => {
    const before = here.inventory.read(
      here.named('VirtualMachine', 'traveller-here') as never,
      'config' as never,
    ) as {
      instanceUuid: string;
    };
    const used = (server: TestServer, name: string) => {
      const summary = server.inventory.readPath(
        server.named('Datastore', name) as never,
        'summary',
      ) as {
        capacity: number;
        freeSpace: number;
      };
      return Number(summary.capacity) - Number(summary.freeSpace);
    };
    const [usedHere, usedThere] = [used(here, 'DS-here'), used(there, 'DS-there')];

    const info = await settle(await relocate('traveller-here'));

    expect(info.textAt('error.localizedMessage')).toBeUndefined();
    expect(info.textAt('state')).toBe('success');
    expect(vmNames(here)).not.toContain('traveller-here');
    const vm = there.named('VirtualMachine', 'traveller-here') as never;
    const config = there.inventory.read(vm, 'config' as never) as never as {
      instanceUuid: string;
      files: { vmPathName: string };
    };
    expect(config.instanceUuid).toBe(before.instanceUuid);
    expect(config.files.vmPathName).toBe('[DS-there] traveller-here/traveller-here.vmx');
    expect(there.inventory.readPath(vm, 'runtime.powerState')).toBe('poweredOn');
    expect(there.inventory.readPath(vm, 'runtime.host')).toEqual(
      there.named('HostSystem', 'esx-there'),
    );
    const moved = usedHere - used(here, 'DS-here');
    expect(moved).toBeGreaterThan(5 * 2 ** 30);
    expect(used(there, 'DS-there') - usedThere).toBe(moved);
  });

  it('is told of on both sides', async () => {
    await settle(await relocate('traveller-here'));
    const ids = (server: TestServer) =>
      server.inventory.events.map((event) => (event as { eventTypeId?: string }).eventTypeId);
    expect(ids(here)).toContain('com.vmware.vc.vm.SrcVmMigratedEvent');
    expect(ids(there)).toContain('com.vmware.vc.vm.DstVmMigratedEvent');
  });

  it('stays when its task is cancelled on the way', async () => {
    const task = await relocate('traveller-here');
    await client.taskInfo(task);
    here.advance(3000);
    await client.call('CancelTask', task);
    const info = await settle(task);
    expect(info.textAt('state')).toBe('error');
    expect(vmNames(here)).toContain('traveller-here');
    expect(vmNames(there)).not.toContain('traveller-here');
  });

  it.each([
    ['the datastore is too small', { datastore: 'small-there' }, 'NoDiskSpace'],
    [
      'the password is wrong',
      {
        locator: () =>
          locator({
            credential: '<username>administrator@vsphere.local</username><password>x</password>',
          }),
      },
      'InvalidLogin',
    ],
    [
      'nobody listens',
      { locator: () => locator({ url: 'http://127.0.0.1:1/sdk' }) },
      'HostConnectFault',
    ],
    [
      'it is another vCenter',
      { locator: () => locator({ instanceUuid: 'cccccccc-0000-4000-8000-000000000003' }) },
      'InvalidArgument',
    ],
  ])('stays when %s', async (_why, wish, fault) => {
    const made = { ...wish, locator: 'locator' in wish ? wish.locator?.() : undefined };
    const info = await settle(await relocate('traveller-here', made as Wish));
    expect(info.at('error')?.at('fault')?.type).toBe(fault);
    expect(vmNames(here)).toContain('traveller-here');
    expect(vmNames(there)).not.toContain('traveller-here');
  });

  it('stays when what it needs is gone by the time it is taken over', async () => {
    const task = await relocate('traveller-here');
    await client.taskInfo(task);
    here.advance(2000);
    const other = await there.loggedIn();
    const host = there.named('HostSystem', 'esx-there');
    await other.call('DisconnectHost_Task', host);
    there.advance(10_000);
    const info = await settle(task);
    expect(info.at('error')?.at('fault')?.type).toBe('InvalidHostConnectionState');
    expect(vmNames(here)).toContain('traveller-here');
  });
});

describe('A VM that is off', () => {
  it('goes to another vCenter as well', async () => {
    const info = await settle(await relocate('cold-here'));
    expect(info.textAt('state')).toBe('success');
    expect(vmNames(there)).toContain('cold-here');
    expect(vmNames(here)).not.toContain('cold-here');
  });
});

describe('Half a service locator', () => {
  it.each([
    ['this vCenter itself', () => locator({ instanceUuid: HERE })],
    ['no URL', () => locator({ url: 'nowhere' })],
    [
      'no name of a user',
      () => locator({ credential: '<username></username><password></password>' }),
    ],
  ])('is refused: %s', async (_what, make) => {
    await expect(relocate('traveller-here', { locator: make() })).rejects.toMatchObject({
      name: 'InvalidArgument',
    });
  });
});

describe('What another vCenter may say', () => {
  const post = async (path: string, body: string, password = 'VMware1!') => {
    const credentials = Buffer.from(`administrator@vsphere.local:${password}`).toString('base64');
    const url = `${there.running.url}/_peer/arrivals${path}`;
    const headers = { authorization: `Basic ${credentials}` };
    const answer = await fetch(url, { method: 'POST', body, headers });
    return { status: answer.status, name: ((await answer.json()) as { name?: string }).name };
  };

  it.each([
    ['nothing', ''],
    ['no JSON', '{"protocol":'],
    ['a number', '1'],
    ['an empty object', '{}'],
    ['half a VM', `{"protocol":1,"instanceUuid":"${THERE}","facts":{"disks":[]}}`],
    ['a circle of types', '{"protocol":{"$r":["Datastore","datastore-1"]}}'],
  ])('is refused when it is %s', async (_what, body) => {
    expect(await post('', body)).toEqual({ status: 409, name: 'InvalidRequest' });
  });

  it('is nothing without a password, of an arrival nobody announced, or elsewhere', async () => {
    expect(await post('', '{}', 'wrong')).toEqual({ status: 409, name: 'InvalidLogin' });
    expect(await post('/arrival-7/commit', '{}')).toEqual({ status: 409, name: 'NotFound' });
    expect((await post('/a%2Fb/commit', '{}')).status).toBe(404);
  });
});
