/**
 * Initial placements of every kind in datastore clusters that are nearly full: what is recommended has room when it
 * is applied.
 */
import fc from 'fast-check';
import '../../helpers/fuzz-seed.ts';
import { VimFault } from '../../../server/vmodl/fault.ts';
import { data } from '../../../server/vmodl/value.ts';
import { PodWorld } from './placement-world.ts';

const RUNS = Number(process.env['VCMOCK_STORIES'] ?? 30);
const WITHIN_MS = 550_000;

const format = fc.constantFrom(undefined, 'thin', 'thick', 'eager');
const chain = fc.constantFrom(
  undefined,
  'moveAllDiskBackingsAndDisallowSharing',
  'moveChildMostDiskBacking',
  'createNewChildDiskBacking',
  'moveAllDiskBackingsAndConsolidate',
);

const story = fc.record({
  freeGb: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 3, maxLength: 3 }),
  disks: fc.array(fc.record({ sizeGb: fc.integer({ min: 2, max: 12 }), thin: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  at: fc.nat({ max: 2 }),
  snapshot: fc.boolean(),
  running: fc.boolean(),
  memoryGb: fc.integer({ min: 1, max: 4 }),
  type: fc.constantFrom('relocate', 'clone'),
  transform: fc.constantFrom(undefined, 'flat', 'sparse'),
  diskMoveType: chain,
  own: fc.array(fc.record({ format, diskMoveType: chain }), { maxLength: 3 }),
  together: fc.constantFrom(undefined, true, false),
});

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

function worldOf({ freeGb, disks, at, running, memoryGb }: Story): PodWorld {
  const names = freeGb.map((_, index) => `D${index}`);
  const taken = disks.reduce((sum, { sizeGb }) => sum + sizeGb, 0) + memoryGb + 1;
  const datastores = Object.fromEntries(
    freeGb.map((free, index) => [`D${index}`, { capacityGb: free + taken + 20, freeGb: free }]),
  );
  const lines = disks.map(
    ({ sizeGb, thin }) =>
      `{ sizeGb: ${sizeGb}${thin ? ', usedGb: 1' : ''}, provisioning: ${thin ? 'thin' : 'thick'} }`,
  );
  const power = running ? '"on"' : '"off"';
  const vm = `{ name: one, host: h1, datastore: ${names[at]}, memoryMb: ${memoryGb * 1024}, power: ${power}, disks: [${lines.join(', ')}] }`;
  return new PodWorld({ datastores, vms: [vm] });
}

function locators({ own, disks }: Story) {
  return own.slice(0, disks.length).map((one, index) =>
    data('PodDiskLocator', {
      diskId: 2000 + index,
      diskMoveType: one.diskMoveType,
      diskBackingInfo:
        one.format &&
        data('VirtualDiskFlatVer2BackingInfo', {
          ...{ fileName: '', diskMode: 'persistent' },
          thinProvisioned: one.format === 'thin',
          eagerlyScrub: one.format === 'eager' ? true : undefined,
        }),
    }),
  );
}

function specOf(told: Story, world: PodWorld): object {
  const { type, transform, diskMoveType, together } = told;
  const vmConfig = data('StorageDrsVmConfigInfo', { intraVmAffinity: together });
  const own = data('VmPodConfigForPlacement', {
    ...{ storagePod: world.pod, vmConfig, disk: locators(told) },
  });
  const podSelectionSpec = data('StorageDrsPodSelectionSpec', {
    ...{ storagePod: world.pod, initialVmConfig: [own] },
  });
  const place = data('VirtualMachineRelocateSpec', { transform, diskMoveType });
  const vm = world.vm('one');
  if (type === 'relocate') return { type, vm, podSelectionSpec, relocateSpec: place };
  const cloneSpec = data('VirtualMachineCloneSpec', {
    ...{ location: place, template: false, powerOn: false },
  });
  return { type, vm, podSelectionSpec, cloneSpec, cloneName: 'two', folder: world.vmFolder };
}

/** Name of the fault that an act ends with, if any. */
function faultNameOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof VimFault) return error.name;
    throw error;
  }
}

describe('An initial placement', () => {
  it('has room wherever it is recommended', () => {
    fc.assert(
      fc.property(story, (told) => {
        const world = worldOf(told);
        if (told.snapshot) {
          const snapshot = { name: 's', memory: false, quiesce: false };
          world.run(world.vm('one'), 'CreateSnapshot_Task', snapshot, WITHIN_MS);
        }
        let key: string | undefined;
        const refused = faultNameOf(() => {
          const { recommendations = [] } = world.recommend(specOf(told, world));
          // Moves that make room are carried out with what they are for, not by themselves.
          const first = new Set(recommendations.flatMap(({ prerequisite = [] }) => prerequisite));
          key = recommendations.filter((one) => !first.has(one.key)).at(-1)?.key;
        });
        const ended = key === undefined ? undefined : faultNameOf(() => world.apply(key ?? ''));
        const capacity = (name: string) => world.read(world.datastore(name), 'summary.freeSpace');
        const free = told.freeGb.map((_, index) => Number(capacity(`D${index}`)));
        world.stop();

        expect([refused, ended]).not.toContain('NoDiskSpace');
        // A move that would tear snapshots from their disks is refused, wherever it goes.
        expect([undefined, 'SnapshotCopyNotSupported']).toContain(ended);
        expect(Math.min(...free)).toBeGreaterThanOrEqual(0);
        expect(world.errors).toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: false },
    );
  }, 120_000);
});
