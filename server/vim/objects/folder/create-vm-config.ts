/**
 * The configuration of a new VM: what its specification says, and vCenter's own defaults for the rest.
 */
import type { Change } from '../../../inventory/change.ts';
import { uuidOf } from '../../../inventory/seed/identity.ts';
import { Shelf } from '../../../inventory/templates/shelf.ts';
import { vmConfig } from '../../../inventory/templates/vm-config.ts';
import { defaultDevices } from '../../../inventory/templates/vm-devices.ts';
import { vmRuntime } from '../../../inventory/templates/vm-runtime.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
  VirtualMachineRuntimeInfo,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { guestSystems } from '../../catalogues/guest-systems.ts';
import { HARDWARE_VERSIONS } from '../../catalogues/hardware-versions.ts';
import { entityName } from '../../entity-names.ts';
import { hardwareVersionMax } from '../../facts/host-abilities.ts';
import type { Context } from '../../method.ts';
import { bootOptionsAfter } from '../virtual-machine/boot-order.ts';
import { nextVersion } from '../virtual-machine/config-version.ts';
import { DeviceWork, deviceFault } from '../virtual-machine/devices/device-work.ts';
import { devicesAfter } from '../virtual-machine/devices/reconfigure-devices.ts';
import { refuseUnknown, withSettings } from '../virtual-machine/reconfigure-settings.ts';
import { demandSaneSizes, withSizes } from '../virtual-machine/reconfigure-size.ts';
import { homeMoved, urlPairs } from '../virtual-machine/relocate/moved-config.ts';
import { upgradePlanAfter } from '../virtual-machine/upgrade-plan.ts';
import { type HomeWish, homeOf } from './create-vm-files.ts';
import { demandVersion } from './create-vm-host.ts';

type Spec = VirtualMachineConfigSpec;
type Config = VirtualMachineConfigInfo;
type Host = Ref<'HostSystem'>;

/** What a VM gets whose specification leaves it out. */
const DEFAULT_GUEST = 'otherGuest';
const DEFAULT_CPUS = 1;
const DEFAULT_MEMORY_MB = 32;
const FIRMWARES: readonly string[] = ['bios', 'efi'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** As it is stored. Throws InvalidVmConfig when there is none, InvalidName. */
export function newVmName({ name }: Spec): string {
  if (name === undefined || name === '') {
    throw new VimFault('InvalidVmConfig', { property: 'configSpec.name' });
  }
  return entityName(name);
}

/** Throws InvalidArgument and NotSupported for what no VM can have, or none here. */
export function demandNewVmSpec(spec: Spec, context: Context): void {
  const { firmware, version, uuid, instanceUuid } = spec;
  const guestId = spec.guestId || DEFAULT_GUEST;
  if (!context.catalog.enum('VirtualMachineGuestOsIdentifier')?.values.includes(guestId)) {
    throw invalidArgument('configSpec.guestId');
  }
  if (firmware !== undefined && firmware !== '' && !FIRMWARES.includes(firmware)) {
    throw invalidArgument('configSpec.firmware');
  }
  demandVersion(version === '' ? undefined : version);
  for (const [name, value] of Object.entries({ uuid, instanceUuid })) {
    if (value && !UUID.test(value)) throw invalidArgument(`configSpec.${name}`);
  }
  const policies = spec.vmProfile ?? [];
  if (policies.some(({ _typeName }) => _typeName === 'VirtualMachineDefinedProfileSpec')) {
    throw new VimFault('NotSupported');
  }
  const plain = plainSpec(spec);
  const none = blankConfig({ name: '', spec, version: 'vmx-21' }, context);
  refuseUnknown(plain, none);
  demandSaneSizes(plain, none);
  for (const [index, { operation }] of (spec.deviceChange ?? []).entries()) {
    if (operation !== 'add') throw deviceFault('InvalidDeviceSpec', index, 'operation');
  }
}

/** The specification without what is looked at apart. */
function plainSpec(spec: Spec): Spec {
  const { files: _, version: __, vmProfile: ___, changeVersion: ____, ...plain } = spec;
  const { firmware, guestId, ...rest } = plain;
  return {
    ...rest,
    guestId: guestId || undefined,
    firmware: firmware || undefined,
    uuid: spec.uuid || undefined,
    instanceUuid: spec.instanceUuid || undefined,
    // Numbers that clients without optional numbers send for "none given".
    numCPUs: spec.numCPUs || undefined,
    numCoresPerSocket: spec.numCoresPerSocket || undefined,
    memoryMB: spec.memoryMB || undefined,
  };
}

export interface NewVmConfigPlan {
  readonly name: string;
  readonly home: HomeWish;
  readonly spec: Spec;
  readonly host: Host;
}

/**
 * The configuration with all devices, and what changes beside the VM. Names of files are those free at this
 * moment. Throws FileAlreadyExists, NoDiskSpace, faults that name an entry of `deviceChange` …
 */
export function newVmConfig(
  { name, home: wish, spec, host }: NewVmConfigPlan,
  context: Context,
): { readonly config: Config; readonly changes: readonly Change[] } {
  const { inventory } = context;
  const home = homeOf(wish, name, context);
  const plain = { ...plainSpec(spec), name };
  const version = spec.version || newestOn(host, context);
  const blank = blankConfig({ name, spec, version, identity: home.vmxPath }, context);
  const placed = homeMoved(blank, home.vmxPath, home.directory);
  const settled = withSettings(plain, placed);
  const sized = { ...withSizes(plain, settled), guestFullName: guestName(settled) };
  const runtime = newVmRuntime(sized, host, context);
  const owner = { config: sized, runtime, hasSnapshots: false, isNew: true };
  const work = new DeviceWork(owner, name, context);
  const after = devicesAfter(spec.deviceChange ?? [], work);
  const newest = hardwareVersionMax(inventory.read(host, 'config'));
  const config: Config = {
    ...sized,
    hardware: { ...sized.hardware, device: after.devices },
    bootOptions: bootOptionsAfter(spec, sized.bootOptions, after),
    scheduledHardwareUpgradeInfo: upgradePlanAfter(spec, sized, newest),
    ...nextVersion(context),
  };
  return {
    config: { ...config, datastoreUrl: urlPairs(inventory, config, home.datastore) },
    changes: after.changes,
  };
}

/** Off, on its host. */
export function newVmRuntime(
  { hardware }: Config,
  host: Host,
  { inventory, clock }: Context,
): VirtualMachineRuntimeInfo {
  return vmRuntime(
    {
      host,
      power: 'poweredOff',
      cpus: hardware.numCPU,
      memoryMb: Number(hardware.memoryMB),
      coreMhz: Number(inventory.readPath(host, 'summary.hardware.cpuMhz') ?? 0),
      since: clock.iso(),
      protectedByHa: false,
    },
    new Shelf(),
  );
}

interface Blank {
  readonly name: string;
  readonly spec: Spec;
  readonly version: string;
  /** What its UUIDs are made from, when it gets any. */
  readonly identity?: string;
}

/** A VM without disks and cards, as large as the smallest. */
function blankConfig({ name, spec, version, identity }: Blank, context: Context): Config {
  const { inventory, clock } = context;
  const shelf = new Shelf();
  const number = identity === undefined ? 0 : inventory.counter('vm');
  const seed = `${identity}#${number}`;
  const home = { ref: inventory.ref('Datastore', ''), name: '', url: '' };
  return vmConfig(
    {
      name,
      uuid: spec.uuid || uuidOf(seed),
      instanceUuid: spec.instanceUuid || uuidOf(seed.toUpperCase()),
      createDate: spec.createDate ?? clock.iso(),
      guestId: spec.guestId || DEFAULT_GUEST,
      version,
      firmware: spec.firmware === 'efi' ? 'efi' : 'bios',
      annotation: spec.annotation ?? '',
      template: false,
      cpus: DEFAULT_CPUS,
      coresPerSocket: 1,
      memoryMb: DEFAULT_MEMORY_MB,
      devices: defaultDevices(
        { disks: 0, nics: 0, cdrom: 'none', scsi: 'ParaVirtualSCSIController' },
        shelf,
      ),
      home,
      homeFolder: name,
      datastores: [],
      cpu: {},
      memory: {},
      tools: 'notInstalled',
      extraConfig: {},
    },
    shelf,
  );
}

/** The newest hardware the host runs. */
function newestOn(host: Host, { inventory }: Context): string {
  const max = hardwareVersionMax(inventory.read(host, 'config'));
  const fit = HARDWARE_VERSIONS.filter(({ number }) => number <= max);
  return fit.at(-1)?.key ?? 'vmx-04';
}

function guestName({ guestId, guestFullName }: Config): string {
  return guestSystems().find(({ id }) => id === guestId)?.fullName ?? guestFullName;
}
