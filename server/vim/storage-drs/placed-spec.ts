/**
 * A specification with the datastores that a recommendation names written into it: what the method that carries
 * the placement out is called with.
 */
import type {
  StoragePlacementAction,
  VirtualDeviceConfigSpec,
  VirtualMachineConfigSpec,
  VirtualMachineRelocateSpec,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { parseDatastorePath } from '../datastore-files/datastore-path.ts';
import type { Context } from '../method.ts';
import { isNewDisk } from './placement-wishes.ts';

type Datastore = Ref<'Datastore'>;

/** Where everything goes that is placed. */
export interface Places {
  readonly home: Datastore | undefined;
  /** By the keys of the disks, as the specification has them. */
  readonly disks: ReadonlyMap<number, Datastore>;
}

export function placesOf(actions: readonly StoragePlacementAction[]): Places {
  const locators = actions.flatMap(({ relocateSpec }) => relocateSpec.disk ?? []);
  return {
    home: actions.find(({ relocateSpec }) => relocateSpec.datastore)?.destination as
      | Datastore
      | undefined,
    disks: new Map(locators.map(({ diskId, datastore }) => [diskId, datastore as Datastore])),
  };
}

/** Files that are to be made lie where they were placed, under names that are free there. */
export function placedConfig(
  spec: VirtualMachineConfigSpec,
  { home, disks }: Places,
  { inventory }: Context,
): VirtualMachineConfigSpec {
  const deviceChange = placedDevices(spec.deviceChange, disks);
  const placed = deviceChange ? { ...spec, deviceChange } : spec;
  if (!home) return placed;
  const path = parseDatastorePath(spec.files?.vmPathName ?? '')?.path ?? '';
  const vmPathName = `[${inventory.read(home, 'name')}] ${path}`.trim();
  const files = { ...spec.files, _typeName: 'VirtualMachineFileInfo' as const, vmPathName };
  return { ...placed, files };
}

export function placedDevices(
  entries: readonly VirtualDeviceConfigSpec[] | undefined,
  disks: Places['disks'],
): readonly VirtualDeviceConfigSpec[] | undefined {
  return entries?.map((entry) => {
    const datastore = isNewDisk(entry) ? disks.get(entry.device.key) : undefined;
    if (!datastore) return entry;
    const { backing } = entry.device;
    const placed = { ...backing, fileName: '', datastore } as typeof backing;
    return { ...entry, device: { ...entry.device, backing: placed } };
  });
}

/** `known`: keys of the disks that there are. Each has its own place, or stays with the home. */
export function placedLocation(
  spec: VirtualMachineRelocateSpec,
  actions: readonly StoragePlacementAction[],
  known: ReadonlySet<number>,
): VirtualMachineRelocateSpec {
  const { home } = placesOf(actions);
  const placed = actions
    .flatMap(({ relocateSpec }) => relocateSpec.disk ?? [])
    .filter(({ diskId }) => known.has(diskId));
  const told = new Map((spec.disk ?? []).map((one) => [one.diskId, one]));
  for (const one of placed) told.set(one.diskId, { ...told.get(one.diskId), ...one });
  const disk = [...told.values()];
  return {
    ...spec,
    datastore: home ?? spec.datastore,
    disk: disk.length > 0 ? disk : undefined,
  };
}
