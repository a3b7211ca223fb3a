/** A datastore cluster forgets what it knew of machines and disks that are there no more. */
import { PodLeftovers } from '../../server/automation/pod-leftovers.ts';
import type { Ref } from '../../server/vmodl/reference.ts';
import { data } from '../../server/vmodl/value.ts';
import { Vcenter } from '../helpers/vcenter.ts';

const SEED = `
name: pods
description: a datastore cluster whose machines have settings of their own
datacenters:
  - name: DC
    hosts: [{ name: esx-01 }]
    pods: [{ name: gold }]
    datastores:
      - { name: gold-1, capacityGb: 400, pod: gold }
      - { name: gold-2, capacityGb: 400, pod: gold }
      - { name: free-1, capacityGb: 200 }
    vms:
      - { name: web, datastore: gold-1, power: "off", disks: [{ sizeGb: 1 }, { sizeGb: 1 }, { sizeGb: 1 }] }
      - { name: db, datastore: gold-1, power: "off" }
`;

let lab: Vcenter;
let watch: PodLeftovers;
beforeEach(() => {
  lab = new Vcenter({ seedText: SEED });
  watch = new PodLeftovers({ services: lab.services });
  configure();
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  watch.stop();
  lab.stop();
});

const vm = (name: string) => lab.named('VirtualMachine', name);
const disks = (): readonly number[] =>
  lab
    .read(vm('web'), 'config.hardware.device')
    .filter(({ _typeName }: { _typeName: string }) => _typeName === 'VirtualDisk')
    .map(({ key }: { key: number }) => key);
const config = () =>
  lab.read(lab.named('StoragePod', 'gold'), 'podStorageDrsEntry.storageDrsConfig');
const relocate = (name: string, datastore: string) =>
  lab.run(
    vm(name),
    'RelocateVM_Task',
    {
      spec: data('VirtualMachineRelocateSpec', { datastore: lab.named('Datastore', datastore) }),
      priority: 'defaultPriority',
    },
    600_000,
  );

function configure(): void {
  const own = (info: object) =>
    data('StorageDrsVmConfigSpec', {
      operation: 'add',
      info: data('StorageDrsVmConfigInfo', info),
    });
  const apart = data('VirtualDiskAntiAffinityRuleSpec', { enabled: true, diskId: disks() });
  const rule = data('ClusterAntiAffinityRuleSpec', {
    name: 'apart',
    enabled: true,
    vm: [vm('web'), vm('db')],
  });
  lab.run(lab.first('StorageResourceManager'), 'ConfigureStorageDrsForPod_Task', {
    pod: lab.named('StoragePod', 'gold'),
    spec: data('StorageDrsConfigSpec', {
      podConfigSpec: data('StorageDrsPodConfigSpec', {
        rule: [data('ClusterRuleSpec', { operation: 'add', info: rule })],
      }),
      vmConfigSpec: [
        own({ vm: vm('web'), intraVmAntiAffinity: apart }),
        own({ vm: vm('db'), enabled: false }),
      ],
    }),
    modify: true,
  });
}

function removeDisk(key: number): void {
  const device = lab
    .read(vm('web'), 'config.hardware.device')
    .find((one: { key: number }) => one.key === key);
  lab.run(vm('web'), 'ReconfigVM_Task', {
    spec: data('VirtualMachineConfigSpec', {
      deviceChange: [data('VirtualDeviceConfigSpec', { operation: 'remove', device })],
    }),
  });
}

describe('settings of a datastore cluster', () => {
  it('stay with a machine that moves within it', () => {
    const before = config();

    relocate('db', 'gold-2');

    expect(config()).toBe(before);
  });

  it('end for a machine that moves away', () => {
    relocate('db', 'free-1');

    expect(config().vmConfig).toMatchObject([{ vm: vm('web') }]);
    expect(config().podConfig.rule).toMatchObject([{ vm: [vm('web')] }]);
  });

  it('end for a machine that is destroyed, and a rule with its last', () => {
    const gone: readonly Ref[] = [vm('web'), vm('db')];
    for (const one of gone) lab.run(one, 'Destroy_Task');

    expect(config().vmConfig).toEqual([]);
    expect(config().podConfig.rule).toEqual([]);
  });

  it('forget disks that are taken away, and a rule that speaks of one alone', () => {
    const [first = 0, second = 0, third = 0] = disks();
    removeDisk(third);
    const left = config().vmConfig[0].intraVmAntiAffinity.diskId;
    removeDisk(second);

    expect(left).toEqual([first, second]);
    expect(config().vmConfig[0].intraVmAntiAffinity).toBeUndefined();
  });
});
