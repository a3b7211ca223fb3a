/** StorageResourceManager.ConfigureStorageDrsForPod_Task: what a datastore cluster wants of Storage DRS. */
import type { Ref } from '../../../server/vmodl/reference.ts';
import { box, data } from '../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../helpers/vcenter.ts';

const SEED = `
name: pods
description: two datastore clusters
datacenters:
  - name: DC
    hosts:
      - name: esx-01
    pods:
      - name: gold
      - name: silver
    datastores:
      - { name: gold-1, capacityGb: 400, pod: gold }
      - { name: gold-2, capacityGb: 150, pod: gold }
      - { name: silver-1, capacityGb: 200, pod: silver }
    vms:
      - { name: web, host: esx-01, datastore: gold-1, disks: [{ sizeGb: 10 }, { sizeGb: 20 }] }
      - { name: db, host: esx-01, datastore: gold-2, disks: [{ sizeGb: 10 }] }
      - { name: mail, host: esx-01, datastore: silver-1 }
`;

let lab: Vcenter;
let gold: Ref<'StoragePod'>;
beforeEach(() => {
  lab = new Vcenter({ seedText: SEED });
  gold = lab.named('StoragePod', 'gold');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const manager = () => lab.first('StorageResourceManager');
const vm = (name: string) => lab.named('VirtualMachine', name);
const specOf = (podConfig: object = {}, vmConfigSpec?: readonly object[]) =>
  data('StorageDrsConfigSpec', {
    podConfigSpec: data('StorageDrsPodConfigSpec', podConfig),
    vmConfigSpec,
  });
const configure = (
  podConfig: object,
  options: { vms?: readonly object[]; modify?: boolean } = {},
) =>
  lab.run(manager(), 'ConfigureStorageDrsForPod_Task', {
    pod: gold,
    spec: specOf(podConfig, options.vms),
    modify: options.modify ?? true,
  });
const podConfig = () => lab.read(gold, 'podStorageDrsEntry.storageDrsConfig.podConfig');
const vmConfig = () => lab.read(gold, 'podStorageDrsEntry.storageDrsConfig.vmConfig');
const space = (members: object) => data('StorageDrsSpaceLoadBalanceConfig', members);
const io = (members: object) => data('StorageDrsIoLoadBalanceConfig', members);
const overrides = (members: object) => data('StorageDrsAutomationConfig', members);
const apart = (members: object) => data('ClusterAntiAffinityRuleSpec', members);
const rule = (operation: string, info?: object, removeKey?: number) =>
  data('ClusterRuleSpec', {
    operation,
    info,
    ...(removeKey === undefined ? {} : { removeKey: box('int', removeKey) }),
  });
const own = (operation: string, info?: object, removeKey?: Ref) =>
  data('StorageDrsVmConfigSpec', {
    operation,
    info: info && data('StorageDrsVmConfigInfo', info),
    removeKey,
  });
const option = (operation: string, key: string, value?: string) =>
  data('StorageDrsOptionSpec', {
    operation,
    ...(value === undefined
      ? { removeKey: box('string', key) }
      : { option: data('OptionValue', { key, value: box('string', value) }) }),
  });
const problem = (podConfig: object, vms?: readonly object[]) =>
  faultOf(() =>
    lab.call(manager(), 'ConfigureStorageDrsForPod_Task', {
      pod: gold,
      spec: specOf(podConfig, vms),
      modify: true,
    }),
  );

describe('StorageResourceManager.ConfigureStorageDrsForPod_Task', () => {
  it('keeps what an incremental specification leaves unset', () => {
    configure({
      enabled: true,
      defaultVmBehavior: 'automated',
      spaceLoadBalanceConfig: space({ spaceUtilizationThreshold: 70 }),
      ioLoadBalanceConfig: io({ ioLatencyThreshold: 20 }),
      automationOverrides: overrides({ spaceLoadBalanceAutomationMode: 'manual' }),
    });
    configure({
      loadBalanceInterval: 60,
      spaceLoadBalanceConfig: space({ minSpaceUtilizationDifference: 10 }),
      automationOverrides: overrides({ vmEvacuationAutomationMode: 'manual' }),
    });

    expect(podConfig()).toMatchObject({
      enabled: true,
      ioLoadBalanceEnabled: true,
      defaultVmBehavior: 'automated',
      loadBalanceInterval: 60,
      spaceLoadBalanceConfig: {
        spaceThresholdMode: 'utilization',
        spaceUtilizationThreshold: 70,
        minSpaceUtilizationDifference: 10,
        freeSpaceThresholdGB: 50,
      },
      ioLoadBalanceConfig: { ioLatencyThreshold: 20, ioLoadImbalanceThreshold: 5 },
      automationOverrides: {
        spaceLoadBalanceAutomationMode: 'manual',
        vmEvacuationAutomationMode: 'manual',
      },
    });
  });

  it('goes back to the defaults where a specification that replaces says nothing', () => {
    configure({
      enabled: true,
      loadBalanceInterval: 60,
      spaceLoadBalanceConfig: space({ spaceThresholdMode: 'freeSpace', freeSpaceThresholdGB: 20 }),
      rule: [rule('add', apart({ name: 'r', enabled: true, vm: [vm('web'), vm('db')] }))],
      option: [option('add', 'EnforceStorageProfiles', '1')],
    });
    configure({ enabled: true }, { modify: false, vms: [own('add', { vm: vm('db') })] });

    expect(podConfig()).toMatchObject({
      enabled: true,
      loadBalanceInterval: 480,
      spaceLoadBalanceConfig: { spaceThresholdMode: 'utilization', freeSpaceThresholdGB: 50 },
      rule: [],
      option: [],
    });
    expect(vmConfig()).toMatchObject([{ vm: vm('db') }]);
  });

  it('gives an override back to the default with an empty word', () => {
    configure({ automationOverrides: overrides({ ioLoadBalanceAutomationMode: 'manual' }) });
    configure({ automationOverrides: overrides({ ioLoadBalanceAutomationMode: '' }) });

    expect(podConfig().automationOverrides).toEqual(overrides({}));
  });

  it.each([
    [{ loadBalanceInterval: 59 }, 'loadBalanceInterval'],
    [{ defaultVmBehavior: 'fullyAutomated' }, 'defaultVmBehavior'],
    [
      { spaceLoadBalanceConfig: space({ spaceUtilizationThreshold: 49 }) },
      'spaceLoadBalanceConfig.spaceUtilizationThreshold',
    ],
    [
      { spaceLoadBalanceConfig: space({ minSpaceUtilizationDifference: 51 }) },
      'spaceLoadBalanceConfig.minSpaceUtilizationDifference',
    ],
    [
      { spaceLoadBalanceConfig: space({ spaceThresholdMode: 'most' }) },
      'spaceLoadBalanceConfig.spaceThresholdMode',
    ],
    [
      { spaceLoadBalanceConfig: space({ freeSpaceThresholdGB: 0 }) },
      'spaceLoadBalanceConfig.freeSpaceThresholdGB',
    ],
    [
      { ioLoadBalanceConfig: io({ ioLatencyThreshold: 101 }) },
      'ioLoadBalanceConfig.ioLatencyThreshold',
    ],
    [
      { automationOverrides: overrides({ policyEnforcementAutomationMode: 'partly' }) },
      'automationOverrides.policyEnforcementAutomationMode',
    ],
  ])('refuses %j', (wish, property) => {
    expect(problem(wish)).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: `spec.podConfigSpec.${property}` },
    });
  });

  it('tells the switch, the configuration and its task', () => {
    const since = lab.eventCount;
    const task = lab.call(manager(), 'ConfigureStorageDrsForPod_Task', {
      pod: gold,
      spec: specOf({ enabled: true, ioLoadBalanceEnabled: false, defaultVmBehavior: 'automated' }),
      modify: true,
    });
    lab.clock.advance(1000);
    configure({ enabled: false });

    expect(lab.taskInfo(task)).toMatchObject({
      state: 'success',
      entity: gold,
      name: 'ConfigureStorageDrsForPod_Task',
      descriptionId: 'StorageResourceManager.configureStorageDrsForPod',
    });
    expect(lab.events(since)).toMatchObject(
      [
        ['ConfiguredStorageDrsOnPodEvent', 'Configured storage DRS on datastore cluster gold'],
        [
          'StorageDrsEnabledEvent',
          'Enabled Storage DRS on datastore cluster gold with automation level automated',
        ],
        ['ConfiguredStorageDrsOnPodEvent', 'Configured storage DRS on datastore cluster gold'],
        ['StorageDrsDisabledEvent', 'Disabled Storage DRS on datastore cluster gold'],
      ].map(([id, fullFormattedMessage]) => ({
        _typeName: 'EventEx',
        eventTypeId: `com.vmware.vc.sdrs.${id}`,
        objectId: gold.value,
        objectName: 'gold',
        fullFormattedMessage,
      })),
    );
  });

  it('switches Storage I/O Control on with I/O balancing, and leaves it on', () => {
    configure({ enabled: true });
    configure({ ioLoadBalanceEnabled: false });

    for (const name of ['gold-1', 'gold-2']) {
      expect(lab.read(lab.named('Datastore', name), 'iormConfiguration.enabled')).toBe(true);
    }
    expect(lab.read(lab.named('Datastore', 'silver-1'), 'iormConfiguration.enabled')).toBe(false);
    expect(
      lab.eventTypes().filter((type) => type === 'DatastoreIORMReconfiguredEvent'),
    ).toHaveLength(2);
  });
});

describe('rules of a datastore cluster', () => {
  const both = () => [vm('web'), vm('db')];

  it('are numbered, never twice, and have an identity', () => {
    configure({ rule: [rule('add', apart({ name: 'a', enabled: true, vm: both() }))] });
    const [first] = podConfig().rule;
    configure({ rule: [rule('remove', undefined, first.key)] });
    configure({ rule: [rule('add', apart({ name: 'a', vm: both() }))] });
    const [second] = podConfig().rule;

    expect(first).toMatchObject({ key: 1, name: 'a', enabled: true, vm: both() });
    expect(second).toMatchObject({ key: 2, enabled: false, userCreated: true });
    expect(second.ruleUuid).not.toBe(first.ruleUuid);
  });

  it('are edited by their number', () => {
    configure({ rule: [rule('add', apart({ name: 'a', enabled: true, vm: both() }))] });
    configure({ rule: [rule('edit', apart({ key: 1, name: 'b', enabled: false, vm: both() }))] });

    expect(podConfig().rule).toMatchObject([{ key: 1, name: 'b', enabled: false }]);
  });

  it('speak of two virtual machines of it at least, and only keep apart', () => {
    const refused = (info: object, at: string) =>
      expect(problem({ rule: [rule('add', info)] })).toMatchObject({
        name: 'InvalidArgument',
        detail: { invalidProperty: `spec.podConfigSpec.rule[0].${at}` },
      });

    refused(apart({ name: 'a', vm: [vm('web')] }), 'info.vm');
    refused(apart({ name: 'a', vm: [vm('web'), vm('web')] }), 'info.vm');
    refused(apart({ name: 'a', vm: [vm('web'), vm('mail')] }), 'info.vm');
    refused(apart({ vm: both() }), 'info.name');
    refused(data('ClusterAffinityRuleSpec', { name: 'a', vm: both() }), 'info');
    expect(problem({ rule: [rule('remove', undefined, 7)] }).detail).toEqual({
      invalidProperty: 'spec.podConfigSpec.rule[0].removeKey',
    });
  });

  it('have names of their own', () => {
    const add = () => configure({ rule: [rule('add', apart({ name: 'a', vm: both() }))] });
    add();

    expect(faultOf(add)).toMatchObject({
      name: 'DuplicateName',
      detail: { name: 'a', object: gold },
    });
  });
});

describe('what a virtual machine has of its own', () => {
  const disks = () =>
    lab
      .read(vm('web'), 'config.hardware.device')
      .filter(({ _typeName }: { _typeName: string }) => _typeName === 'VirtualDisk')
      .map(({ key }: { key: number }) => key);

  it('is added, edited and removed', () => {
    configure({}, { vms: [own('add', { vm: vm('web'), enabled: false })] });
    configure({}, { vms: [own('edit', { vm: vm('web'), behavior: 'manual' })] });
    const kept = vmConfig();
    configure({}, { vms: [own('remove', undefined, vm('web'))] });

    expect(kept).toMatchObject([{ vm: vm('web'), enabled: false, behavior: 'manual' }]);
    expect(vmConfig()).toEqual([]);
  });

  it('is refused for machines that lie elsewhere, twice, or when it is not there', () => {
    const at = (vms: readonly object[]) => problem({}, vms).detail;
    configure({}, { vms: [own('add', { vm: vm('db') })] });

    expect(at([own('add', { vm: vm('mail') })])).toEqual({
      invalidProperty: 'spec.vmConfigSpec[0].info.vm',
    });
    expect(at([own('add', { enabled: true })])).toEqual({
      invalidProperty: 'spec.vmConfigSpec[0].info.vm',
    });
    expect(at([own('add', { vm: vm('db') })])).toEqual({
      invalidProperty: 'spec.vmConfigSpec[0].info',
    });
    expect(at([own('edit', { vm: vm('web') })])).toEqual({
      invalidProperty: 'spec.vmConfigSpec[0].info',
    });
    expect(at([own('remove', undefined, vm('web'))])).toEqual({
      invalidProperty: 'spec.vmConfigSpec[0].removeKey',
    });
    expect(at([own('add', { vm: vm('web'), behavior: 'partly' })])).toEqual({
      invalidProperty: 'spec.vmConfigSpec[0].info.behavior',
    });
  });

  it('keeps disks apart until they are to lie together again', () => {
    const diskRule = data('VirtualDiskAntiAffinityRuleSpec', { enabled: true, diskId: disks() });
    configure({}, { vms: [own('add', { vm: vm('web'), intraVmAntiAffinity: diskRule })] });
    const before = vmConfig();
    configure({}, { vms: [own('edit', { vm: vm('web'), intraVmAffinity: true })] });

    expect(before).toMatchObject([
      { intraVmAffinity: false, intraVmAntiAffinity: { diskId: disks() } },
    ]);
    expect(vmConfig()).toEqual([
      data('StorageDrsVmConfigInfo', { vm: vm('web'), intraVmAffinity: true }),
    ]);
  });

  it('names disks the machine has', () => {
    const refused = (members: object, at: string) =>
      expect(problem({}, [own('add', { vm: vm('web'), ...members })]).detail).toEqual({
        invalidProperty: `spec.vmConfigSpec[0].info.${at}`,
      });
    const diskRule = (diskRuleType: string, ...diskId: number[]) =>
      data('VirtualDiskRuleSpec', { diskRuleType, diskId });
    const apartOf = (...diskId: number[]) => data('VirtualDiskAntiAffinityRuleSpec', { diskId });
    const [first] = disks();

    refused({ intraVmAntiAffinity: apartOf(first, 99) }, 'intraVmAntiAffinity.diskId');
    refused({ intraVmAntiAffinity: apartOf(first) }, 'intraVmAntiAffinity.diskId');
    refused({ virtualDiskRules: [diskRule('never', first)] }, 'virtualDiskRules[0].diskRuleType');
    refused({ virtualDiskRules: [diskRule('affinity', first)] }, 'virtualDiskRules[0].diskId');
  });
});

describe('advanced options of a datastore cluster', () => {
  it('are added, changed and removed by their key', () => {
    configure({ option: [option('add', 'a', '1'), option('add', 'b', '2')] });
    configure({ option: [option('add', 'a', '3'), option('edit', 'b', '4')] });
    configure({ option: [option('remove', 'b')] });

    expect(podConfig().option).toEqual([
      data('OptionValue', { key: 'a', value: box('string', '3') }),
    ]);
  });

  it('must be there to be edited or removed', () => {
    expect(problem({ option: [option('edit', 'a', '1')] }).detail).toEqual({
      invalidProperty: 'spec.podConfigSpec.option[0].info',
    });
    expect(problem({ option: [option('remove', 'a')] }).name).toBe('InvalidArgument');
  });
});

describe('StorageResourceManager.ValidateStoragePodConfig', () => {
  const validate = (wish: object) =>
    lab.call(manager(), 'ValidateStoragePodConfig', { pod: gold, spec: specOf(wish) });

  it('says what stands against a configuration, and changes nothing', () => {
    const before = podConfig();

    expect(validate({ enabled: true })).toBeUndefined();
    expect(validate({ loadBalanceInterval: 1 })).toMatchObject({
      fault: {
        _typeName: 'InvalidArgument',
        invalidProperty: 'spec.podConfigSpec.loadBalanceInterval',
      },
    });
    expect(podConfig()).toBe(before);
  });
});
