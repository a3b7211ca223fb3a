import { assign, create, destroy } from '../../../server/inventory/change.ts';
import { NO_ACCESS_ROLE } from '../../../server/vim/authorization/authorization-data.ts';
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import {
  createVm,
  folderRef,
  READER,
  ROOT,
  SEARCH_INDEX,
  vmRef,
  WatchedWorld,
} from '../../helpers/watched-world.ts';

const DATACENTER = reference('Datacenter', 'datacenter-1');
const OTHER = reference('Datacenter', 'datacenter-2');
const CLUSTER = reference('ClusterComputeResource', 'domain-c1');
const HOST1 = reference('HostSystem', 'host-1');

function uuidOf(number: number): string {
  return `4200000${number}-aaaa-bbbb-cccc-1234567890ab`;
}

function find(world: WatchedWorld, method: string, args: object): unknown {
  return world.call(SEARCH_INDEX, method, args);
}

function fault(name: string, detail: object = {}) {
  return expect.objectContaining({ name, detail: expect.objectContaining(detail) });
}

/** A world with a second datacenter which nothing is in. */
function twoDatacenters(): WatchedWorld {
  const world = new WatchedWorld(3);
  world.inventory.apply([create(OTHER, { name: 'Other', parent: ROOT })]);
  return world;
}

describe('FindByUuid', () => {
  it('finds a VM by its BIOS or instance UUID, whatever the case, and a host by its own', () => {
    const world = new WatchedWorld(3);
    const byUuid = (uuid: string, vmSearch = true, instanceUuid?: boolean) =>
      find(world, 'FindByUuid', { uuid, vmSearch, instanceUuid });

    expect(byUuid(uuidOf(2))).toBe(world.inventory.find('vm-2'));
    expect(byUuid(uuidOf(2).toUpperCase())).toEqual(vmRef(2));
    expect(byUuid(uuidOf(2), true, true)).toBeUndefined();
    expect(byUuid(`5${uuidOf(2).slice(1)}`, true, true)).toEqual(vmRef(2));
    expect(byUuid(uuidOf(2), false)).toBeUndefined();
    expect(byUuid('99990001-0000-0000-0000-000000000000', false)).toEqual(HOST1);
    expect(byUuid('')).toBeUndefined();
  });

  it('searches within a datacenter when it is given one', () => {
    const world = twoDatacenters();
    const within = (datacenter: Ref) =>
      find(world, 'FindByUuid', { datacenter, uuid: uuidOf(1), vmSearch: true });

    expect(within(DATACENTER)).toEqual(vmRef(1));
    expect(within(OTHER)).toBeUndefined();
    expect(() => within(reference('Datacenter', 'gone'))).toThrow(fault('ManagedObjectNotFound'));
  });

  it('follows changes, newcomers and ends', () => {
    const world = new WatchedWorld(2);
    const byUuid = (uuid: string) => find(world, 'FindAllByUuid', { uuid, vmSearch: true });
    expect(byUuid(uuidOf(1))).toEqual([vmRef(1)]);

    world.inventory.apply([
      assign(vmRef(1), 'config.uuid', 'abc'),
      assign(vmRef(2), 'config.uuid', 'ABC'),
      createVm(3),
    ]);
    expect(byUuid(uuidOf(1))).toEqual([]);
    expect(byUuid('abc')).toEqual([vmRef(1), vmRef(2)]);
    expect(byUuid(uuidOf(3))).toEqual([vmRef(3)]);

    world.inventory.apply([destroy(vmRef(3))]);
    expect(byUuid(uuidOf(3))).toEqual([]);
  });

  it('does not find what the caller may not see', () => {
    const world = new WatchedWorld(1);
    const session = world.open(READER);
    world.permit(vmRef(1), NO_ACCESS_ROLE);
    const args = { uuid: uuidOf(1), vmSearch: true };

    expect(world.call(SEARCH_INDEX, 'FindByUuid', args, { session })).toBeUndefined();
  });
});

describe('FindByIp and FindByDnsName', () => {
  it('find VMs by what their guests say', () => {
    const world = new WatchedWorld(3);
    world.inventory.apply([
      assign(
        vmRef(3),
        'guest',
        data('GuestInfo', {
          hostName: 'guest1.lab',
          ipAddress: '10.9.9.9',
          net: [data('GuestNicInfo', { ipAddress: ['10.9.9.9', 'FE80::1'] })],
        }),
      ),
    ]);

    expect(find(world, 'FindByIp', { ip: '10.0.0.2', vmSearch: true })).toEqual(vmRef(2));
    expect(find(world, 'FindByIp', { ip: 'fe80::1', vmSearch: true })).toEqual(vmRef(3));
    expect(find(world, 'FindAllByIp', { ip: '10.0.0.3', vmSearch: true })).toEqual([]);
    const all = find(world, 'FindAllByDnsName', { dnsName: 'Guest1.lab', vmSearch: true });
    expect(all).toEqual([vmRef(1), vmRef(3)]);
  });

  it('find hosts by their own addresses and names', () => {
    const world = new WatchedWorld(1);

    expect(find(world, 'FindByIp', { ip: '192.168.0.1', vmSearch: false })).toEqual(HOST1);
    expect(find(world, 'FindByDnsName', { dnsName: 'esx1.lab', vmSearch: false })).toEqual(HOST1);
    expect(find(world, 'FindByDnsName', { dnsName: 'esx1.lab', vmSearch: true })).toBeUndefined();
  });
});

describe('FindByDatastorePath', () => {
  const world = twoDatacenters();
  const byPath = (path: string, datacenter: Ref = DATACENTER) =>
    find(world, 'FindByDatastorePath', { datacenter, path });

  it('finds the VM whose configuration file it is', () => {
    expect(byPath('[ds] vm2/vm2.vmx')).toEqual(vmRef(2));
    expect(byPath('[ds] vm2/other.vmx')).toBeUndefined();
  });

  it('refuses what is no path, and datastores that the datacenter has not', () => {
    const noPath = fault('InvalidDatastorePath', { datastorePath: 'vm2/vm2.vmx' });
    expect(() => byPath('vm2/vm2.vmx')).toThrow(noPath);
    const unknown = fault('InvalidDatastore', { name: 'nowhere' });
    expect(() => byPath('[nowhere] vm2/vm2.vmx')).toThrow(unknown);
    expect(() => byPath('[ds] vm2/vm2.vmx', OTHER)).toThrow(fault('InvalidDatastore'));
  });
});

describe('FindByInventoryPath', () => {
  it.each([
    ['DC', DATACENTER],
    ['/DC/', DATACENTER],
    ['DC/vm', folderRef('v1')],
    ['DC/vm/vm2', vmRef(2)],
    ['DC/host/cluster', CLUSTER],
    ['DC/host/cluster/esx1.lab', HOST1],
    ['DC/host/cluster/Resources', reference('ResourcePool', 'resgroup-1')],
    ['DC/datastore/pod/ds', reference('Datastore', 'datastore-1')],
    ['', ROOT],
    ['DC/vm/nothing', undefined],
    ['dc/vm', undefined],
    ['Datacenters/DC', undefined],
  ])('leads %p from below the root folder', (inventoryPath, expected) => {
    const world = new WatchedWorld(3);

    expect(find(world, 'FindByInventoryPath', { inventoryPath })).toEqual(expected);
  });

  it('takes slashes in names as %2f', () => {
    const world = new WatchedWorld(1);
    world.assign(vmRef(1), 'name', 'web%2f1');

    const byPath = (inventoryPath: string) => find(world, 'FindByInventoryPath', { inventoryPath });

    expect(byPath('DC/vm/web%2f1')).toEqual(vmRef(1));
    expect(byPath('DC/vm/web%2F1')).toEqual(vmRef(1));
    expect(byPath('DC/vm/web/1')).toBeUndefined();
  });
});

describe('FindChild', () => {
  const world = new WatchedWorld(2);
  const child = (entity: Ref, name: string) => find(world, 'FindChild', { entity, name });

  it.each([
    [ROOT, 'DC', DATACENTER],
    [DATACENTER, 'host', folderRef('h1')],
    [CLUSTER, 'esx1.lab', HOST1],
    [CLUSTER, 'Resources', reference('ResourcePool', 'resgroup-1')],
    [folderRef('v1'), 'vm1', vmRef(1)],
    [reference('ResourcePool', 'resgroup-1'), 'vm1', vmRef(1)],
    [DATACENTER, 'vm1', undefined],
  ])('finds in %p the child %p', (entity, name, expected) => {
    expect(child(entity, name)).toEqual(expected);
  });

  it('faults when there is no such entity', () => {
    expect(() => child(folderRef('gone'), 'x')).toThrow(fault('ManagedObjectNotFound'));
  });
});
