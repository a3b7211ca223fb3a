import { describe, expect, it } from '@jest/globals';
import { FragmentBudget } from '../../../server/wire/codec/fragment-cache.ts';

const text = (length: number) => 'x'.repeat(length);
const value = () => Object.freeze({ _typeName: 'AboutInfo' });

describe('the cache of fragments', () => {
  it('keeps the text of a value offered twice', () => {
    const cache = new FragmentBudget(10_000).openCache();
    const one = value();

    cache.offer(one, text(300));
    const afterOnce = cache.get(one);
    cache.offer(one, text(300));

    expect(afterOnce).toBeUndefined();
    expect(cache.get(one)).toBe(text(300));
  });

  it('keeps nothing short, and nothing that may change', () => {
    const cache = new FragmentBudget(10_000).openCache();
    const short = value();
    const loose = { _typeName: 'AboutInfo' };

    for (let time = 0; time < 3; time++) {
      cache.offer(short, text(199));
      cache.offer(loose, text(300));
    }

    expect(cache.get(short)).toBeUndefined();
    expect(cache.get(loose)).toBeUndefined();
  });

  it('lets go of what was not asked for when the budget is spent, over all versions', () => {
    const budget = new FragmentBudget(4_000);
    const [oldCache, newCache] = [budget.openCache(), budget.openCache()];
    const [asked, forgotten] = [value(), value()];
    for (let time = 0; time < 2; time++) {
      oldCache.offer(asked, text(300));
      oldCache.offer(forgotten, text(300));
    }

    for (let round = 0; round < 20; round++) {
      const other = value();
      newCache.offer(other, text(500));
      newCache.offer(other, text(500));
      oldCache.get(asked);
    }

    expect(oldCache.get(asked)).toBe(text(300));
    expect(oldCache.get(forgotten)).toBeUndefined();
  });
});
