/**
 * What an event says of the inventory: the arguments of an event (`vm`, `host`, `datacenter` …) as they
 * are at its time, and the set of objects it concerns, so that filters need not walk the tree.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import { type DataObject, data, isDataObject, member } from '../../vmodl/value.ts';

/** Where arguments and places are read. */
export interface Place {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
}

/** Member of `Event` that shows an object of that type, and the type of the argument; subtypes count. */
const ARGUMENTS = [
  { type: 'Datacenter', slot: 'datacenter', argument: 'DatacenterEventArgument' },
  { type: 'ComputeResource', slot: 'computeResource', argument: 'ComputeResourceEventArgument' },
  { type: 'HostSystem', slot: 'host', argument: 'HostEventArgument' },
  { type: 'VirtualMachine', slot: 'vm', argument: 'VmEventArgument' },
  { type: 'Datastore', slot: 'ds', argument: 'DatastoreEventArgument' },
  { type: 'Network', slot: 'net', argument: 'NetworkEventArgument' },
  { type: 'DistributedVirtualSwitch', slot: 'dvs', argument: 'DvsEventArgument' },
] as const;

/** Argument types with their pointing member, for objects that `Event` has no slot for. */
const OTHER_ARGUMENTS = [
  { type: 'Folder', argument: 'FolderEventArgument', pointer: 'folder' },
  { type: 'ResourcePool', argument: 'ResourcePoolEventArgument', pointer: 'resourcePool' },
  { type: 'Alarm', argument: 'AlarmEventArgument', pointer: 'alarm' },
  { type: 'ScheduledTask', argument: 'ScheduledTaskEventArgument', pointer: 'scheduledTask' },
] as const;

/** Pointing member of an argument in a slot, where it is not the slot's own name. */
const POINTERS: Readonly<Record<string, string>> = { ds: 'datastore', net: 'network' };

/** Longest way up to the root folder that is followed; vCenter's trees are far flatter. */
const DEPTH_MAX = 64;

/**
 * The argument that names an object in an event: `destHost: eventArgument(place, host)`. An object of
 * none of the known kinds becomes a `ManagedEntityEventArgument`.
 */
export function eventArgument(place: Place, ref: Ref): DataObject {
  const name = nameOf(place, ref);
  const known = ARGUMENTS.find((each) => place.catalog.isA(ref.type, each.type));
  if (known) return data(known.argument, { name, [pointerOf(known.slot)]: ref });
  const other = OTHER_ARGUMENTS.find((each) => place.catalog.isA(ref.type, each.type));
  if (other) return data(other.argument, { name, [other.pointer]: ref });
  return entityArgument(place, ref);
}

/** `ManagedEntityEventArgument`, for events that may concern any entity. */
export function entityArgument(place: Place, ref: Ref): DataObject {
  return data('ManagedEntityEventArgument', { name: nameOf(place, ref), entity: ref });
}

/** The members of `Event` that an object's place in the tree fills in. */
export function argumentsAbout(place: Place, about: Ref): Record<string, DataObject> {
  const found: Record<string, DataObject> = {};
  for (const ref of eventSubjects(place, about)) {
    const known = ARGUMENTS.find((each) => place.catalog.isA(ref.type, each.type));
    if (known && !(known.slot in found)) found[known.slot] = eventArgument(place, ref);
  }
  return found;
}

/** Ids of an object, which comes first, and of all above it: folders, datacenter, compute resource, resource pools. */
export function scopeOf(place: Place, about: Ref): Set<string> {
  const ids = new Set<string>();
  const pool = pointer(place, about, 'resourcePool');
  for (const ref of [...eventSubjects(place, about), ...(pool ? [pool] : [])]) {
    for (const each of [ref, ...ancestors(place, ref)]) ids.add(each.value);
  }
  return ids;
}

/** The objects that an event's arguments name, innermost first. */
export function subjectsOf(event: DataObject): readonly Ref[] {
  const slots: readonly string[] = ARGUMENTS.map(({ slot }) => slot).toReversed();
  const names = Object.keys(event).sort(
    (left, right) => slots.indexOf(left) - slots.indexOf(right),
  );
  const others = names.filter((name) => !slots.includes(name));
  return [...names.filter((name) => slots.includes(name)), ...others].flatMap((name) => {
    const argument = member(event, name);
    if (!isDataObject(argument) || !argument._typeName.endsWith('EventArgument')) return [];
    return Object.values(argument).filter(isReference);
  });
}

/** Their ids. */
export function namedIn(event: DataObject): Set<string> {
  return new Set(subjectsOf(event).map(({ value }) => value));
}

/** The object itself, then its host, switch, compute resource and datacenter, as far as it has them. */
function eventSubjects(place: Place, about: Ref): Ref[] {
  const neighbour = member(configured(place, about), POINTS_AT[about.type] ?? '');
  const direct = isReference(neighbour) ? [about, neighbour] : [about];
  const containers = direct
    .toReversed()
    .flatMap((ref) => ancestors(place, ref))
    .filter((ref) => place.catalog.isA(ref.type, 'ComputeResource') || ref.type === 'Datacenter');
  return [...direct, ...containers];
}

/** Member that leads from an object's facts to the object it belongs with. */
const POINTS_AT: Readonly<Record<string, string>> = {
  VirtualMachine: 'host',
  DistributedVirtualPortgroup: 'distributedVirtualSwitch',
};

function configured(place: Place, ref: Ref): unknown {
  if (!(ref.type in POINTS_AT) || !place.inventory.has(ref)) return undefined;
  return place.inventory.read(ref, ref.type === 'VirtualMachine' ? 'runtime' : 'config');
}

/** All that is above an object, nearest first. */
function ancestors(place: Place, ref: Ref): Ref[] {
  const found: Ref[] = [];
  let at = pointer(place, ref, 'parent');
  while (at && found.length < DEPTH_MAX) {
    found.push(at);
    at = pointer(place, at, 'parent');
  }
  return found;
}

function pointer(place: Place, ref: Ref, property: string): Ref | undefined {
  if (!place.inventory.has(ref)) return undefined;
  const value = place.inventory.read(ref, property);
  return isReference(value) ? value : undefined;
}

function pointerOf(slot: string): string {
  return POINTERS[slot] ?? slot;
}

function nameOf(place: Place, ref: Ref): string {
  if (!place.inventory.has(ref)) return ref.value;
  const name =
    place.inventory.read(ref, 'name') ?? member(place.inventory.read(ref, 'info'), 'name');
  return typeof name === 'string' ? name : ref.value;
}
