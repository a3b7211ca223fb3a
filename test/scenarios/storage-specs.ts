/**
 * Specifications as people write them for datastore clusters, drawn at random.
 */
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import { data } from '../../server/vmodl/value.ts';
import { newDisk, newVm } from '../vim/storage-drs/placement-world.ts';

type Vm = Ref<'VirtualMachine'>;

export interface Draw {
  one<T>(list: readonly T[]): T;
  chance(share: number): boolean;
}

const FORMATS = [undefined, undefined, 'thin', 'thick'] as const;

export function locators(keys: readonly number[], datastore: () => Ref<'Datastore'>) {
  return keys.map((diskId) =>
    data('VirtualMachineRelocateSpecDiskLocator', { diskId, datastore: datastore() }),
  );
}

/** A new disk, thin or thick, or one less. */
export function diskChange(
  draw: Draw,
  { datastore, keys }: { readonly datastore: Ref<'Datastore'>; readonly keys: readonly number[] },
): object {
  if (keys.length > 1 && draw.chance(0.5)) {
    const device = data('VirtualDisk', {
      key: draw.one(keys),
      controllerKey: 1000,
      capacityInKB: 0,
    });
    const change = { operation: 'remove', fileOperation: 'destroy', device };
    return { deviceChange: [data('VirtualDeviceConfigSpec', change)] };
  }
  const disk = newDisk({ sizeGb: draw.one([1, 5, 20]), thin: draw.chance(0.5), datastore });
  return { deviceChange: [disk] };
}

interface Wish {
  readonly type: 'create' | 'clone' | 'relocate' | 'reconfigure';
  readonly vm: Vm;
  readonly name: string;
  readonly pool: Ref<'ResourcePool'>;
  readonly folder: Ref;
  readonly pods: readonly Ref<'StoragePod'>[];
  readonly disks: readonly number[];
  readonly vms: readonly Vm[];
}

export function placementSpec(draw: Draw, wish: Wish): object {
  const { type, vm, pods } = wish;
  const storagePod = draw.one(pods) ?? reference('StoragePod', 'gone');
  const isNew = type === 'create' || type === 'reconfigure';
  const keys = isNew ? [-1, -2].slice(0, draw.one([1, 2])) : wish.disks;
  const vmConfig = data('StorageDrsVmConfigInfo', {
    ...(type === 'relocate' && { vm }),
    intraVmAffinity: draw.one([undefined, true, false]),
    behavior: draw.one([undefined, undefined, 'manual', 'automated']),
  });
  const apart = draw.chance(0.3) && keys.length > 0;
  const own = data('VmPodConfigForPlacement', {
    storagePod: apart ? draw.one(pods) : storagePod,
    vmConfig: draw.chance(0.5) ? vmConfig : undefined,
    disk: apart ? keys.slice(0, 1).map((diskId) => locator(draw, diskId)) : undefined,
    interVmRule: draw.chance(0.2) ? [antiAffinity(wish.vms.slice(0, 2))] : undefined,
  });
  return data('StoragePlacementSpec', {
    ...{ type, folder: wish.folder, resourcePool: wish.pool },
    podSelectionSpec: data('StorageDrsPodSelectionSpec', {
      storagePod: draw.chance(0.95) ? storagePod : undefined,
      initialVmConfig: draw.chance(0.6) || apart ? [own] : undefined,
    }),
    disallowPrerequisiteMoves: draw.chance(0.3),
    resourceLeaseDurationSec: draw.one([undefined, 0, 30, 600]),
    ...subject(draw, wish, keys),
  });
}

function locator(draw: Draw, diskId: number): object {
  const format = draw.one(FORMATS);
  const backing = { fileName: '', diskMode: 'persistent', thinProvisioned: format === 'thin' };
  return data('PodDiskLocator', {
    diskId,
    diskBackingInfo: format && data('VirtualDiskFlatVer2BackingInfo', backing),
  });
}

function subject(draw: Draw, { type, vm, name }: Wish, keys: readonly number[]): object {
  const disks = () =>
    keys.map((key) => newDisk({ key, sizeGb: draw.one([1, 8, 40]), thin: draw.chance(0.5) }));
  const place = data('VirtualMachineRelocateSpec', {
    transform: draw.one([undefined, undefined, 'flat', 'sparse']),
  });
  switch (type) {
    case 'create':
      return { configSpec: newVm(name, disks()) };
    case 'reconfigure':
      return { vm, configSpec: data('VirtualMachineConfigSpec', { deviceChange: disks() }) };
    case 'relocate':
      return { vm, relocateSpec: place };
    case 'clone': {
      const members = { location: place, template: false, powerOn: draw.chance(0.2) };
      return { vm, cloneName: name, cloneSpec: data('VirtualMachineCloneSpec', members) };
    }
  }
}

function antiAffinity(vm: readonly Vm[]): object {
  return data('ClusterAntiAffinityRuleSpec', { name: 'apart', enabled: true, vm });
}

interface Settings {
  readonly vms: readonly Vm[];
  readonly disksOf: (vm: Vm) => readonly number[];
}

export function configSpec(draw: Draw, { vms, disksOf }: Settings): object {
  const mode = () => draw.one([undefined, 'manual', 'automated']);
  const [vm] = vms;
  const podConfigSpec = data('StorageDrsPodConfigSpec', {
    enabled: draw.one([undefined, true, true, true, false]),
    defaultVmBehavior: mode(),
    loadBalanceInterval: draw.one([undefined, 60, 480]),
    defaultIntraVmAffinity: draw.one([undefined, true, false]),
    ioLoadBalanceEnabled: draw.one([undefined, true, false]),
    spaceLoadBalanceConfig: data('StorageDrsSpaceLoadBalanceConfig', {
      spaceThresholdMode: draw.one([undefined, 'utilization', 'freeSpace']),
      spaceUtilizationThreshold: draw.one([undefined, 50, 60, 80, 95]),
      freeSpaceThresholdGB: draw.one([undefined, 5, 30]),
    }),
    automationOverrides: data('StorageDrsAutomationConfig', {
      spaceLoadBalanceAutomationMode: mode(),
      ruleEnforcementAutomationMode: mode(),
      vmEvacuationAutomationMode: mode(),
    }),
    rule: draw.chance(0.3)
      ? [data('ClusterRuleSpec', { operation: 'add', info: antiAffinity(vms) })]
      : undefined,
  });
  const vmConfigSpec = vm && draw.chance(0.4) ? [vmConfig(draw, vm, disksOf(vm))] : undefined;
  return data('StorageDrsConfigSpec', { podConfigSpec, vmConfigSpec });
}

function vmConfig(draw: Draw, vm: Vm, keys: readonly number[]): object {
  const info = data('StorageDrsVmConfigInfo', {
    vm,
    enabled: draw.one([undefined, true, false]),
    behavior: draw.one([undefined, 'manual', 'automated']),
    intraVmAffinity: draw.one([undefined, true, false]),
    intraVmAntiAffinity:
      keys.length > 1 && draw.chance(0.5)
        ? data('VirtualDiskAntiAffinityRuleSpec', { name: 'a', enabled: true, diskId: keys })
        : undefined,
  });
  return data('StorageDrsVmConfigSpec', { operation: draw.one(['add', 'add', 'edit']), info });
}

/** Two datastore clusters and a datastore in none; a host sees not all of them; disks of every kind. */
export const STORAGE_STORY_SEED = `
name: storage-story
description: datastore clusters for a story
defaults:
  host: { cpu: { packages: 1, coresPerPackage: 8, mhz: 2000 }, memoryGb: 66, nics: [{ device: vmnic0, gbps: 10 }] }
  vm: { pool: C1, cpus: 1, memoryMb: 1024, power: "off" }
datacenters:
  - name: DC
    clusters: [{ name: C1, hosts: [{ name: h1 }, { name: h2 }, { name: h3 }] }]
    pods:
      - { name: P1, storageDrs: { enabled: true, behavior: manual } }
      - { name: P2, storageDrs: { enabled: true, behavior: automated, loadBalanceInterval: 60 } }
    datastores:
      - { name: A1, capacityGb: 100, freeGb: 15, pod: P1, files: [{ path: iso/a.iso, sizeMb: 600 }] }
      - { name: A2, capacityGb: 120, freeGb: 60, pod: P1 }
      - { name: A3, capacityGb: 80, freeGb: 50, pod: P1, hosts: [h1, h2] }
      - { name: B1, capacityGb: 100, freeGb: 12, pod: P2 }
      - { name: B2, capacityGb: 100, freeGb: 70, pod: P2 }
      - { name: B3, capacityGb: 60, freeGb: 55, pod: P2, hosts: [h2, h3] }
      - { name: OUT, capacityGb: 200, freeGb: 150 }
    vms:
      - { name: thin, host: h1, datastore: A1, disks: [{ sizeGb: 30, usedGb: 10 }], power: "on", profile: { diskGrowthMbPerHour: 500 } }
      - { name: thick, host: h1, datastore: A1, disks: [{ sizeGb: 12, provisioning: thick }] }
      - { name: spread, host: h1, datastore: A2, disks: [{ sizeGb: 10, usedGb: 3 }, { sizeGb: 8, usedGb: 4, datastore: A1 }, { sizeGb: 5, usedGb: 2, datastore: B2 }], power: "on" }
      - { name: eager, host: h2, datastore: A3, disks: [{ sizeGb: 10, provisioning: eager }] }
      - { name: snaps, host: h2, datastore: B1, disks: [{ sizeGb: 20, usedGb: 6 }], snapshots: [{ name: one, deltaGb: 1 }, { name: two, deltaGb: 1 }], power: "on" }
      - { name: busy, host: h2, datastore: B1, disks: [{ sizeGb: 30, usedGb: 12 }], power: "on", profile: { diskGrowthMbPerHour: 900, diskOutstandingIo: 20 } }
      - { name: master, host: h3, datastore: B2, template: true, disks: [{ sizeGb: 6, usedGb: 2 }] }
      - { name: cd, host: h1, datastore: A2, cdrom: "[A1] iso/a.iso", disks: [{ sizeGb: 6, usedGb: 2 }], power: "on" }
      - { name: alone, host: h2, datastore: B2, disks: [{ sizeGb: 6, usedGb: 2, mode: independent_persistent }] }
      - { name: out, host: h1, datastore: OUT, disks: [{ sizeGb: 10, usedGb: 5 }], power: "on" }
      - { name: far, host: h3, datastore: B3, disks: [{ sizeGb: 4, usedGb: 1 }], power: "on" }
`;
