/** Datastores leave hosts and the inventory; what they took of disks is free again. */
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf } from '../../../helpers/vcenter.ts';
import { type Datastore, type Host, SECTORS, storageLabs } from './storage-lab.ts';

const labs = storageLabs();
const remove = (datastore: Datastore, host: Host = labs.lab.host) =>
  labs.lab.call(labs.lab.system(host), 'RemoveDatastore', { datastore });
const fresh = () => labs.lab.create(labs.lab.suggested('fresh'));
const mountNas = (host: Host): Datastore =>
  labs.lab.call(labs.lab.system(host), 'CreateNasDatastore', {
    spec: data('HostNasVolumeSpec', {
      ...{ remoteHost: 'nas', remotePath: '/x', localPath: 'nfs', accessMode: 'readWrite' },
    }),
  });
/** Puts a VM's image drive on a datastore: the least that makes it lie there. */
function putVmOn(datastore: Datastore, vmName: string): Ref<'VirtualMachine'> {
  const { lab } = labs;
  const vm = lab.named('VirtualMachine', vmName);
  const name = lab.read(datastore, 'name');
  const drive = lab
    .read(vm, 'config.hardware.device')
    .find(({ _typeName }: { _typeName: string }) => _typeName === 'VirtualCdrom');
  lab.assign(
    vm,
    `config.hardware.device[${drive.key}].backing`,
    data('VirtualCdromIsoBackingInfo', { fileName: `[${name}] image.iso`, datastore }),
  );
  return vm;
}

describe('HostDatastoreSystem.RemoveDatastore', () => {
  it('takes a VMFS datastore from all hosts and frees its disk', () => {
    const { lab } = labs;
    const { devicePath } = lab.spare();
    const datastore = fresh();
    const browser = lab.read(datastore, 'browser');
    const since = lab.eventCount;

    remove(datastore, lab.other);

    expect(lab.inventory.has(datastore)).toBe(false);
    expect(lab.inventory.has(browser)).toBe(false);
    for (const host of [lab.host, lab.other]) {
      expect(lab.volumesOf(host)).not.toContain('fresh');
      expect(lab.available(host)).toHaveLength(1);
      expect(lab.partitions(devicePath, host)).toEqual([]);
    }
    expect(lab.events(since)).toMatchObject([
      { _typeName: 'DatastoreRemovedOnHostEvent', host: { host: lab.host } },
      { _typeName: 'DatastoreRemovedOnHostEvent', host: { host: lab.other } },
      { _typeName: 'DatastoreDestroyedEvent', datastore: { name: 'fresh' } },
    ]);
  });

  it('leaves a disk to which the next datastore is made as the first was', () => {
    const { lab } = labs;
    for (const name of ['one', 'two', 'one']) {
      const datastore = lab.create(lab.suggested(name));
      expect(lab.read(datastore, 'info.vmfs.extent')).toHaveLength(1);
      expect(lab.read(datastore, 'summary.capacity')).toBe(49.75 * 2 ** 30);
      remove(datastore);
    }
  });

  it('takes an export from one host after the other', () => {
    const { lab } = labs;
    const datastore = mountNas(lab.host);
    mountNas(lab.other);
    const since = lab.eventCount;

    remove(datastore);
    expect(lab.mountedOn(datastore)).toEqual([lab.other]);
    expect(faultOf(() => remove(datastore)).name).toBe('NotFound');
    remove(datastore, lab.other);

    expect(lab.inventory.has(datastore)).toBe(false);
    expect(lab.eventTypes(since)).toEqual([
      'DatastoreRemovedOnHostEvent',
      'DatastoreRemovedOnHostEvent',
      'DatastoreDestroyedEvent',
    ]);
  });

  it('is refused while a VM lies on it, of whichever host', () => {
    const { lab } = labs;
    const datastore = fresh();
    putVmOn(datastore, 'db-01');

    expect(lab.read(datastore, 'vm')).toHaveLength(1);
    expect(faultOf(() => remove(datastore))).toMatchObject({
      name: 'ResourceInUse',
      detail: { type: 'Datastore', name: 'fresh' },
    });
  });

  it('minds only VMs of its own host where others keep the export', () => {
    const { lab } = labs;
    const datastore = mountNas(lab.host);
    mountNas(lab.other);
    putVmOn(datastore, 'web-01');

    expect(faultOf(() => remove(datastore)).name).toBe('ResourceInUse');
    remove(datastore, lab.other);
    expect(faultOf(() => remove(datastore)).name).toBe('ResourceInUse');
    expect(lab.mountedOn(datastore)).toEqual([lab.host]);
  });

  it('is refused while a host swaps to it', () => {
    const { lab } = labs;
    const datastore = fresh();
    lab.call(lab.system(lab.other), 'UpdateLocalSwapDatastore', { datastore });

    expect(faultOf(() => remove(datastore)).name).toBe('ResourceInUse');
    lab.call(lab.system(lab.other), 'UpdateLocalSwapDatastore', {});
    remove(datastore);
  });

  it('is refused while a file is being copied to it', () => {
    const { lab } = labs;
    const datastore = fresh();
    const file = { key: 'a', path: 'a', size: 1, type: 'file', owner: 'root', modified: '' };
    lab.inventory.apply([
      {
        op: 'assign',
        ref: datastore,
        path: '_files',
        value: [data('_DatastoreFile', { ...file, busy: 'arriving' })],
      },
    ]);

    expect(faultOf(() => remove(datastore)).name).toBe('ResourceInUse');
  });

  it('does not know datastores of others', () => {
    const other = labs.lab.named('Datastore', 'LocalDS-173');

    expect(faultOf(() => remove(other)).name).toBe('NotFound');
  });
});

describe('HostDatastoreSystem.RemoveDatastoreEx_Task', () => {
  it('tells of each what became of it', () => {
    const { lab } = labs;
    const datastores = [fresh(), lab.named('Datastore', 'SharedDS'), mountNas(lab.host)];

    const results = lab.run(lab.system(), 'RemoveDatastoreEx_Task', { datastore: datastores });

    expect(results._value).toMatchObject([
      { key: datastores[0] },
      { key: datastores[1], fault: { fault: { _typeName: 'ResourceInUse' } } },
      { key: datastores[2] },
    ]);
    expect(datastores.map((one) => lab.inventory.has(one))).toEqual([false, true, false]);
  });
});

describe('Datastore.DestroyDatastore', () => {
  it.each(['DestroyDatastore', 'Destroy_Task'])('%s takes it from all hosts', (method) => {
    const { lab } = labs;
    const datastore = fresh();

    lab.call(datastore, method);
    lab.clock.advance(1000);

    expect(lab.inventory.has(datastore)).toBe(false);
    expect(lab.available(lab.other)).toMatchObject([{ capacity: { block: SECTORS } }]);
  });

  it('is refused while a VM lies on it', () => {
    const shared = labs.lab.named('Datastore', 'SharedDS');

    expect(faultOf(() => labs.lab.call(shared, 'DestroyDatastore')).name).toBe('ResourceInUse');
    expect(faultOf(() => labs.lab.run(shared, 'Destroy_Task')).name).toBe('ResourceInUse');
  });
});
