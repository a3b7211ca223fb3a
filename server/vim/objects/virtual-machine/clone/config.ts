/**
 * The configuration of a copy: its original's with a name, identities, addresses and files of its own, and
 * what the specification changes.
 */
import type { Change } from '../../../../inventory/change.ts';
import { diskUuid, uuidOf } from '../../../../inventory/seed/identity.ts';
import { isVirtualDisk } from '../../../../inventory/templates/vm-files.ts';
import type {
  VirtualDevice,
  VirtualDeviceConfigSpec,
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
} from '../../../../vmodl/generated/data.ts';
import { member } from '../../../../vmodl/value.ts';
import { isEthernetCard } from '../../../facts/network-facts.ts';
import type { Context } from '../../../method.ts';
import type { Host } from '../../../migrations/move.ts';
import { newVmRuntime } from '../../folder/create-vm-config.ts';
import { nextVersion } from '../config-version.ts';
import { DeviceWork } from '../devices/device-work.ts';
import { nextMac } from '../devices/network-card.ts';
import { devicesAfter } from '../devices/reconfigure-devices.ts';
import { refuseUnknown, withSettings } from '../reconfigure-settings.ts';
import { demandSaneSizes, withSizes } from '../reconfigure-size.ts';
import { linked } from '../relocate/disk-chain.ts';
import { FileNames } from '../relocate/file-names.ts';
import { homeMoved, urlPairs, withDisks } from '../relocate/moved-config.ts';
import type { CopiedDisk } from './files.ts';
import type { CloneRequest } from './request.ts';

type Config = VirtualMachineConfigInfo;
type Spec = VirtualMachineConfigSpec;

const NOTHING_ASKED: Spec = { _typeName: 'VirtualMachineConfigSpec' };

/** Throws InvalidArgument and NotSupported for what is asked of the copy and cannot be. */
export function demandCloneConfig({ base, spec }: CloneRequest): void {
  const asked = askedOf(spec.config);
  refuseUnknown(asked, { ...base, template: false });
  demandSaneSizes(asked, base);
}

/**
 * The copy's configuration with names that are free at this moment, and what changes beside it. Throws
 * NoDiskSpace and faults that name an entry of `deviceChange`.
 */
export function clonedConfig(
  request: CloneRequest,
  disks: readonly CopiedDisk[],
  host: Host,
  context: Context,
): { readonly config: Config; readonly changes: readonly Change[] } {
  const { inventory } = context;
  const { base, spec, home } = request;
  const asked = askedOf(spec.config);
  const placed = withOwnFiles(request, disks, context);
  const own = withIdentity(placed, asked, context);
  const sized = withSizes(asked, withSettings(asked, own));
  const entries = [...(spec.location.deviceChange ?? []), ...(asked.deviceChange ?? [])];
  const runtime = newVmRuntime(sized, host, context);
  const work = new DeviceWork(
    { config: sized, runtime, hasSnapshots: false },
    request.name,
    context,
  );
  const { devices, changes } = devicesAfter(
    entries.map((entry) => withoutOldAddress(entry, base)),
    work,
  );
  const config: Config = {
    ...sized,
    name: request.name,
    template: spec.template,
    hardware: { ...sized.hardware, device: devices },
    ...nextVersion(context),
  };
  return { config: { ...config, datastoreUrl: urlPairs(inventory, config, home) }, changes };
}

/** The name is an argument of its own, and files are where the location says. */
function askedOf(config: Spec | undefined): Spec {
  const { name: _, files: __, ...asked } = config ?? NOTHING_ASKED;
  return {
    ...asked,
    numCPUs: asked.numCPUs || undefined,
    numCoresPerSocket: asked.numCoresPerSocket || undefined,
    memoryMB: asked.memoryMB || undefined,
  };
}

function withOwnFiles(
  { base, name, home }: CloneRequest,
  disks: readonly CopiedDisk[],
  { inventory }: Context,
): Config {
  const names = new FileNames(inventory, { name }, []);
  const byKey = new Map(disks.map((disk) => [disk.key, disk]));
  const withFiles = withDisks(base, (device) => {
    const disk = byKey.get(device.key);
    if (!disk) return device;
    const named = names.ofDisk(disk.links, disk.to, disk.capacity);
    const backing = linked(disk.links, (link) => named.get(link) ?? link.after.fileName);
    return backing ? { ...device, backing } : device;
  });
  return homeMoved(withFiles, names.vmxPath(home), names.directory(home));
}

/** Identities and addresses of its own; addresses that somebody chose by hand are copied. */
function withIdentity(config: Config, asked: Spec, context: Context): Config {
  const { inventory, clock } = context;
  const seed = `${config.files.vmPathName}#${inventory.counter('vm')}`;
  const uuid = asked.uuid || uuidOf(seed);
  let disks = 0;
  const device = (config.hardware.device ?? []).map((one): VirtualDevice => {
    const apart = unplugged(one);
    if (isVirtualDisk(apart)) {
      const own = diskUuid(uuid, disks);
      disks += 1;
      return { ...apart, backing: { ...apart.backing, uuid: own } } as VirtualDevice;
    }
    if (!isEthernetCard(apart) || member(apart, 'addressType') === 'manual') return apart;
    return { ...apart, macAddress: nextMac(inventory) } as VirtualDevice;
  });
  return {
    ...config,
    uuid,
    instanceUuid: asked.instanceUuid || uuidOf(seed.toUpperCase()),
    locationId: `564d${uuid.slice(4)}`,
    createDate: clock.iso(),
    hardware: { ...config.hardware, device },
  };
}

function unplugged(device: VirtualDevice): VirtualDevice {
  const { connectable } = device;
  if (!connectable?.connected) return device;
  return { ...device, connectable: { ...connectable, connected: false, status: 'untried' } };
}

/** Clients edit a card by sending it as they found it: its address is the original's, not a wish. */
function withoutOldAddress(entry: VirtualDeviceConfigSpec, base: Config): VirtualDeviceConfigSpec {
  const before = base.hardware.device?.find(({ key }) => key === entry.device.key);
  const old = before && member(before, 'macAddress');
  if (entry.operation !== 'edit' || old === undefined) return entry;
  if (member(entry.device, 'macAddress') !== old) return entry;
  const members = Object.entries(entry.device).filter(([name]) => name !== 'macAddress');
  return { ...entry, device: Object.fromEntries(members) as unknown as VirtualDevice };
}
