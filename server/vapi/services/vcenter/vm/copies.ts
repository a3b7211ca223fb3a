/** `com.vmware.vcenter.VM` clone and relocate: VMs and their disks go, or are copied, elsewhere. */
import { build } from '../../../../vmodl/build.ts';
import type {
  CustomizationSpec,
  VirtualDevice,
  VirtualDeviceConfigSpec,
  VirtualMachineRelocateSpecDiskLocator,
} from '../../../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../../../vmodl/reference.ts';
import { member } from '../../../../vmodl/value.ts';
import { VapiError } from '../../../error.ts';
import type { VcenterVMCloneSpec, VcenterVMRelocateSpec } from '../../../generated/types.ts';
import { objectOf } from '../../../objects.ts';
import type { VapiContext } from '../../../service.ts';
import { CUSTOMIZATION_SPECS } from '../guest/spec-manager.ts';
import { devicesOfKind } from './hardware/kinds.ts';
import { demandMember, placementOf } from './placement.ts';

type Vm = Ref<'VirtualMachine'>;
type Disks = ReadonlyMap<string, VirtualDevice>;
type Locator = VirtualMachineRelocateSpecDiskLocator;

/** By the disk's identifier, which is its key. */
type DiskWishes = Readonly<Record<string, { readonly datastore?: string | undefined }>>;

/** What is unset is as with the original. Gives the copy's id. */
export async function cloneVm(spec: VcenterVMCloneSpec, context: VapiContext): Promise<string> {
  const { inventory } = context;
  const source = objectOf(context, 'VirtualMachine', spec.source);
  const current = inventory.read(source, 'resourcePool');
  const { folder, ...place } = placementOf(spec.placement ?? {}, context, current);
  const own = inventory.read(source, 'parent') as Ref<'Folder'> | undefined;
  const customization = await customizationOf(spec, context);
  const disks = disksOf(source, context);
  const made = await context.carryOut(source, 'CloneVM_Task', {
    folder: demandMember(folder ?? own, 'placement.folder'),
    name: spec.name,
    spec: build('VirtualMachineCloneSpec', {
      location: build('VirtualMachineRelocateSpec', {
        ...place,
        disk: locators(spec.disks_to_update ?? {}, disks, place.datastore, context),
        deviceChange: spec.disks_to_remove?.map((id) => removal(demandDisk(disks, id))),
      }),
      template: false,
      powerOn: spec.power_on ?? false,
      customization,
    }),
  });
  if (!isReference(made)) throw new Error('CloneVM_Task answered no VM');
  return made.value;
}

/** What is unset stays where it is. */
export async function relocateVm(
  vm: string,
  { placement = {}, disks = {} }: VcenterVMRelocateSpec,
  context: VapiContext,
): Promise<void> {
  const self = objectOf(context, 'VirtualMachine', vm);
  const current = context.inventory.read(self, 'resourcePool');
  const place = placementOf(placement, context, current);
  await context.carryOut(self, 'RelocateVM_Task', {
    spec: build('VirtualMachineRelocateSpec', {
      ...place,
      disk: locators(disks, disksOf(self, context), place.datastore, context),
    }),
  });
}

/** The specification of that name; throws not_found. */
async function customizationOf(
  { guest_customization_spec: wish }: VcenterVMCloneSpec,
  context: VapiContext,
): Promise<CustomizationSpec | undefined> {
  if (wish?.name === undefined) return undefined;
  const { name } = wish;
  const { spec } = await context.call(CUSTOMIZATION_SPECS, 'GetCustomizationSpec', { name });
  return spec;
}

function disksOf(vm: Vm, { inventory }: VapiContext): Disks {
  const devices = inventory.read(vm, 'config')?.hardware.device ?? [];
  return new Map(devicesOfKind(devices, 'disk'));
}

/** To the datastore that is named, else to that of the whole VM, else where the disk is. */
function locators(
  wishes: DiskWishes,
  disks: Disks,
  home: Ref<'Datastore'> | undefined,
  context: VapiContext,
): readonly Locator[] {
  return Object.entries(wishes).map(([id, wish]) => {
    const disk = demandDisk(disks, id);
    const asked = wish.datastore && objectOf(context, 'Datastore', wish.datastore);
    const current = member(disk.backing, 'datastore') as Ref<'Datastore'>;
    return build('VirtualMachineRelocateSpecDiskLocator', {
      diskId: disk.key,
      datastore: asked || home || current,
    });
  });
}

function demandDisk(disks: Disks, id: string): VirtualDevice {
  const disk = disks.get(id);
  if (disk) return disk;
  throw new VapiError('not_found', {
    id: 'com.vmware.api.vcenter.vm.disk_not_found',
    default_message: `Disk with identifier '${id}' does not exist.`,
    args: [id],
  });
}

/** The copy of a disk that is not wanted is never made. */
function removal(device: VirtualDevice): VirtualDeviceConfigSpec {
  return build('VirtualDeviceConfigSpec', {
    operation: 'remove',
    fileOperation: 'destroy',
    device,
  });
}
