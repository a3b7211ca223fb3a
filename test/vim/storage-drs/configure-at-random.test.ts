/**
 * Whatever is configured, in whatever order: what a specification says stands in the configuration, what an
 * incremental one leaves out is as it was, what a whole one leaves out is as by default, and what is read back
 * and written again changes nothing.
 */
import '../../helpers/fuzz-seed.ts';
import fc from 'fast-check';
import {
  isPodConfig,
  POD_CONFIG_CHOICES,
  POD_CONFIG_DEFAULTS,
  POD_CONFIG_RANGES,
} from '../../../server/engines/storage-drs/pod-config.ts';
import { podConfig } from '../../../server/vim/facts/storage-drs-settings.ts';
import { data, member } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const RUNS = Number(process.env['VCMOCK_STORIES'] ?? 25);
const HIGHEST = 100_000;
const PARTS: Readonly<Record<string, string>> = {
  spaceLoadBalanceConfig: 'StorageDrsSpaceLoadBalanceConfig',
  ioLoadBalanceConfig: 'StorageDrsIoLoadBalanceConfig',
  automationOverrides: 'StorageDrsAutomationConfig',
};

/** A value, or now and then nothing, for each property by its path. */
const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  enabled: fc.boolean(),
  ioLoadBalanceEnabled: fc.boolean(),
  defaultIntraVmAffinity: fc.boolean(),
  ...Object.fromEntries(
    Object.entries(POD_CONFIG_RANGES).map(([path, { min, max }]) => [
      path,
      fc.integer({ min, max: Math.min(max, HIGHEST) }),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(POD_CONFIG_CHOICES).map(([path, words]) => [path, fc.constantFrom(...words)]),
  ),
};
const wish = fc.record(values, { requiredKeys: [] });
const step = fc.record({ wish, modify: fc.boolean() });
type Wish = Readonly<Record<string, unknown>>;

function specOf(paths: Wish) {
  const plain: Record<string, unknown> = {};
  const parts = new Map<string, Record<string, unknown>>();
  for (const [path, value] of Object.entries(paths)) {
    const [first = '', second] = path.split('.');
    if (second === undefined) plain[first] = value;
    else parts.set(first, { ...parts.get(first), [second]: value });
  }
  const made = [...parts].map(([name, members]) => [name, data(PARTS[name] ?? '', members)]);
  return data('StorageDrsConfigSpec', {
    podConfigSpec: data('StorageDrsPodConfigSpec', { ...plain, ...Object.fromEntries(made) }),
  });
}

function valueAt(config: unknown, path: string): unknown {
  return path.split('.').reduce(member, config);
}

describe('configurations of a datastore cluster', () => {
  const lab = new Vcenter({ counts: { pod: 1 } });
  const pod = lab.first('StoragePod');
  const configure = (paths: Wish, modify: boolean) =>
    lab.run(
      lab.first('StorageResourceManager'),
      'ConfigureStorageDrsForPod_Task',
      { pod, spec: specOf(paths), modify },
      1000,
    );
  const stored = () => lab.read(pod, 'podStorageDrsEntry.storageDrsConfig.podConfig');
  afterAll(() => lab.stop());

  it('hold what was said, what was there, and defaults', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        let expected: Wish = {};
        configure({}, false);
        for (const { wish: paths, modify } of steps) {
          configure(paths, modify);
          expected = { ...(modify ? expected : {}), ...paths };
        }

        for (const path of Object.keys(values)) {
          const usual = valueAt(POD_CONFIG_DEFAULTS, path);
          expect([path, valueAt(stored(), path)]).toEqual([path, expected[path] ?? usual]);
        }
        expect(isPodConfig(stored())).toBe(true);
        expect(lab.errors).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('stay when they are read and written again, whole or incrementally', () => {
    fc.assert(
      fc.property(wish, fc.boolean(), (paths, modify) => {
        configure(paths, false);
        const before = stored();
        const whole = Object.fromEntries(
          Object.keys(values)
            .map((path) => [path, valueAt(before, path)] as const)
            .filter(([, value]) => value !== undefined),
        );
        configure(whole, modify);

        expect(stored()).toEqual(before);
        expect(podConfig(lab.inventory, pod)).toMatchObject({ enabled: before.enabled });
      }),
      { numRuns: RUNS },
    );
  });
});
