/**
 * Files of a VM's disks that other VMs build on: those of linked clones. They stay where they are, whatever becomes
 * of the VM.
 */
import { datastoreNameOf, isVirtualDisk } from '../../../../inventory/templates/vm-files.ts';
import type {
  VirtualDevice,
  VirtualDisk,
  VirtualMachineConfigInfo,
} from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { member } from '../../../../vmodl/value.ts';
import type { Context } from '../../../method.ts';
import { snapshotsOf } from '../../datastore/renamed-paths.ts';
import { backingChain } from '../backing-chain.ts';
import { type LooseFile, leftBehind } from '../loose-files.ts';
import type { Vm } from '../power.ts';
import { filesOfDisk } from '../relocate/disk-chain.ts';
import { filesOf } from '../space.ts';
import { diskFileNames } from './deltas.ts';

type Datastore = Ref<'Datastore'>;

/**
 * What the VM leaves behind when it goes (`after` is empty) or lies elsewhere afterwards: files that linked clones
 * need, which are nobody's from then on. `going`: VMs that go too.
 */
export function filesLeftForOthers(
  vm: Vm,
  context: Pick<Context, 'inventory' | 'clock'>,
  {
    after = () => new Set<string>(),
    going = [],
  }: { readonly after?: () => ReadonlySet<string>; readonly going?: readonly Vm[] } = {},
): ReadonlyMap<Datastore, readonly LooseFile[]> {
  const { inventory, clock } = context;
  const left = new Map<Datastore, LooseFile[]>();
  const config = inventory.read(vm, 'config');
  const kept = snapshotsOf(inventory, vm).flatMap(
    (one) => (inventory.read(one, 'config') as VirtualMachineConfigInfo | undefined) ?? [],
  );
  // Clones are linked to what a snapshot keeps, and as long as there is one the disk builds upon it.
  if (!config || (kept.length === 0 && !(config.hardware.device ?? []).some(hasParent)))
    return left;
  const needed = filesOthersNeed(vm, [config, ...kept], context, going);
  if (needed.size === 0) return left;
  const staying = after();
  const datastores = inventory.read(vm, 'datastore') ?? [];
  for (const file of filesOf(vm, inventory.read.bind(inventory))?.files ?? []) {
    const { backing, shared, name } = file;
    if (!backing || shared || !needed.has(backing) || staying.has(backing)) continue;
    const place = datastores.find((one) => inventory.read(one, 'name') === datastoreNameOf(name));
    if (!place) continue;
    left.set(place, [...(left.get(place) ?? []), leftBehind(file, config, clock.iso())]);
  }
  return left;
}

/** Paths of those among the files of these configurations. */
export function filesOthersNeed(
  vm: Vm,
  configs: readonly VirtualMachineConfigInfo[],
  { inventory }: Pick<Context, 'inventory'>,
  going: readonly Vm[] = [],
): ReadonlySet<string> {
  const gone = new Set(going.map(({ value }) => value));
  const own = diskFileNames(configs);
  const others = new Set(
    (inventory.read(vm, 'datastore') ?? []).flatMap((one) => inventory.read(one, 'vm') ?? []),
  );
  const found = new Set<string>();
  for (const other of others) {
    if (other.value === vm.value || gone.has(other.value)) continue;
    const devices = inventory.read(other, 'config')?.hardware.device ?? [];
    for (const name of devices.flatMap(filesBelow)) if (own.has(name)) found.add(name);
  }
  return found;
}

/** Paths of a linked clone's disk; none for a disk of its own. Asked of every VM: most have no parent. */
function filesBelow(device: VirtualDevice): readonly string[] {
  if (!hasParent(device)) return [];
  if (!backingChain(device).some((at) => member(at, '_ofOther') === true)) return [];
  return filesOfDisk(device).map(({ fileName }) => fileName);
}

function hasParent(device: VirtualDevice): device is VirtualDisk {
  return isVirtualDisk(device) && member(device.backing, 'parent') !== undefined;
}
