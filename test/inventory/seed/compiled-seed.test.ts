import { listSeeds } from '../../../server/inventory/seed/built-in.ts';
import { compiledSeed, compileSeed } from '../../../server/inventory/seed/compiled-seed.ts';
import { loadSeed } from '../../../server/inventory/seed/load-seed.ts';
import { seedChanges } from '../../../server/inventory/seed/seed-changes.ts';

describe('A compiled seed', () => {
  it.each(['lab', 'dc0'])('makes the same inventory as its YAML: %s', (name) => {
    const seed = loadSeed(name);
    const { ids, ...rest } = JSON.parse(compileSeed(seed) ?? '');

    const compiled = ids ? { ...rest, ids: new Map(ids) } : rest;

    expect(seedChanges(compiled)).toEqual(seedChanges(seed));
  });

  it('is not made of a seed that would be large', () => {
    expect(listSeeds().map(({ name }) => name)).toContain('max');
    expect(compileSeed(loadSeed('max'))).toBeUndefined();
  });

  it('is not there for names of no seed, and none leads out of its folder', () => {
    expect(compiledSeed('nowhere')).toBeUndefined();
    expect(compiledSeed('../package')).toBeUndefined();
  });
});
