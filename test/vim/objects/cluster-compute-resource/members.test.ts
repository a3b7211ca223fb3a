/** Hosts that come into a cluster. */
import { thumbprintOfHost } from '../../../../server/vim/objects/host-system/connect-spec.ts';
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { addGroup, ClusterLab, drs, hostGroup, vmGroup } from '../../../helpers/cluster.ts';
import { faultOf } from '../../../helpers/vcenter.ts';

let lab: ClusterLab;
beforeEach(() => {
  lab = new ClusterLab();
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const alone = () => lab.named('HostSystem', 'DC0_H0');
const other = () => lab.named('ClusterComputeResource', 'DC0_C1');
const root = () => lab.read(lab.cluster, 'resourcePool') as Ref;
const moveIn = (...host: Ref[]) => lab.run(lab.cluster, 'MoveInto_Task', { host });
const moveHostIn = (host: Ref, resourcePool?: Ref) =>
  lab.run(lab.cluster, 'MoveHostInto_Task', { host, resourcePool });
const enterMaintenance = (host: Ref) => {
  for (const vm of lab.read(host, 'vm')) lab.run(vm, 'PowerOffVM_Task');
  lab.run(host, 'EnterMaintenanceMode_Task', { timeout: 0 });
};
const newPool = (parent: Ref, name: string) =>
  lab.call(parent, 'CreateResourcePool', { name, spec: lab.read(root(), 'config') }) as Ref;

describe('a stand-alone host that moves into a cluster', () => {
  it('brings its running VMs and leaves nothing behind', () => {
    const compute = lab.read(alone(), 'parent');
    const vms = lab.read(alone(), 'vm');
    expect(vms.length).toBeGreaterThan(0);

    moveIn(alone());

    expect(lab.read(alone(), 'parent')).toEqual(lab.cluster);
    expect(lab.inventory.has(compute)).toBe(false);
    for (const vm of vms) {
      expect(lab.read(vm, 'resourcePool')).toEqual(root());
      expect(lab.read(vm, 'runtime.powerState')).toBe('poweredOn');
    }
    expect(lab.read(lab.cluster, 'summary.numHosts')).toBe(4);
  });

  it('loses its pools', () => {
    const hostRoot = lab.read(lab.read(alone(), 'parent'), 'resourcePool');
    const pool = newPool(hostRoot, 'inner');
    const [vm] = lab.read(alone(), 'vm');
    lab.call(pool, 'MoveIntoResourcePool', { list: [vm] });

    moveIn(alone());

    expect(lab.inventory.has(pool)).toBe(false);
    expect(lab.read(vm, 'resourcePool')).toEqual(root());
  });

  it('keeps its pools in the pool that is named for them', () => {
    const hostRoot = lab.read(lab.read(alone(), 'parent'), 'resourcePool');
    const pool = newPool(hostRoot, 'inner');
    const graft = newPool(root(), 'from DC0_H0');
    const vms = lab.read(alone(), 'vm');

    moveHostIn(alone(), graft);

    expect(lab.read(pool, 'parent')).toEqual(graft);
    expect(lab.read(pool, 'owner')).toEqual(lab.cluster);
    for (const vm of vms) expect(lab.read(vm, 'resourcePool')).toEqual(graft);
  });

  it("cannot be put into another cluster's pool", () => {
    const pool = lab.read(other(), 'resourcePool');

    expect(faultOf(() => moveHostIn(alone(), pool))).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'resourcePool' },
    });
  });
});

describe('a host of another cluster', () => {
  it('must be in maintenance mode', () => {
    const [host] = lab.read(other(), 'host');

    expect(faultOf(() => moveIn(host)).name).toBe('InvalidState');

    enterMaintenance(host);
    moveIn(host);
    expect(lab.read(host, 'parent')).toEqual(lab.cluster);
    expect(lab.read(other(), 'host')).not.toContainEqual(host);
  });

  it('takes its VMs along and is forgotten where it was', () => {
    const [host] = lab.read(other(), 'host');
    const [vm] = lab.read(host, 'vm');
    const groups = [vmGroup('web', [vm]), hostGroup('rack', [host])].map(addGroup);
    const spec = data('ClusterConfigSpecEx', { groupSpec: groups });
    lab.run(other(), 'ReconfigureComputeResource_Task', { spec, modify: true });
    enterMaintenance(host);

    moveIn(host);

    expect(lab.read(vm, 'resourcePool')).toEqual(root());
    expect(lab.read(other(), 'configurationEx.group')).toMatchObject([{ vm: [] }, { host: [] }]);
  });

  it('keeps the settings which datastore clusters have for its VMs', () => {
    lab.stop();
    lab = new ClusterLab({ pod: 1 });
    const [host] = lab.read(other(), 'host');
    const [vm] = lab.read(host, 'vm');
    const pod = lab.first('StoragePod');
    const entry = lab.read(pod, 'podStorageDrsEntry');
    const vmConfig = [data('StorageDrsVmConfigInfo', { vm, enabled: false })];
    const storageDrsConfig = { ...entry.storageDrsConfig, vmConfig };
    lab.assign(pod, 'podStorageDrsEntry', { ...entry, storageDrsConfig });
    enterMaintenance(host);

    moveIn(host);

    expect(lab.read(pod, 'podStorageDrsEntry.storageDrsConfig.vmConfig')).toEqual(vmConfig);
  });

  it('ends the move of several at the first that cannot come', () => {
    const [host] = lab.read(other(), 'host');

    expect(faultOf(() => moveIn(alone(), host)).name).toBe('InvalidState');

    expect(lab.read(alone(), 'parent')).toEqual(lab.cluster);
  });
});

describe('a new host', () => {
  const spec = (members: object = {}) => {
    const hostName = 'esx-99.example';
    const sslThumbprint = thumbprintOfHost(hostName);
    return data('HostConnectSpec', {
      ...{ hostName, sslThumbprint, userName: 'root', password: 'secret', force: false },
      ...members,
    });
  };
  const add = (members: object = {}, asConnected = true): Ref =>
    lab.run(lab.cluster, 'AddHost_Task', { spec: spec(members), asConnected });
  const addAlone = (members: object = {}): Ref =>
    lab.run(lab.named('Folder', 'host'), 'AddStandaloneHost_Task', {
      spec: spec(members),
      addConnected: true,
    });

  it('comes with a machine, a datastore, networks and managers', () => {
    const since = lab.eventCount;

    const host = add();

    expect(lab.read(host, 'summary')).toMatchObject({
      config: { name: 'esx-99.example' },
      runtime: { connectionState: 'connected', powerState: 'poweredOn' },
      hardware: { numCpuCores: 20 },
    });
    expect(lab.read(lab.cluster, 'host')).toContainEqual(host);
    const names = lab.read(host, 'datastore').map((one: Ref) => lab.read(one, 'name'));
    expect(names).toEqual(['datastore1']);
    expect(lab.read(host, 'network').map((one: Ref) => lab.read(one, 'name'))).toEqual([
      'VM Network',
    ]);
    expect(
      lab.read(lab.read(host, 'configManager.storageSystem'), 'storageDeviceInfo'),
    ).toBeDefined();
    expect(lab.events(since)).toMatchObject([
      {
        _typeName: 'HostAddedEvent',
        host: { name: 'esx-99.example', host },
        computeResource: { name: 'DC0_C0' },
        datacenter: { name: 'DC0' },
      },
      { _typeName: 'HostConnectedEvent' },
    ]);
  });

  it('can take a VM', () => {
    const host = add();
    const [vm] = lab.read(alone(), 'vm');
    lab.run(vm, 'PowerOffVM_Task');
    // Its card is plugged into a distributed switch, which the newcomer has no part of.
    const isCard = ({ macAddress }: { macAddress?: string }) => macAddress !== undefined;
    const devices = lab.read(vm, 'config.hardware.device');
    lab.assign(
      vm,
      'config.hardware.device',
      devices.filter((one: object) => !isCard(one)),
    );

    lab.run(vm, 'RelocateVM_Task', {
      spec: data('VirtualMachineRelocateSpec', {
        host,
        pool: root(),
        datastore: lab.read(host, 'datastore')[0],
      }),
    });

    expect(lab.read(vm, 'runtime.host')).toEqual(host);
  });

  it('calls its datastore otherwise where there is one already', () => {
    add();

    const second = add({
      hostName: 'esx-98.example',
      sslThumbprint: thumbprintOfHost('esx-98.example'),
    });

    expect(lab.read(lab.read(second, 'datastore')[0], 'name')).toBe('datastore1 (1)');
  });

  it('stays disconnected when it is so wished', () => {
    const host = add({}, false);

    expect(lab.read(host, 'runtime.connectionState')).toBe('disconnected');
  });

  it('stands for itself in a folder', () => {
    const compute = addAlone();

    expect(compute.type).toBe('ComputeResource');
    expect(lab.read(compute, 'name')).toBe('esx-99.example');
    expect(lab.read(compute, 'host')).toHaveLength(1);
    expect(lab.read(lab.read(compute, 'resourcePool'), 'owner')).toEqual(compute);
  });

  it('can be taken away again with all it brought', () => {
    const before = new Set(lab.inventory.ofType('ManagedEntity').map(({ value }) => value));

    lab.run(addAlone(), 'Destroy_Task');

    const left = lab.inventory.ofType('ManagedEntity').filter(({ value }) => !before.has(value));
    expect(left).toEqual([]);
  });

  it.each([
    ['SSLVerifyFault', { sslThumbprint: undefined }],
    ['SSLVerifyFault', { sslThumbprint: '00:11' }],
    ['NoHost', { hostName: '' }],
    ['NoHost', { hostName: 'nobody.invalid' }],
    ['InvalidLogin', { password: undefined }],
  ])('is refused with %s', (name, members) => {
    const since = lab.eventCount;

    expect(faultOf(() => add(members)).name).toBe(name);

    expect(lab.eventTypes(since)).toEqual(['HostAddFailedEvent']);
  });

  it('tells the thumbprint that would be trusted', () => {
    expect(faultOf(() => add({ sslThumbprint: undefined })).detail).toMatchObject({
      selfSigned: true,
      thumbprint: thumbprintOfHost('esx-99.example'),
    });
  });

  it('is added once', () => {
    add();

    expect(faultOf(() => add()).name).toBe('DuplicateName');
    expect(faultOf(() => addAlone())).toMatchObject({
      name: 'AlreadyConnected',
      detail: { name: 'esx-99.example' },
    });
  });
});

describe('EVC', () => {
  const manager = () => lab.call(lab.cluster, 'EvcManager') as Ref;
  const configure = (evcModeKey: string) =>
    lab.run(manager(), 'ConfigureEvcMode_Task', { evcModeKey });
  const check = (evcModeKey: string) =>
    lab.run(manager(), 'CheckConfigureEvcMode_Task', { evcModeKey });
  const stopAll = () => {
    for (const vm of lab.vms) lab.run(vm, 'PowerOffVM_Task');
  };
  const max = () => lab.read(lab.host(0), 'summary.maxEVCModeKey');

  it('has one manager, which knows the modes that all hosts can show', () => {
    expect(manager()).toEqual(manager());

    const { supportedEVCMode, currentEVCModeKey } = lab.read(manager(), 'evcState');
    const keys = supportedEVCMode.map(({ key }: { key: string }) => key);
    expect(keys).toContain(max());
    expect(keys.some((key: string) => key.startsWith('amd'))).toBe(false);
    expect(currentEVCModeKey).toBeUndefined();
  });

  it('shows in the cluster, its hosts and the manager, and can be given up', () => {
    configure(max());
    expect(lab.read(lab.cluster, 'summary.currentEVCModeKey')).toBe(max());
    expect(lab.read(lab.host(1), 'summary.currentEVCModeKey')).toBe(max());
    expect(lab.read(manager(), 'evcState.currentEVCModeKey')).toBe(max());

    lab.run(manager(), 'DisableEvcMode_Task');
    expect(lab.read(lab.cluster, 'summary.currentEVCModeKey')).toBeUndefined();
    expect(lab.read(lab.host(1), 'summary.currentEVCModeKey')).toBeUndefined();
  });

  it('cannot be lowered below what VMs that run have seen', () => {
    expect(faultOf(() => configure('intel-merom'))).toMatchObject({
      name: 'ActiveVMsBlockingEVC',
      detail: { evcMode: 'intel-merom' },
    });

    stopAll();
    configure('intel-merom');
    expect(lab.read(lab.cluster, 'summary.currentEVCModeKey')).toBe('intel-merom');
  });

  it.each([
    ['EVCModeUnsupportedByHosts', 'intel-sapphirerapids'],
    ['EVCModeIllegalByVendor', 'amd-zen3'],
  ])('ends with %s for %s', (name, mode) => {
    expect(faultOf(() => configure(mode)).name).toBe(name);
  });

  it('needs all hosts connected', () => {
    lab.assign(lab.host(0), 'runtime.connectionState', 'disconnected');

    expect(faultOf(() => configure(max())).name).toBe('DisconnectedHostsBlockingEVC');
  });

  it('knows no other modes', () => {
    const call = () => lab.call(manager(), 'ConfigureEvcMode_Task', { evcModeKey: 'x' });

    expect(faultOf(call)).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'evcModeKey' },
    });
  });

  it('can be tried without being set', () => {
    expect(check(max())._value).toEqual([]);
    expect(check('intel-merom')._value).toMatchObject([
      { evcModeKey: 'intel-merom', error: { fault: { _typeName: 'ActiveVMsBlockingEVC' } } },
    ]);
    expect(lab.read(lab.cluster, 'summary.currentEVCModeKey')).toBeUndefined();
  });

  it('keeps out hosts that are too old or of the other vendor', () => {
    stopAll();
    configure('intel-merom');
    const cpus = lab.read(alone(), 'hardware.cpuPkg');
    const amd = cpus.map((cpu: object) => ({ ...cpu, vendor: 'amd' }));
    lab.assign(alone(), 'hardware.cpuPkg', amd);

    expect(faultOf(() => moveIn(alone()))).toMatchObject({
      name: 'EVCAdmissionFailedCPUVendor',
      detail: { clusterCPUVendor: 'intel', hostCPUVendor: 'amd' },
    });
  });
});

describe('turning DRS off and hosts that come after', () => {
  it('takes no pools of theirs', () => {
    lab.reconfigure({ drsConfig: drs({ enabled: false }) });

    expect(() => moveHostIn(alone(), root())).not.toThrow();
    expect(lab.read(root(), 'resourcePool')).toEqual([]);
  });
});
