/**
 * What is refused before there is a task: arguments that name nothing, contradict each other, or ask
 * for what this server does not do; and rights that are missing.
 */
import type { Ref } from '../../../../../server/vmodl/reference.ts';
import { reference } from '../../../../../server/vmodl/reference.ts';
import { faultOf } from '../../../../helpers/vcenter.ts';
import { MoveWorld } from './move-world.ts';

const world = new MoveWorld();
const gone = (type: string): Ref => reference(type, `${type}-999`);
const flat = (members: object) => ({
  _typeName: 'VirtualDiskFlatVer2BackingInfo',
  fileName: '',
  diskMode: 'persistent',
  ...members,
});
const disk = (members: object) => ({
  disk: [{ diskId: 2000, datastore: world.datastore('DS3'), ...members }],
});
const card = () => world.read(world.vm('hot'), 'config.hardware.device[4000]');
const edit = (members: object, change: object = {}) => ({
  deviceChange: [{ operation: 'edit', device: { ...card(), ...members }, ...change }],
});

/** The fault of a relocation, which must leave no task behind. */
function refusal(vm: string, spec: object) {
  const tasks = world.inventory.ofType('Task').length;
  const { name, detail } = faultOf(() => world.relocate(vm, spec));
  expect(world.inventory.ofType('Task')).toHaveLength(tasks);
  return [name, (detail as Record<string, unknown>)['invalidProperty']];
}

describe('RelocateVM_Task', () => {
  it.each(['HostSystem', 'ResourcePool', 'Datastore', 'Folder'])(
    'knows no %s that is not there',
    (type) => {
      const member =
        { HostSystem: 'host', ResourcePool: 'pool', Datastore: 'datastore', Folder: 'folder' }[
          type
        ] ?? '';

      expect(refusal('hot', { [member]: gone(type) })[0]).toBe('ManagedObjectNotFound');
    },
  );

  it.each<[string, string, () => object]>([
    [
      'a host and the pool of another compute resource',
      'spec.host',
      () => ({ host: world.host('H173'), pool: world.pool('C2') }),
    ],
    [
      'a host of another compute resource, and no pool',
      'spec.pool',
      () => ({ host: world.host('H181') }),
    ],
    [
      'the pool of a cluster where nobody chooses a host for VMs that run',
      'spec.host',
      () => ({ pool: world.pool('C2') }),
    ],
    [
      'a datastore of another datacenter',
      'spec.datastore',
      () => ({ datastore: world.datastore('DS9') }),
    ],
    [
      'a datastore cluster for a datastore',
      'spec.datastore',
      () => ({ datastore: reference('Folder', world.named('StoragePod', 'pod').value) }),
    ],
    [
      'a host of another datacenter, and no datastore',
      'spec.datastore',
      () => ({ host: world.host('H901'), pool: world.pool('C9') }),
    ],
    ['a folder for hosts', 'spec.folder', () => ({ folder: world.named('Folder', 'hosts') })],
    [
      'a folder of another datacenter',
      'spec.folder',
      () => ({ folder: world.read(world.named('Datacenter', 'Elsewhere'), 'vmFolder') }),
    ],
    ['a disk that the VM does not have', 'spec.disk.diskId', () => disk({ diskId: 2009 })],
    ['a card for a disk', 'spec.disk.diskId', () => disk({ diskId: 4000 })],
    ['a disk twice', 'spec.disk.diskId', () => ({ disk: [...disk({}).disk, ...disk({}).disk] })],
    [
      'a datastore of another datacenter for a disk',
      'spec.disk.datastore',
      () => disk({ datastore: world.datastore('DS9') }),
    ],
    [
      'a way to move disks that there is not',
      'spec.diskMoveType',
      () => ({ diskMoveType: 'sideways' }),
    ],
    ['such a way for one disk', 'spec.disk.diskMoveType', () => disk({ diskMoveType: 'sideways' })],
    [
      'a backing that is no flat file',
      'spec.disk.diskBackingInfo',
      () =>
        disk({
          diskBackingInfo: { ...flat({}), _typeName: 'VirtualDiskRawDiskMappingVer1BackingInfo' },
        }),
    ],
    [
      'a disk both thin and zeroed in advance',
      'spec.disk.diskBackingInfo',
      () => disk({ diskBackingInfo: flat({ thinProvisioned: true, eagerlyScrub: true }) }),
    ],
  ])('refuses %s', (_what, argument, spec) => {
    expect(refusal('hot', spec())).toEqual(['InvalidArgument', argument]);
  });

  it.each<[string, () => object]>([
    [
      'encryption',
      () => ({
        cryptoSpec: {
          _typeName: 'CryptoSpecEncrypt',
          cryptoKeyId: { _typeName: 'CryptoKeyId', keyId: 'k' },
        },
      }),
    ],
    [
      'encryption of a disk',
      () =>
        disk({
          backing: {
            _typeName: 'VirtualMachineRelocateSpecDiskLocatorBackingSpec',
            crypto: { _typeName: 'CryptoSpecDecrypt' },
          },
        }),
    ],
    [
      'a storage policy',
      () => ({ profile: [{ _typeName: 'VirtualMachineDefinedProfileSpec', profileId: 'p' }] }),
    ],
    [
      'a storage policy for a disk',
      () => disk({ profile: [{ _typeName: 'VirtualMachineDefinedProfileSpec', profileId: 'p' }] }),
    ],
  ])('does not support %s', (_what, spec) => {
    expect(refusal('hot', spec())[0]).toBe('NotSupported');
  });

  it('does not support templates', () => {
    expect(refusal('mold', { host: world.host('H173') })[0]).toBe('NotSupported');
  });

  it('says which entry of deviceChange cannot be', () => {
    const nowhere = {
      _typeName: 'VirtualEthernetCardNetworkBackingInfo',
      deviceName: 'x',
      network: gone('Network'),
    };

    expect(refusal('hot', edit({ key: 4009 }))[0]).toBe('InvalidDeviceSpec');
    expect(refusal('hot', edit({}, { operation: undefined }))[0]).toBe('InvalidDeviceSpec');
    expect(refusal('hot', edit({}, { operation: 'add' }))[0]).toBe('InvalidDeviceOperation');
    expect(refusal('hot', edit({ key: 2000 }))[0]).toBe('InvalidDeviceSpec');
    expect(refusal('hot', edit({ key: 200 }))[0]).toBe('InvalidDeviceOperation');
    expect(refusal('hot', edit({ backing: nowhere }))[0]).toBe('ManagedObjectNotFound');
  });
});

describe('MigrateVM_Task', () => {
  const migration = (vm: string, args: object) =>
    faultOf(() =>
      world.call(world.vm(vm), 'MigrateVM_Task', { priority: 'defaultPriority', ...args }),
    );

  it('wants a host or a pool', () => {
    expect(migration('hot', {})).toEqual({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'host' },
    });
  });

  it('calls arguments by their own names', () => {
    const both = { host: world.host('H173'), pool: world.pool('C2') };

    expect(migration('hot', both).detail).toEqual({ invalidProperty: 'host' });
    expect(migration('hot', { host: world.host('H181') }).detail).toEqual({
      invalidProperty: 'pool',
    });
  });

  it('demands the power state that it was told', () => {
    expect(migration('hot', { host: world.host('H173'), state: 'poweredOff' })).toEqual({
      name: 'InvalidPowerState',
      detail: { requestedState: 'poweredOff', existingState: 'poweredOn' },
    });
  });

  it('does not support templates', () => {
    expect(migration('mold', { host: world.host('H173') }).name).toBe('NotSupported');
  });
});
