/**
 * An inventory made of a seed, with every managed object type, on a clock that stands still.
 */

import { propertyCheck } from '../../server/inventory/check-value.ts';
import { Inventory } from '../../server/inventory/inventory.ts';
import { parseSeed } from '../../server/inventory/seed/load-seed.ts';
import type { Seed } from '../../server/inventory/seed/seed.ts';
import { seedChanges } from '../../server/inventory/seed/seed-changes.ts';
import { objectSchema } from '../../server/vim/object-types.ts';
import type { Catalog } from '../../server/vmodl/definitions.ts';
import type { ManagedProps } from '../../server/vmodl/generated/managed.ts';
import type { Ref } from '../../server/vmodl/reference.ts';

export const NOW = Date.parse('2026-01-01T00:00:00Z');

export function seeded(catalog: Catalog, seed: Seed): Inventory {
  const inventory = new Inventory({
    catalog,
    clock: { now: () => NOW },
    schema: objectSchema(),
    check: propertyCheck(catalog),
  });
  inventory.apply(seedChanges(seed).changes);
  return inventory;
}

/** An inventory of one datacenter `DC` described in YAML below `datacenters: - name: DC`. */
export function datacenterOf(catalog: Catalog, yaml: string): Inventory {
  const body = yaml
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  const text = `name: test\ndescription: test\ndatacenters:\n  - name: DC\n${body}\n`;
  return seeded(catalog, parseSeed(text, 'test.yaml'));
}

/** The object of a type with that name. */
export function named<T extends keyof ManagedProps & string>(
  inventory: Inventory,
  type: T,
  name: string,
): Ref<T> {
  const found = inventory.ofType(type).find((ref) => inventory.read(ref as Ref, 'name') === name);
  if (!found) throw new Error(`no ${type} ${name}`);
  return found;
}
