/**
 * Shapes that several parts of a seed share.
 */
import type { AllocationWish } from '../templates/allocation.ts';
import type { DpmWish, DrsWish, HaWish } from '../templates/compute.ts';
import type { SeedPool } from './seed.ts';
import {
  type Check,
  flag,
  lazily,
  listOf,
  mapOf,
  name,
  number,
  oneOf,
  shape,
  text,
} from './shape.ts';

export const count = (max: number) => number({ min: 0, max, whole: true });
export const size = number({ min: 0, max: 1e9 });
export const positive = (max: number) => number({ min: 0.001, max });
export const names = listOf(name);

const shares: Check<'low' | 'normal' | 'high' | number> = (node, report) =>
  node.kind === 'scalar' && typeof node.value === 'number'
    ? count(4_000_000)(node, report)
    : oneOf('low', 'normal', 'high')(node, report);

export const allocation = shape<AllocationWish>({
  reservation: size,
  limit: size,
  shares: shares as Check<NonNullable<AllocationWish['shares']>>,
  expandable: flag,
});

const options = mapOf(text({ allowEmpty: true }));

export const drs = shape<DrsWish>({
  enabled: flag,
  behavior: oneOf('fullyAutomated', 'partiallyAutomated', 'manual'),
  vmotionRate: number({ min: 1, max: 5, whole: true }),
  predictive: flag,
  options,
});
export const dpm = shape<DpmWish>({
  enabled: flag,
  behavior: oneOf('automated', 'manual'),
  hostPowerActionRate: number({ min: 1, max: 5, whole: true }),
  options,
});
export const ha = shape<HaWish>({
  enabled: flag,
  admissionControl: flag,
  failoverLevel: number({ min: 1, max: 31, whole: true }),
});

export const pool: Check<SeedPool> = shape<SeedPool>(
  {
    name,
    vapp: flag,
    cpu: allocation,
    memory: allocation,
    pools: lazily(() => listOf(pool)),
  },
  ['name'],
);
