/** A VM goes to a datastore that was made for it, and the datastore stays as long as it is needed. */
import { data } from '../../server/vmodl/value.ts';
import { faultOf } from '../helpers/vcenter.ts';
import {
  type Datastore,
  GB,
  storageLabs,
} from '../vim/objects/host-datastore-system/storage-lab.ts';

/** Long enough for some gigabytes; the tasks are still there to be read. */
const MOVE_MS = 300_000;
const labs = storageLabs();
const fresh = (): Datastore => labs.lab.create(labs.lab.suggested('fresh'));
const vm = () => labs.lab.named('VirtualMachine', 'web-01');
const moveTo = (datastore: Datastore) => ({
  spec: data('VirtualMachineRelocateSpec', { datastore }),
});
const remove = (datastore: Datastore) =>
  labs.lab.call(labs.lab.system(), 'RemoveDatastore', { datastore });
function filesOn(datastore: Datastore): string[] {
  const browser = labs.lab.read(datastore, 'browser');
  const name = labs.lab.read(datastore, 'name');
  const results = labs.lab.run(browser, 'SearchDatastoreSubFolders_Task', {
    datastorePath: `[${name}]`,
  });
  return results._value.flatMap((one: { folderPath: string; file: { path: string }[] }) =>
    one.file.map(({ path }) => `${one.folderPath}${path}`),
  );
}

describe('a VM on its way to a new datastore', () => {
  it('takes its files along', () => {
    const { lab } = labs;
    const datastore = fresh();
    const shared = lab.named('Datastore', 'SharedDS');

    lab.run(vm(), 'RelocateVM_Task', moveTo(datastore), MOVE_MS);

    expect(lab.read(vm(), 'datastore')).toEqual([datastore]);
    expect(lab.read(datastore, 'vm')).toEqual([vm()]);
    expect(filesOn(datastore)).toEqual(
      expect.arrayContaining(['[fresh] web-01/web-01.vmx', '[fresh] web-01/web-01.vmdk']),
    );
    expect(filesOn(shared).filter((path) => path.includes('web-01'))).toEqual([]);
    expect(lab.read(datastore, 'summary.freeSpace')).toBeLessThan(43 * GB);
  });

  it('keeps the datastore from going, before it has come and after', () => {
    const { lab } = labs;
    const datastore = fresh();
    const vmfsUuid = lab.uuidOf(datastore);
    const unmount = () => lab.call(lab.storage(), 'UnmountVmfsVolume', { vmfsUuid });

    lab.call(vm(), 'RelocateVM_Task', moveTo(datastore));
    lab.clock.advance(5_000);
    expect(lab.read(datastore, 'vm')).toEqual([]);
    for (const act of [() => remove(datastore), unmount]) {
      expect(faultOf(act).name).toBe('ResourceInUse');
    }
    lab.clock.advance(MOVE_MS);

    expect(lab.read(datastore, 'vm')).toEqual([vm()]);
    for (const act of [() => remove(datastore), unmount]) {
      expect(faultOf(act).name).toBe('ResourceInUse');
    }
    lab.run(vm(), 'RelocateVM_Task', moveTo(lab.named('Datastore', 'SharedDS')), MOVE_MS);
    remove(datastore);
    expect(lab.available()).toHaveLength(1);
  });

  it('cannot go to a volume that its host has unmounted', () => {
    const { lab } = labs;
    const datastore = fresh();
    lab.call(lab.storage(), 'UnmountVmfsVolume', { vmfsUuid: lab.uuidOf(datastore) });

    const move = () => lab.run(vm(), 'RelocateVM_Task', moveTo(datastore), MOVE_MS);

    expect(faultOf(move).name).toBe('InaccessibleDatastore');
  });

  it('finds no room on one that is too small', () => {
    const { lab } = labs;
    const small = lab.partly('small', 5 * GB);

    const move = () => lab.run(vm(), 'RelocateVM_Task', moveTo(small), MOVE_MS);

    expect(faultOf(move).name).toBe('NoDiskSpace');
  });
});
