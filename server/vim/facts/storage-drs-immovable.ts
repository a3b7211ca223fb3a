/**
 * What keeps a virtual machine, or one of its disks, where it is.
 */
import type { ImmovableCause } from '../../engines/storage-drs/immovable.ts';
import type { SizedBacking } from '../../inventory/templates/vm-drives.ts';
import type { VirtualDevice, VirtualDisk } from '../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import type { Services } from '../method.ts';

type Vm = Ref<'VirtualMachine'>;

const SHARED_FILE: readonly string[] = ['sharingMultiWriter'];
const SHARED_BUS: readonly string[] = ['virtualSharing', 'physicalSharing'];

/** What keeps all of it: it is a template, fault tolerant, on its way already, or has an image mounted. */
export function vmImmovable(
  { inventory, storageDrs }: Pick<Services, 'inventory' | 'storageDrs'>,
  vm: Vm,
): ImmovableCause | undefined {
  const config = inventory.read(vm, 'config');
  if (!config) return 'noFilesInLayout';
  if (config.template) return 'template';
  if (config.ftInfo) return 'faultTolerant';
  const disabled = inventory.read(vm, 'disabledMethod') ?? [];
  const { connectionState } = inventory.read(vm, 'runtime');
  const underWay = storageDrs.destinationsOf(vm).size > 0;
  if (underWay || disabled.includes('RelocateVM_Task') || connectionState !== 'connected') {
    return 'relocateDisabled';
  }
  return config.hardware.device?.some(isMountedImage) ? 'mountedCdrom' : undefined;
}

/** What keeps one disk; `files` are those of its chain. */
export function diskImmovable(
  disk: VirtualDisk,
  files: readonly SizedBacking[],
  around: {
    /** All that the virtual machine has. */
    readonly devices: readonly VirtualDevice[];
    /** Paths of files that linked clones build on: to move them would free no room. */
    readonly shared: ReadonlySet<string>;
  },
): ImmovableCause | undefined {
  const { devices, shared } = around;
  const mode = String(member(disk.backing, 'diskMode') ?? '');
  if (mode.startsWith('independent')) return 'independentDisk';
  if (SHARED_FILE.includes(String(member(disk.backing, 'sharing')))) return 'multiWriterDisk';
  const controller = devices.find(({ key }) => key === disk.controllerKey);
  if (SHARED_BUS.includes(String(member(controller, 'sharedBus')))) return 'sharedDisk';
  // A chain that is another's in part, or lies on several datastores, does not move as one.
  const places = new Set(files.map(({ datastore }) => datastore?.value));
  const isShared = files.some(({ _ofOther, fileName }) => _ofOther || shared.has(fileName));
  return places.size > 1 || isShared ? 'unmovableFiles' : undefined;
}

/** A drive that holds an image on a datastore, which the guest may be reading. */
function isMountedImage(device: VirtualDevice): boolean {
  return (
    device._typeName === 'VirtualCdrom' &&
    device.connectable?.connected === true &&
    isReference(member(device.backing, 'datastore'))
  );
}
