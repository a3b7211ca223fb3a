/** HostDatastoreSystem: where to swap, as whom to write, how long queues are, who may share disks. */
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf } from '../../../helpers/vcenter.ts';
import { storageLabs } from './storage-lab.ts';

const labs = storageLabs();
const call = (method: string, args: object = {}) => labs.lab.call(labs.lab.system(), method, args);
const named = (name: string) => labs.lab.named('Datastore', name);

describe('HostDatastoreSystem.UpdateLocalSwapDatastore', () => {
  it('sets and unsets where the host swaps', () => {
    const { lab } = labs;
    const datastore = named('LocalDS-172');

    call('UpdateLocalSwapDatastore', { datastore });
    expect(lab.read(lab.host, 'config.localSwapDatastore')).toBe(datastore);
    call('UpdateLocalSwapDatastore');
    expect(lab.read(lab.host, 'config.localSwapDatastore')).toBeUndefined();
  });

  it('refuses what the host cannot reach or write', () => {
    const { lab } = labs;
    const spec = data('HostNasVolumeSpec', {
      ...{ remoteHost: 'nas', remotePath: '/x', localPath: 'nfs', accessMode: 'readOnly' },
    });
    const readOnly = lab.call(lab.system(), 'CreateNasDatastore', { spec });
    const swapTo = (datastore: object) => () => call('UpdateLocalSwapDatastore', { datastore });

    expect(faultOf(swapTo(readOnly))).toMatchObject({
      name: 'DatastoreNotWritableOnHost',
      detail: { datastore: readOnly, name: 'nfs', host: lab.host },
    });
    expect(faultOf(swapTo(named('LocalDS-173'))).name).toBe('InaccessibleDatastore');
  });
});

describe('HostDatastoreSystem.ConfigureDatastorePrincipal', () => {
  it('needs a host in maintenance mode', () => {
    const { lab } = labs;
    const configure = (userName: string) => call('ConfigureDatastorePrincipal', { userName });

    expect(faultOf(() => configure('vmware')).name).toBe('InvalidState');
    lab.assign(lab.host, 'runtime.inMaintenanceMode', true);
    const since = lab.eventCount;
    configure('vmware');

    expect(lab.read(lab.host, 'config.datastorePrincipal')).toBe('vmware');
    expect(lab.events(since)).toMatchObject([
      { _typeName: 'DatastorePrincipalConfigured', datastorePrincipal: 'vmware' },
    ]);
    expect(faultOf(() => configure(' ')).name).toBe('InvalidArgument');
  });
});

describe('queue depths', () => {
  it('are unlimited until told', () => {
    const datastore = named('SharedDS');
    const depth = () => call('QueryMaxQueueDepth', { datastore });

    expect(depth()).toBe(4_294_967_295);
    call('SetMaxQueueDepth', { datastore, maxQdepth: 64 });
    expect(depth()).toBe(64);
    call('SetMaxQueueDepth', { datastore, maxQdepth: 32 });
    expect(depth()).toBe(32);
    expect(faultOf(() => call('SetMaxQueueDepth', { datastore, maxQdepth: 0 })).name).toBe(
      'InvalidArgument',
    );
    const elsewhere = { datastore: named('LocalDS-173') };
    expect(faultOf(() => call('QueryMaxQueueDepth', elsewhere)).name).toBe('NotFound');
  });
});

describe('clustered virtual disks', () => {
  it('are allowed on VMFS 6', () => {
    const { lab } = labs;
    const datastore = named('SharedDS');
    const enabled = () => lab.call(datastore, 'IsClusteredVmdkEnabled');

    expect(enabled()).toBe(false);
    call('EnableClusteredVmdkSupport', { datastore });
    expect(enabled()).toBe(true);
    call('DisableClusteredVmdkSupport', { datastore });
    expect(enabled()).toBe(false);
  });

  it('are refused on older volumes and on others', () => {
    const { lab } = labs;
    const old = lab.create(lab.suggested('old', { majorVersion: 5 }));
    const directory = call('CreateLocalDatastore', { name: 'dir', path: '/var' });
    const enable = (datastore: object) => () => call('EnableClusteredVmdkSupport', { datastore });

    expect(faultOf(enable(old)).name).toBe('PlatformConfigFault');
    expect(faultOf(enable(directory)).name).toBe('NotFound');
    expect(faultOf(() => lab.call(directory, 'IsClusteredVmdkEnabled')).name).toBe(
      'InvalidDatastore',
    );
  });
});

describe('copies of volumes', () => {
  it('there are none', () => {
    const { lab } = labs;
    const resolutionSpec = data('HostUnresolvedVmfsResignatureSpec', {
      extentDevicePath: [lab.spare().devicePath],
    });

    expect(call('QueryUnresolvedVmfsVolumes')).toEqual([]);
    const resignature = () =>
      lab.run(lab.system(), 'ResignatureUnresolvedVmfsVolume_Task', { resolutionSpec });
    expect(faultOf(resignature).name).toBe('PlatformConfigFault');
  });
});

describe('Datastore.UpdateVirtualMachineFiles_Task', () => {
  it('finds no file that would have to be changed', () => {
    const datastore = named('SharedDS');
    const pair = data('DatastoreMountPathDatastorePair', { oldMountPath: '/vmfs/old', datastore });

    const result = labs.lab.run(datastore, 'UpdateVirtualMachineFiles_Task', {
      mountPathDatastoreMapping: [pair],
    });

    expect(result).toEqual({ _typeName: 'UpdateVirtualMachineFilesResult' });
  });
});
