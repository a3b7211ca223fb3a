/**
 * The snapshots of a VM: a chain in which each is the child of the one before it. Every snapshot keeps
 * the configuration with the disks as they were; the VM writes to deltas since the last one.
 */
import { build } from '../../vmodl/build.ts';
import type {
  VirtualMachineConfigInfo,
  VirtualMachineSnapshotInfo,
  VirtualMachineSnapshotTree,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_GB } from '../../vmodl/units.ts';
import type { Value } from '../../vmodl/value.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import type { Shelf } from '../templates/shelf.ts';
import { type DiskPlan, diskBacking, type SizedBacking } from '../templates/vm-drives.ts';
import { isVirtualDisk } from '../templates/vm-files.ts';
import type { SeedSnapshot, SeedVm } from './seed-vm.ts';
import type { Site } from './site.ts';

/** What a disk writes after a snapshot unless the seed says so, GB. Ours. */
const DELTA_GB = 0.25;

export interface SnapshotChain {
  readonly info: VirtualMachineSnapshotInfo | undefined;
  /** The plan of a disk's file the VM writes to, above all its snapshots. */
  topOf(base: DiskPlan, index: number): DiskPlan;
  /** The snapshot objects of a VM with that configuration. */
  objects(
    config: VirtualMachineConfigInfo,
  ): readonly { readonly snapshot: Ref; readonly properties: Readonly<Record<string, Value>> }[];
}

export function snapshotChain(site: Site, seed: SeedVm, vm: Ref<'VirtualMachine'>): SnapshotChain {
  const wanted = seed.snapshots ?? [];
  const refs = wanted.map((_, index) =>
    site.world.ref('VirtualMachineSnapshot', 'snapshot-', `${vm.value}/${index}`),
  );
  const last = refs.at(-1);
  return {
    info:
      last &&
      build('VirtualMachineSnapshotInfo', {
        currentSnapshot: last,
        rootSnapshotList: tree(site, seed, vm, refs, 0),
      }),
    topOf: (base) =>
      wanted.reduce((below, one, index) => withDelta(below, one, index, site.world.shelf), base),
    objects: (config) =>
      refs.map((snapshot, index) => ({
        snapshot,
        properties: { vm, config: configAt(config, refs.length - index) },
      })),
  };
}

function tree(
  site: Site,
  seed: SeedVm,
  vm: Ref<'VirtualMachine'>,
  refs: readonly Ref<'VirtualMachineSnapshot'>[],
  index: number,
): VirtualMachineSnapshotTree[] {
  const snapshot = refs[index];
  const wanted = seed.snapshots?.[index];
  if (!snapshot || !wanted) return [];
  return [
    build('VirtualMachineSnapshotTree', {
      snapshot,
      vm,
      name: wanted.name,
      description: wanted.description ?? '',
      id: index + 1,
      createTime: site.world.vmsBootedAt,
      state: wanted.memory ? 'poweredOn' : 'poweredOff',
      quiesced: wanted.quiesced ?? false,
      backupManifest: '',
      childSnapshotList: tree(site, seed, vm, refs, index + 1),
      replaySupported: false,
    }),
  ];
}

/** The file a disk writes to once a snapshot was taken. */
function withDelta(
  below: DiskPlan,
  { deltaGb }: SeedSnapshot,
  index: number,
  shelf: Shelf,
): DiskPlan {
  return {
    ...below,
    provisioning: 'thin',
    allocatedBytes: Math.round((deltaGb ?? DELTA_GB) * BYTES_PER_GB),
    fileName: below.fileName.replace(
      /(-\d{6})?\.vmdk$/,
      `-${String(index + 1).padStart(6, '0')}.vmdk`,
    ),
    parent: diskBacking(below, shelf),
  };
}

/** The configuration with every disk that many files further down its chain. */
function configAt(config: VirtualMachineConfigInfo, depth: number): VirtualMachineConfigInfo {
  const device = (config.hardware.device ?? []).map((one) => {
    if (!isVirtualDisk(one)) return one;
    let backing = one.backing as SizedBacking;
    for (let step = 0; step < depth && backing.parent; step += 1) backing = backing.parent;
    return { ...one, backing };
  });
  return freezeDeep({ ...config, hardware: { ...config.hardware, device } });
}
