/**
 * Compares an inventory, as it has become change by change, with one that is given the same stored
 * state and derives everything anew. Lists that follow an inverse are in order of arrival, which is not
 * stored: order is not part of the comparison.
 */
import { Inventory } from '../../server/inventory/inventory.ts';
import { objectSchema } from '../../server/vim/object-types.ts';
import type { Catalog } from '../../server/vmodl/catalog.ts';
import type { Ref } from '../../server/vmodl/reference.ts';

/** Properties that differ, as `vm-1.summary: <now> instead of <derived anew>`. */
export function staleProperties(catalog: Catalog, inventory: Inventory): readonly string[] {
  const anew = new Inventory({ catalog, clock: { now: () => 0 }, schema: objectSchema() });
  anew.restore(inventory.takeSnapshot());
  const stale: string[] = [];
  for (const ref of anew.ofType('ManagedObject') as readonly Ref[]) {
    for (const { name } of catalog.managed(ref.type)?.properties ?? []) {
      const now = plain(inventory.read(ref, name));
      const expected = plain(anew.read(ref, name));
      if (now !== expected) stale.push(`${ref.value}.${name}: ${now} instead of ${expected}`);
    }
  }
  return stale;
}

/** A value as text, alike for values that say the same. */
function plain(value: unknown): string {
  return JSON.stringify(ordered(value)) ?? 'nothing';
}

function ordered(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(ordered(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([name, inner]) => [name, ordered(inner)]);
}
