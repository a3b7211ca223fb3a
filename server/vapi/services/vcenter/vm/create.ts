/**
 * `com.vmware.vcenter.VM` create and register: VMs that come into the inventory.
 *
 * What a document leaves out is what the guest operating system should have: memory, processors, one empty
 * disk, and adapters for whatever needs one.
 */
import { build } from '../../../../vmodl/build.ts';
import type { VirtualMachineConfigSpec } from '../../../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../../../vmodl/reference.ts';
import { VapiError } from '../../../error.ts';
import type { VcenterVMCreateSpec, VcenterVMRegisterSpec } from '../../../generated/types.ts';
import { objectOf } from '../../../objects.ts';
import type { VapiContext } from '../../../service.ts';
import { nameOf } from '../filters.ts';
import { guestIdOf } from './guest-os.ts';
import { planNvme, planSata, planScsi } from './hardware/adapter-spec.ts';
import { DevicePlan } from './hardware/device-plan.ts';
import { planNic } from './hardware/nic-spec.ts';
import { planParallel, planSerial } from './hardware/port-spec.ts';
import { versionKey } from './hardware/settings-info.ts';
import { bootWish, cpuWish, memoryWish, newBootOrder } from './hardware/settings-spec.ts';
import { planCdrom, planDisk, planFloppy } from './hardware/storage-spec.ts';
import { demandMember, type Placement, placementOf } from './placement.ts';

/** What vCenter's clients call a VM whose name nobody says. */
const DEFAULT_NAME = 'New Virtual Machine';
const NEWEST_VERSION = 'vmx-21';

export async function createVm(spec: VcenterVMCreateSpec, context: VapiContext): Promise<string> {
  if (spec.storage_policy) throw unknownPolicy(spec.storage_policy.policy);
  const placement = placementOf(demandMember(spec.placement, 'placement'), context);
  const folder = demandMember(placement.folder, 'placement.folder');
  const pool = demandMember(placement.pool, 'placement.resource_pool');
  const made = await context.carryOut(folder, 'CreateVM_Task', {
    config: configSpec(spec, placement, context),
    pool,
    host: placement.host,
  });
  return idOf(made);
}

export async function registerVm(
  spec: VcenterVMRegisterSpec,
  context: VapiContext,
): Promise<string> {
  const path = pathOf(spec, context);
  const placement = placementOf(demandMember(spec.placement, 'placement'), context);
  const folder = demandMember(placement.folder, 'placement.folder');
  const made = await context.carryOut(folder, 'RegisterVM_Task', {
    path,
    name: spec.name,
    asTemplate: false,
    pool: demandMember(placement.pool, 'placement.resource_pool'),
    host: placement.host,
  });
  return idOf(made);
}

function configSpec(
  spec: VcenterVMCreateSpec,
  { folder, pool, host, datastore }: Placement,
  context: VapiContext,
): VirtualMachineConfigSpec {
  const { inventory } = context;
  const home = demandMember(datastore, 'placement.datastore');
  const guestId = guestIdOf(spec.guest_OS, context);
  const version = spec.hardware_version && versionKey(spec.hardware_version);
  const [any] = pool ? (inventory.read(inventory.read(pool, 'owner'), 'host') ?? []) : [];
  const plan = new DevicePlan(context, {
    ...{ guestId, version: version ?? NEWEST_VERSION },
    host: host ?? any,
  });
  planDevices(plan, spec);
  const { guest } = plan;
  const boot = bootWish(spec.boot ?? {});
  const bootOrder = spec.boot_devices && newBootOrder(spec.boot_devices, plan.devices);
  return build('VirtualMachineConfigSpec', {
    ...{ guestId, version },
    name: spec.name ?? freeName(folder, context),
    files: build('VirtualMachineFileInfo', { vmPathName: `[${nameOf(inventory, home)}]` }),
    ...cpuWish({ count: 1, ...spec.cpu }),
    ...memoryWish({ size_MiB: guest.recommendedMemMB, ...spec.memory }),
    ...boot,
    firmware: boot.firmware ?? guest.recommendedFirmware,
    bootOptions: bootOrder
      ? build('VirtualMachineBootOptions', { ...boot.bootOptions, bootOrder })
      : boot.bootOptions,
    deviceChange: plan.changes,
  });
}

/** Adapters first: drives are put on those that are asked for before any are made for them. */
function planDevices(plan: DevicePlan, spec: VcenterVMCreateSpec): void {
  each(spec.scsi_adapters, planScsi, plan);
  each(spec.sata_adapters, planSata, plan);
  each(spec.nvme_adapters, planNvme, plan);
  each(spec.disks ?? oneDisk(plan), planDisk, plan);
  each(spec.cdroms, planCdrom, plan);
  each(spec.floppies, planFloppy, plan);
  each(spec.nics, planNic, plan);
  each(spec.serial_ports, planSerial, plan);
  each(spec.parallel_ports, planParallel, plan);
}

function each<T>(
  wishes: readonly T[] | undefined,
  add: (plan: DevicePlan, wish: T) => unknown,
  plan: DevicePlan,
): void {
  for (const wish of wishes ?? []) add(plan, wish);
}

/** Empty, as large as the guest needs; guests that need none get none. */
function oneDisk({ guest }: DevicePlan) {
  return guest.recommendedDiskSizeMB > 0 ? [{ new_vmdk: {} }] : [];
}

function freeName(folder: Ref<'Folder'> | undefined, { inventory }: VapiContext): string {
  const siblings = folder ? (inventory.read(folder, 'childEntity') ?? []) : [];
  const taken = new Set(siblings.map((one) => nameOf(inventory, one)));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? DEFAULT_NAME : `${DEFAULT_NAME} ${number}`;
    if (!taken.has(name)) return name;
  }
}

/** `[datastore] folder/vm.vmx`: told whole, or as a datastore and a path on it. */
function pathOf({ datastore, path, datastore_path }: VcenterVMRegisterSpec, context: VapiContext) {
  const isWhole = datastore_path !== undefined;
  const isApart = datastore !== undefined && path !== undefined;
  const isMixed = isWhole && (datastore !== undefined || path !== undefined);
  if (isMixed || isWhole === isApart) {
    throw new VapiError('invalid_argument', {
      id: 'com.vmware.api.vcenter.vm.register.path',
      default_message: "Either 'datastore_path' or both 'datastore' and 'path' must be set.",
      args: [],
    });
  }
  if (datastore_path !== undefined) return datastore_path;
  const home = objectOf(context, 'Datastore', datastore ?? '');
  return `[${nameOf(context.inventory, home)}] ${path}`;
}

function idOf(made: unknown): string {
  if (isReference(made)) return made.value;
  throw new Error('the task answered no VM');
}

function unknownPolicy(id: string): VapiError {
  return new VapiError('invalid_argument', {
    id: 'com.vmware.api.vcenter.storage.policies.not_found',
    default_message: `Storage policy with identifier '${id}' does not exist.`,
    args: [id],
  });
}
