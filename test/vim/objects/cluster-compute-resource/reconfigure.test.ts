/** Reconfiguring a cluster: what each part of the specification does, incrementally and whole. */
import { data } from '../../../../server/vmodl/value.ts';
import { ClusterLab, das, drs, specEx } from '../../../helpers/cluster.ts';
import { faultOf } from '../../../helpers/vcenter.ts';

let lab: ClusterLab;
beforeEach(() => {
  lab = new ClusterLab();
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const refused = (members: object, modify = true) => faultOf(() => lab.reconfigure(members, modify));
const wrong = (invalidProperty: string) => ({
  name: 'InvalidArgument',
  detail: { invalidProperty },
});
const dpm = (members: object) => data('ClusterDpmConfigInfo', members);
const option = (key: string, value: string) => data('OptionValue', { key, value });

describe('ReconfigureComputeResource_Task of a cluster', () => {
  it('leaves alone what the specification does not name', () => {
    lab.reconfigure({ drsConfig: drs({ vmotionRate: 5, defaultVmBehavior: 'manual' }) });

    lab.reconfigure({ drsConfig: drs({ vmotionRate: 2 }) });

    expect(lab.config.drsConfig).toMatchObject({
      enabled: true,
      vmotionRate: 2,
      defaultVmBehavior: 'manual',
    });
  });

  it('goes back to the defaults when it is not incremental', () => {
    lab.reconfigure({
      drsConfig: drs({ vmotionRate: 5 }),
      dpmConfig: dpm({ enabled: true }),
      dasConfig: das({ enabled: true }),
      vmSwapPlacement: 'hostLocal',
    });

    lab.reconfigure({ drsConfig: drs({ enabled: true }) }, false);

    expect(lab.config).toMatchObject({
      vmSwapPlacement: 'vmDirectory',
      drsConfig: { enabled: true, vmotionRate: 3, defaultVmBehavior: 'fullyAutomated' },
      dpmConfigInfo: { enabled: false, hostPowerActionRate: 3 },
      dasConfig: { enabled: false },
    });
  });

  it.each([
    [
      'proactiveDrsConfig',
      'proactiveDrsConfig',
      data('ClusterProactiveDrsConfigInfo', { enabled: true }),
    ],
    ['dpmConfig', 'dpmConfigInfo', dpm({ enabled: true, defaultDpmBehavior: 'manual' })],
    [
      'infraUpdateHaConfig',
      'infraUpdateHaConfig',
      data('ClusterInfraUpdateHaConfigInfo', { enabled: true, behavior: 'Automated' }),
    ],
    [
      'orchestration',
      'orchestration',
      data('ClusterOrchestrationInfo', {
        defaultVmReadiness: data('ClusterVmReadiness', {
          readyCondition: 'poweredOn',
          postReadyDelay: 30,
        }),
      }),
    ],
    ['dasConfig', 'dasConfig', das({ enabled: true, hostMonitoring: 'disabled' })],
  ])('keeps %s', (part, shown, wish) => {
    lab.reconfigure({ [part]: wish });

    expect(lab.config[shown]).toMatchObject(wish);
  });

  it('adds, changes and with an empty value takes away advanced options', () => {
    const set = (...options: object[]) => lab.reconfigure({ drsConfig: drs({ option: options }) });

    set(option('MinGoodness', '1'), option('pollPeriodSec', '60'));
    set(option('MinGoodness', '2'), option('pollPeriodSec', ''), option('LimitVMsPerESXHost', '9'));

    expect(lab.config.drsConfig.option).toEqual([
      option('MinGoodness', '2'),
      option('LimitVMsPerESXHost', '9'),
    ]);
  });

  it('takes the policy that counts slots from clients which only say how many hosts may fail', () => {
    lab.reconfigure({ dasConfig: das({ enabled: true, failoverLevel: 2 }) });

    expect(lab.config.dasConfig).toMatchObject({
      failoverLevel: 2,
      admissionControlPolicy: {
        _typeName: 'ClusterFailoverLevelAdmissionControlPolicy',
        failoverLevel: 2,
      },
    });
  });

  it('tells the older clients the same', () => {
    lab.reconfigure({ drsConfig: drs({ vmotionRate: 1 }) });

    expect(lab.read(lab.cluster, 'configuration.drsConfig')).toEqual(lab.config.drsConfig);
    expect(lab.inventory.show(lab.cluster, 'configuration')).toMatchObject({
      _typeName: 'ClusterConfigInfo',
      dasConfig: lab.config.dasConfig,
    });
  });

  it('is a task that says who it is, and an event that says what changed', () => {
    const since = lab.eventCount;

    const task = lab.call(lab.cluster, 'ReconfigureComputeResource_Task', {
      spec: specEx({ drsConfig: drs({ vmotionRate: 1 }) }),
      modify: true,
    });
    lab.clock.advance(60_000);

    expect(lab.taskInfo(task)).toMatchObject({
      state: 'success',
      descriptionId: 'ClusterComputeResource.reconfigureEx',
      name: 'ReconfigureComputeResource_Task',
      entity: lab.cluster,
    });
    expect(lab.events(since)).toMatchObject([
      {
        _typeName: 'ClusterReconfiguredEvent',
        computeResource: { name: 'DC0_C0' },
        configChanges: { modified: 'configurationEx.drsConfig.vmotionRate: 3 -> 1; \n' },
      },
    ]);
  });

  it.each([
    ['DRS off', { drsConfig: drs({ enabled: false }) }, 'DrsDisabledEvent'],
    ['HA on', { dasConfig: das({ enabled: true }) }, 'DasEnabledEvent'],
  ])('says so before when it turns %s', (_what, members, type) => {
    const since = lab.eventCount;

    lab.reconfigure(members);

    const types = lab.eventTypes(since);
    expect(
      types.filter((each) => !each.startsWith('ResourcePool') && !each.startsWith('Vm')),
    ).toEqual([type, 'ClusterReconfiguredEvent']);
  });

  it('says how DRS decides once it is on again', () => {
    lab.reconfigure({ drsConfig: drs({ enabled: false }) });
    const since = lab.eventCount;

    lab.reconfigure({ drsConfig: drs({ enabled: true, defaultVmBehavior: 'manual' }) });

    expect(lab.events(since)[0]).toMatchObject({
      _typeName: 'DrsEnabledEvent',
      behavior: 'manual',
    });
  });

  it.each([
    ['dasConfig', das({ admissionControlEnabled: false }), 'DasAdmissionControlDisabledEvent'],
    ['dasConfig', das({ enabled: false }), 'DasDisabledEvent'],
  ])('says so when HA does less: %s', (part, wish, type) => {
    lab.reconfigure({ dasConfig: das({ enabled: true }) });
    const since = lab.eventCount;

    lab.reconfigure({ [part]: wish });

    expect(lab.eventTypes(since)).toEqual([type, 'ClusterReconfiguredEvent']);
  });

  it.each([
    ['drsConfig.vmotionRate', { drsConfig: drs({ vmotionRate: 0 }) }],
    ['drsConfig.vmotionRate', { drsConfig: drs({ vmotionRate: 6 }) }],
    ['dpmConfig.hostPowerActionRate', { dpmConfig: dpm({ hostPowerActionRate: 6 }) }],
    ['vmSwapPlacement', { vmSwapPlacement: 'inherit' }],
    ['defaultHardwareVersionKey', { defaultHardwareVersionKey: 'vmx-5' }],
    ['dasConfig.failoverLevel', { dasConfig: das({ failoverLevel: 0 }) }],
    ['dasConfig.hostMonitoring', { dasConfig: das({ hostMonitoring: 'yes' }) }],
    [
      'dasConfig.admissionControlPolicy.cpuFailoverResourcesPercent',
      {
        dasConfig: das({
          admissionControlPolicy: data('ClusterFailoverResourcesAdmissionControlPolicy', {
            cpuFailoverResourcesPercent: 101,
            memoryFailoverResourcesPercent: 25,
          }),
        }),
      },
    ],
    [
      'dasConfig.defaultVmSettings.restartPriority',
      {
        dasConfig: das({
          defaultVmSettings: data('ClusterDasVmSettings', {
            restartPriority: 'clusterRestartPriority',
          }),
        }),
      },
    ],
    [
      'infraUpdateHaConfig.behavior',
      { infraUpdateHaConfig: data('ClusterInfraUpdateHaConfigInfo', { behavior: 'manual' }) },
    ],
  ])('refuses a %s out of bounds at once', (place, members) => {
    const before = lab.config;

    const call = () =>
      lab.call(lab.cluster, 'ReconfigureComputeResource_Task', {
        spec: specEx(members),
        modify: true,
      });

    expect(faultOf(call)).toMatchObject(wrong(`spec.${place}`));
    expect(lab.config).toEqual(before);
  });

  it('cannot do vSAN, but lets an empty part for it pass', () => {
    const vsan = (members: object) => ({ vsanConfig: data('VsanClusterConfigInfo', members) });

    expect(refused(vsan({ enabled: true })).name).toBe('NotSupported');
    expect(() =>
      lab.reconfigure(vsan({ defaultConfig: data('VsanClusterConfigInfoHostDefaultInfo', {}) })),
    ).not.toThrow();
  });

  it('wakes whoever watches the configuration', () => {
    let told = 0;
    lab.inventory.subscribe(({ changed }) => {
      if (changed.get(lab.cluster)?.has('configurationEx')) told += 1;
    });

    lab.reconfigure({ drsConfig: drs({ vmotionRate: 1 }) });

    expect(told).toBe(1);
  });
});

describe('turning DRS off', () => {
  it('dissolves the pools; their VMs go to the root', () => {
    const root = lab.read(lab.cluster, 'resourcePool');
    const [pool] = lab.read(root, 'resourcePool');
    const inner = lab.call(pool, 'CreateResourcePool', {
      name: 'inner',
      spec: lab.read(pool, 'config'),
    });
    const vms = lab.read(pool, 'vm');
    expect(vms.length).toBeGreaterThan(0);

    lab.reconfigure({ drsConfig: drs({ enabled: false }) });

    expect(lab.inventory.has(pool)).toBe(false);
    expect(lab.inventory.has(inner)).toBe(false);
    expect(lab.read(root, 'resourcePool')).toEqual([]);
    for (const vm of vms) expect(lab.read(vm, 'resourcePool')).toEqual(root);
  });

  it('is impossible while there are vApps', () => {
    lab.stop();
    lab = new ClusterLab({ app: 1 });

    expect(refused({ drsConfig: drs({ enabled: false }) }).name).toBe(
      'CannotDisableDrsOnClustersWithVApps',
    );
    expect(lab.config.drsConfig.enabled).toBe(true);
  });
});

describe('ReconfigureCluster_Task', () => {
  it('takes the older specification', () => {
    lab.run(lab.cluster, 'ReconfigureCluster_Task', {
      spec: data('ClusterConfigSpec', { drsConfig: drs({ vmotionRate: 4 }) }),
      modify: true,
    });

    expect(lab.config.drsConfig).toMatchObject({ enabled: true, vmotionRate: 4 });
  });
});

describe('ReconfigureComputeResource_Task of a host that stands for itself', () => {
  const compute = () => lab.read(lab.named('HostSystem', 'DC0_H0'), 'parent');
  const run = (spec: object) =>
    lab.run(compute(), 'ReconfigureComputeResource_Task', { spec, modify: true });

  it('sets what it has', () => {
    run(data('ComputeResourceConfigSpec', { vmSwapPlacement: 'hostLocal' }));

    expect(lab.read(compute(), 'configurationEx.vmSwapPlacement')).toBe('hostLocal');
  });

  it('has no settings of clusters', () => {
    expect(faultOf(() => run(specEx({})))).toMatchObject(wrong('spec'));
  });
});

describe('the summary of a cluster', () => {
  const summary = () => lab.inventory.show(lab.cluster, 'summary');

  it('says what HA has in hand by its policy', () => {
    expect(summary()).toMatchObject({ currentFailoverLevel: 0 });

    lab.reconfigure({ dasConfig: das({ enabled: true }) });
    expect(summary()).toMatchObject({
      currentFailoverLevel: 2,
      admissionControlInfo: { _typeName: 'ClusterFailoverResourcesAdmissionControlInfo' },
    });

    lab.reconfigure({ dasConfig: das({ failoverLevel: 1 }) });
    expect(summary()).toMatchObject({
      admissionControlInfo: {
        _typeName: 'ClusterFailoverLevelAdmissionControlInfo',
        currentFailoverLevel: 2,
      },
    });

    const failoverHosts = [lab.host(0)];
    const policy = data('ClusterFailoverHostAdmissionControlPolicy', { failoverHosts });
    lab.reconfigure({ dasConfig: das({ admissionControlPolicy: policy }) });
    expect(summary()).toMatchObject({
      admissionControlInfo: {
        _typeName: 'ClusterFailoverHostAdmissionControlInfo',
        hostStatus: [{ host: lab.host(0) }],
      },
    });
  });

  it.each([
    ['green', 0, 'VirtualMachine'],
    ['red', 1_000_000, 'VirtualMachine'],
    ['yellow', 1_000_000, 'ResourcePool'],
  ])('is %s with a reservation of %i MHz for a %s', (colour, reservation, type) => {
    const root = lab.read(lab.cluster, 'resourcePool');
    const [pool] = lab.read(root, 'resourcePool');
    const vm = lab.vm(0);
    lab.assign(vm, 'resourcePool', root);
    const ref = type === 'ResourcePool' ? pool : vm;

    lab.assign(ref, 'config.cpuAllocation.reservation', reservation);

    expect(lab.read(lab.cluster, 'overallStatus')).toBe(colour);
    expect(summary()).toMatchObject({ overallStatus: colour });
  });
});

describe('GetResourceUsage', () => {
  it('adds up hosts that are there and datastores once', () => {
    const usage = lab.call(lab.cluster, 'GetResourceUsage');

    const { totalCpu } = lab.read(lab.cluster, 'summary');
    expect(usage).toMatchObject({ cpuCapacityMHz: totalCpu });
    expect(usage.storageUsedMB).toBeLessThanOrEqual(usage.storageCapacityMB);

    lab.assign(lab.host(0), 'runtime.connectionState', 'disconnected');
    const less = lab.call(lab.cluster, 'GetResourceUsage');
    expect(less.cpuCapacityMHz).toBe(Math.round((totalCpu * 2) / 3));
  });
});
