/**
 * Makes the datastore clusters of a datacenter, once its machines are there, whom rules and settings name.
 */
import { build } from '../../vmodl/build.ts';
import type { ClusterRuleInfo, StorageDrsVmConfigInfo } from '../../vmodl/generated/data.ts';
import { CHILD_TYPES, entityProperties } from '../templates/entity.ts';
import { podStorageDrsEntry } from '../templates/storage-pod.ts';
import { DISK_KEY } from '../templates/vm-devices.ts';
import { uuidOf } from './identity.ts';
import type { SeedDatacenter, SeedPod } from './seed.ts';
import { demand, type Site } from './site.ts';
import type { SeedStorageVm } from './storage-drs-shape.ts';

export function createPods(site: Site, seed: SeedDatacenter): void {
  for (const pod of seed.pods ?? []) {
    const rule = rulesOf(site, pod);
    const vmConfig = (pod.storageDrs?.vms ?? []).map((one) => vmConfigOf(site, one));
    site.world.create(demand(site.pods, pod.name, 'pod'), {
      ...entityProperties(site.folder('datastore', pod.folder)),
      name: pod.name,
      childType: CHILD_TYPES.pod,
      podStorageDrsEntry: podStorageDrsEntry(pod.storageDrs ?? {}, { rule, vmConfig }),
      ...(rule.length > 0 && { _lastRuleKey: rule.length }),
    });
  }
}

function rulesOf(site: Site, { name: podName, storageDrs }: SeedPod): readonly ClusterRuleInfo[] {
  return (storageDrs?.rules ?? []).map(({ name, vms, enabled = true }, index) =>
    build('ClusterAntiAffinityRuleSpec', {
      key: index + 1,
      enabled,
      name,
      mandatory: false,
      userCreated: true,
      ruleUuid: uuidOf(`${site.name}/${podName}/${name}`),
      vm: vms.map((one) => demand(site.vms, one, 'VM')),
    }),
  );
}

function vmConfigOf(
  site: Site,
  { vm, enabled, behavior, intraVmAffinity, apart, diskRules }: SeedStorageVm,
): StorageDrsVmConfigInfo {
  const keys = (disks: readonly number[]) => disks.map((disk) => DISK_KEY + disk - 1);
  return build('StorageDrsVmConfigInfo', {
    vm: demand(site.vms, vm, 'VM'),
    enabled,
    behavior,
    intraVmAffinity: apart ? false : intraVmAffinity,
    intraVmAntiAffinity:
      apart && build('VirtualDiskAntiAffinityRuleSpec', { enabled: true, diskId: keys(apart) }),
    virtualDiskRules: diskRules?.map(({ type, disks }) =>
      build('VirtualDiskRuleSpec', { enabled: true, diskRuleType: type, diskId: keys(disks) }),
    ),
  });
}

/** Machines whom datastore clusters name. */
export function namedInPods(seed: SeedDatacenter): ReadonlySet<string> {
  const named = (seed.pods ?? []).flatMap(({ storageDrs }) => [
    ...(storageDrs?.rules ?? []).flatMap(({ vms }) => vms),
    ...(storageDrs?.vms ?? []).map(({ vm }) => vm),
  ]);
  return new Set(named);
}
