/**
 * The parts of a RelocateSpec that tell of files: home, disks, formats; and those this server cannot
 * honour, which are refused and never passed over.
 */
import { invalidArgument, VimFault } from '../../../../vmodl/fault.ts';
import type {
  VirtualDevice,
  VirtualDeviceBackingInfo,
  VirtualMachineProfileSpec,
  VirtualMachineRelocateSpec,
  VirtualMachineRelocateSpecDiskLocator,
} from '../../../../vmodl/generated/data.ts';
import type { Kinds } from '../../../../vmodl/generated/references.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { sameReference } from '../../../../vmodl/reference.ts';
import { member } from '../../../../vmodl/value.ts';
import { isDisk } from '../../../facts/vm-facts.ts';
import type { Context } from '../../../method.ts';
import type { FileMove } from '../../../migrations/move.ts';
import { datacenterOf } from '../../../place.ts';
import type { Vm } from '../power.ts';
import { fileMoves, storageWish } from './file-moves.ts';

type Spec = VirtualMachineRelocateSpec;
type Locator = VirtualMachineRelocateSpecDiskLocator;
type Datastore = Ref<'Datastore'>;

/** `VirtualMachineRelocateDiskMoveOptions`; a string in the API. */
const DISK_MOVE_TYPES: ReadonlySet<string> = new Set([
  'moveAllDiskBackingsAndAllowSharing',
  'moveAllDiskBackingsAndDisallowSharing',
  'moveChildMostDiskBacking',
  'createNewChildDiskBacking',
  'moveAllDiskBackingsAndConsolidate',
]);

/** Throws NotSupported for storage policies, encryption, I/O filters, tags and placement policies. */
export function refuseUnknownParts(spec: Spec): void {
  const disks = spec.disk ?? [];
  const crypto = [spec.cryptoSpec, ...disks.flatMap(cryptoOf)];
  const asksForMore =
    crypto.some((one) => one !== undefined && one._typeName !== 'CryptoSpecNoOp') ||
    [spec.profile, ...disks.map(({ profile }) => profile)].some(namesPolicy) ||
    [spec.tagSpecs, spec.vmPlacementPolicies, ...disks.map(({ filterSpec }) => filterSpec)].some(
      (list) => (list?.length ?? 0) > 0,
    );
  if (asksForMore) throw new VimFault('NotSupported');
}

/** Files that change their place or format; undefined when none does. Throws InvalidArgument. */
export function filesAfter(
  vm: Vm,
  spec: Spec,
  datacenter: Ref<'Datacenter'> | undefined,
  context: Context,
): readonly FileMove[] | undefined {
  const disk = disksAsked(vm, spec, datacenter, context);
  const files = fileMoves(
    context.inventory,
    vm,
    storageWish({
      ...spec,
      datastore:
        spec.datastore && demandDatastore(spec.datastore, 'spec.datastore', datacenter, context),
      disk,
    }),
  );
  return files.length > 0 ? files : undefined;
}

function disksAsked(
  vm: Vm,
  spec: Spec,
  datacenter: Ref<'Datacenter'> | undefined,
  context: Context,
): readonly Locator[] {
  const devices = context.inventory.read(vm, 'config')?.hardware.device ?? [];
  return demandDisks({ devices, spec, at: 'spec' }, datacenter, context);
}

/**
 * The disks that a spec lists, each known among the devices and sent to a datastore of the datacenter. `at`
 * is what the caller calls the spec, for faults. Throws InvalidArgument, ManagedObjectNotFound.
 */
export function demandDisks(
  {
    devices,
    spec,
    at,
  }: {
    readonly devices: readonly VirtualDevice[];
    readonly spec: Pick<Spec, 'disk' | 'diskMoveType'>;
    readonly at: 'spec' | 'spec.location';
  },
  datacenter: Ref<'Datacenter'> | undefined,
  context: Context,
): readonly Locator[] {
  demandMoveType(spec.diskMoveType, `${at}.diskMoveType`);
  const left = new Set(devices.filter(isDisk).map(({ key }) => key));
  return (spec.disk ?? []).map((locator) => {
    // A disk that is named twice is asked to be in two places.
    if (!left.delete(locator.diskId)) throw invalidArgument(`${at}.disk.diskId`);
    demandMoveType(locator.diskMoveType, `${at}.disk.diskMoveType`);
    demandFormat(locator.diskBackingInfo, `${at}.disk.diskBackingInfo`);
    const asked = locator.datastore;
    const datastore = demandDatastore(asked, `${at}.disk.datastore`, datacenter, context);
    return { ...locator, datastore };
  });
}

/** A datastore of the datacenter the VM will be in. */
export function demandDatastore(
  asked: Ref<Kinds['Datastore']>,
  argument: string,
  datacenter: Ref<'Datacenter'> | undefined,
  { inventory, catalog }: Context,
): Datastore {
  const known = inventory.demand(asked) as Ref;
  if (!catalog.isA(known.type, 'Datastore')) throw invalidArgument(argument);
  if (!sameReference(datacenterOf(inventory, known), datacenter)) throw invalidArgument(argument);
  return known as Datastore;
}

function demandMoveType(asked: string | undefined, argument: string): void {
  if (asked !== undefined && !DISK_MOVE_TYPES.has(asked)) throw invalidArgument(argument);
}

/** A disk can become a flat file, thin, thick or zeroed in advance, and nothing else. */
function demandFormat(backing: VirtualDeviceBackingInfo | undefined, argument: string): void {
  if (!backing) return;
  const isFlat = backing._typeName === 'VirtualDiskFlatVer2BackingInfo';
  const isBoth =
    member(backing, 'thinProvisioned') === true && member(backing, 'eagerlyScrub') === true;
  if (!isFlat || isBoth) throw invalidArgument(argument);
}

/** A policy of storage-based management; the empty and the default one ask for nothing. */
function namesPolicy(profiles: readonly VirtualMachineProfileSpec[] | undefined): boolean {
  return (profiles ?? []).some(({ _typeName }) => _typeName === 'VirtualMachineDefinedProfileSpec');
}

/** Encryption asked for a disk or a parent in its chain. */
function cryptoOf({ backing }: Locator) {
  const found = [];
  for (let at = backing; at; at = at.parent) found.push(at.crypto);
  return found;
}
