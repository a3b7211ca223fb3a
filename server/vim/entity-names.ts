/**
 * Names of managed entities: how they are escaped, which are refused, where they must be unique.
 *
 * Slash, backslash and percent stand as `%2f`, `%5c` and `%25` in a name, so that inventory paths can be
 * split at slashes. A client may send any character escaped.
 */
import { assign, type Change } from '../inventory/change.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Catalog } from '../vmodl/catalog.ts';
import { VimFault } from '../vmodl/fault.ts';
import { isReference, type Ref } from '../vmodl/reference.ts';
import { datacenterOf } from './place.ts';

export const NAME_LENGTH_MAX = 80;

/** Types whose names are unique in their datacenter, whatever folder they lie in. */
const UNIQUE_IN_DATACENTER = ['Datastore', 'Network'] as const;
/** Types that keep their name in their configuration; `name` follows from it. */
const NAMED_BY_CONFIG = [
  'VirtualMachine',
  'DistributedVirtualSwitch',
  'DistributedVirtualPortgroup',
] as const;

/** The name as vCenter keeps it. Throws InvalidName for one that is empty or too long. */
export function entityName(text: string, entity?: Ref): string {
  const plain = text.replace(/(?:%[0-9a-f]{2})+/gi, unescaped);
  if (plain.trim() === '' || [...plain].length > NAME_LENGTH_MAX) {
    throw new VimFault('InvalidName', { name: text, entity }, `The name '${text}' is not valid.`);
  }
  return plain.replaceAll('%', '%25').replaceAll('/', '%2f').replaceAll('\\', '%5c');
}

function unescaped(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run;
  }
}

export interface NamedPlace {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
}

/** Throws DuplicateName when somebody else where the entity lies, or will lie, bears the name. */
export function demandFreeName(
  { catalog, inventory }: NamedPlace,
  wanted: {
    readonly type: string;
    readonly parent: Ref;
    readonly name: string;
    readonly self?: Ref;
  },
): void {
  const scoped = UNIQUE_IN_DATACENTER.find((type) => catalog.isA(wanted.type, type));
  const others = scoped
    ? inDatacenter(inventory, scoped, wanted.parent)
    : childrenOf(inventory, wanted.parent);
  const bearer = others.find(
    (other) => other.value !== wanted.self?.value && inventory.read(other, 'name') === wanted.name,
  );
  if (bearer) throw new VimFault('DuplicateName', { name: wanted.name, object: bearer });
}

/** The change that gives an entity its name. */
export function nameChange({ catalog, inventory }: NamedPlace, entity: Ref, name: string): Change {
  const inConfig =
    NAMED_BY_CONFIG.some((type) => catalog.isA(entity.type, type)) &&
    inventory.read(entity, 'config') !== undefined;
  return assign(entity, inConfig ? 'config.name' : 'name', name);
}

/** What stands directly below an entity in the tree, whatever property shows it. */
export function childrenOf(inventory: Inventory, parent: Ref): readonly Ref[] {
  const found: Ref[] = [];
  for (const property of ['childEntity', '_folders', 'host', 'resourcePool']) {
    const shown: unknown = inventory.read(parent, property);
    for (const one of Array.isArray(shown) ? shown : [shown]) {
      if (isReference(one) && sitsIn(inventory, one, parent)) found.push(one);
    }
  }
  return found;
}

function sitsIn(inventory: Inventory, child: Ref, parent: Ref): boolean {
  const above: unknown = inventory.has(child) ? inventory.read(child, 'parent') : undefined;
  return isReference(above) && above.value === parent.value;
}

function inDatacenter(inventory: Inventory, type: string, place: Ref): readonly Ref[] {
  const datacenter = datacenterOf(inventory, place);
  return inventory.ofType(type).filter((one) => datacenterOf(inventory, one) === datacenter);
}
