/**
 * A derivation which reads what it has not declared goes stale unseen. Here every derivation of every
 * type runs with a reader that writes down what is read.
 */
import { Inventory } from '../../../server/inventory/inventory.ts';
import type { Derivation, ObjectSchema } from '../../../server/inventory/schema.ts';
import { dc0Model } from '../../../server/inventory/seed/dc0-model.ts';
import { loadSeed } from '../../../server/inventory/seed/load-seed.ts';
import type { Seed } from '../../../server/inventory/seed/seed.ts';
import { seedChanges } from '../../../server/inventory/seed/seed-changes.ts';
import { objectSchema } from '../../../server/vim/object-types.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { NOW } from '../../helpers/seeded.ts';

const catalog = loadCatalog();

function declares({ reads }: Derivation, own: boolean, property: string): boolean {
  return reads.some((read) => {
    if (typeof read === 'string') return own && read === property;
    return own ? read.over.split('.')[0] === property : read.reads.includes(property);
  });
}

/** Reads that no derivation has declared, as `Type.property reads …`. */
function undeclaredReads(seed: Seed): readonly string[] {
  const found = new Set<string>();
  const schema = objectSchema();
  const watched: ObjectSchema = {
    ...schema,
    derivations: schema.derivations.map((derivation) => ({
      ...derivation,
      derive: (self, read) =>
        derivation.derive(self, (ref, property) => {
          const own = ref.value === self.value;
          if (!declares(derivation, own, property)) {
            found.add(
              `${derivation.type}.${derivation.property} reads ${own ? 'own' : ref.type} ${property}`,
            );
          }
          return read(ref, property);
        }),
    })),
  };
  const inventory = new Inventory({ catalog, clock: { now: () => NOW }, schema: watched });
  inventory.apply(seedChanges(seed).changes);
  for (const ref of inventory.ofType('ManagedObject')) {
    for (const { type, property } of schema.derivations) {
      if (catalog.isA(ref.type, type)) inventory.read(ref, property);
    }
  }
  return [...found];
}

describe('derivations', () => {
  it.each<[string, () => Seed]>([
    ['the lab', () => loadSeed('lab')],
    [
      'dc0 with everything',
      () => dc0Model({ pool: 1, app: 1, pod: 1, opaqueNetwork: 1, portgroup: 1 }),
    ],
  ])('read only what they declare, in %s', (_name, seed) => {
    expect(undeclaredReads(seed())).toEqual([]);
  });
});
