import { data } from '../../../server/vmodl/value.ts';
import { faultOf } from '../../helpers/vcenter.ts';
import { GB, newDisk, newVm, PodWorld, placements, THREE } from './placement-world.ts';

const OLD = '{ name: old, host: h1, datastore: OUT, disks: [{ sizeGb: 40, provisioning: thick }] }';

describe('RecommendDatastores for a new VM', () => {
  it('recommends every datastore, best first, and carries nothing out', () => {
    const world = new PodWorld();

    const result = world.recommendNew();

    expect(world.destinations(result)).toEqual(['D2', 'D1', 'D3']);
    const [best] = result.recommendations ?? [];
    expect(best).toMatchObject({
      ...{ type: 'V1', rating: 1, reason: 'storagePlacement', target: world.pod },
      reasonText: 'Satisfy storage initial placement requests',
    });
    const [action] = best ? placements(best) : [];
    expect(action).toMatchObject({
      _typeName: 'StoragePlacementAction',
      type: 'StoragePlacementV1',
      destination: world.datastore('D2'),
      relocateSpec: {
        datastore: world.datastore('D2'),
        disk: [{ diskId: -1, datastore: world.datastore('D2') }],
      },
    });
    expect(action?.spaceUtilBefore).toBeCloseTo(40, 2);
    expect(action?.spaceUtilAfter).toBeCloseTo(48, 2);
    expect(world.inventory.ofType('VirtualMachine')).toEqual([]);
  });

  it('counts a quarter of what a thin disk may still take as demand', () => {
    const world = new PodWorld();

    const [best] = world.recommendNew({}, { thin: true }).recommendations ?? [];

    const [action] = best ? placements(best) : [];
    expect(action?.spaceUtilAfter).toBeCloseTo(40, 2);
    expect(action?.spaceDemandAfter).toBeCloseTo(42, 2);
  });

  it('takes the datastore which the client has chosen for a disk', () => {
    const world = new PodWorld();

    const result = world.recommendNew({}, { datastore: world.datastore('D1') });

    const [best] = result.recommendations ?? [];
    const [home, disk] = best ? placements(best) : [];
    expect(home?.relocateSpec).toMatchObject({ datastore: world.datastore('D2') });
    expect(disk?.relocateSpec).toMatchObject({
      disk: [{ diskId: -1, datastore: world.datastore('D1') }],
    });
  });

  it('recommends only what the host reaches', () => {
    const world = new PodWorld({
      datastores: {
        D1: { capacityGb: 1000, freeGb: 400 },
        D2: { capacityGb: 500, freeGb: 300, hosts: ['h2'] },
      },
    });

    const onFirst = world.recommendNew({ host: world.named('HostSystem', 'h1') });
    const onAny = world.recommendNew();

    expect(world.destinations(onFirst)).toEqual(['D1']);
    expect(world.destinations(onAny)).toEqual(['D1', 'D2']);
  });

  it('spreads disks that must lie apart', () => {
    const world = new PodWorld();
    const apart = data('VirtualDiskAntiAffinityRuleSpec', { diskId: [-1, -2], enabled: true });
    const vmConfig = data('StorageDrsVmConfigInfo', {
      intraVmAffinity: false,
      intraVmAntiAffinity: apart,
    });
    const own = data('VmPodConfigForPlacement', { storagePod: world.pod, vmConfig });
    const podSelectionSpec = data('StorageDrsPodSelectionSpec', {
      storagePod: world.pod,
      initialVmConfig: [own],
    });
    const configSpec = newVm('two', [newDisk(), newDisk({ key: -2 })]);

    const { recommendations = [] } = world.recommendNew({ podSelectionSpec, configSpec });

    expect(recommendations.length).toBeGreaterThan(1);
    for (const one of recommendations) {
      const of = new Map(
        placements(one).flatMap(({ relocateSpec: { disk = [] } }) =>
          disk.map(({ diskId, datastore }) => [diskId, datastore.value]),
        ),
      );
      expect(of.get(-1)).not.toBe(of.get(-2));
    }
  });

  it('places disks in another datastore cluster than the home', () => {
    const world = new PodWorld({
      datastores: { ...THREE, E1: { capacityGb: 100, freeGb: 80, pod: 'EMPTY' } },
    });
    const other = world.named('StoragePod', 'EMPTY');
    const disk = [data('PodDiskLocator', { diskId: -1 })];
    const podSelectionSpec = data('StorageDrsPodSelectionSpec', {
      storagePod: world.pod,
      initialVmConfig: [data('VmPodConfigForPlacement', { storagePod: other, disk })],
    });

    const [best] = world.recommendNew({ podSelectionSpec }).recommendations ?? [];

    const [home, apart] = best ? placements(best) : [];
    expect(best?.target).toEqual(world.pod);
    expect(home?.relocateSpec.datastore).toEqual(world.datastore('D2'));
    expect(home?.relocateSpec.disk).toBeUndefined();
    expect(apart?.relocateSpec.disk).toMatchObject([
      { diskId: -1, datastore: world.datastore('E1') },
    ]);
  });

  it('keeps it from virtual machines that a rule names', () => {
    const world = new PodWorld({ vms: [OLD.replace('OUT', 'D2')] });
    const rule = data('ClusterAntiAffinityRuleSpec', {
      ...{ name: 'apart', enabled: true, vm: [world.vm('old')] },
    });
    const podSelectionSpec = data('StorageDrsPodSelectionSpec', {
      storagePod: world.pod,
      initialVmConfig: [
        data('VmPodConfigForPlacement', { storagePod: world.pod, interVmRule: [rule] }),
      ],
    });

    const result = world.recommendNew({ podSelectionSpec });

    expect(world.destinations(result)).toEqual(['D1', 'D3']);
  });

  it('says why when nothing has room', () => {
    const world = new PodWorld();

    const { recommendations, drsFault } = world.recommendNew({}, { sizeGb: 5000 });

    expect(recommendations).toEqual([]);
    expect(drsFault).toMatchObject({
      reason: 'storagePlacement',
      faultsByVm: [{ fault: [{ fault: { _typeName: 'InsufficientStorageSpace' } }] }],
    });
  });
});

describe('RecommendDatastores for what exists', () => {
  const one = (world: PodWorld) => world.vm('old');

  it('places a copy as large as its original', () => {
    const world = new PodWorld({ vms: [OLD] });
    const cloneSpec = data('VirtualMachineCloneSpec', {
      ...{ location: data('VirtualMachineRelocateSpec', {}), template: false, powerOn: false },
    });

    const result = world.recommend({
      ...{ type: 'clone', vm: one(world), cloneName: 'copy', cloneSpec, folder: world.vmFolder },
    });

    expect(world.destinations(result)).toEqual(['D2', 'D1', 'D3']);
    const [best] = result.recommendations ?? [];
    const [action] = best ? placements(best) : [];
    expect(action?.spaceUtilAfter).toBeCloseTo(48, 1);
    expect(action?.vm).toBeUndefined();
    expect(action?.relocateSpec.disk).toMatchObject([{ diskId: 2000 }]);
  });

  it('places one that moves, and names it', () => {
    const world = new PodWorld({ vms: [OLD] });

    const result = world.recommend({
      ...{ type: 'relocate', vm: one(world), relocateSpec: data('VirtualMachineRelocateSpec', {}) },
    });

    expect(world.destinations(result)).toEqual(['D2', 'D1', 'D3']);
    const [best] = result.recommendations ?? [];
    expect(best && placements(best)).toMatchObject([{ vm: one(world), target: one(world) }]);
  });

  it('keeps new disks with those that lie in the datastore cluster', () => {
    const world = new PodWorld({ vms: [OLD.replace('OUT', 'D1')] });

    const result = world.recommend({
      ...{ type: 'reconfigure', vm: one(world) },
      configSpec: data('VirtualMachineConfigSpec', { deviceChange: [newDisk()] }),
    });

    expect(world.destinations(result)).toEqual(['D1']);
    const [best] = result.recommendations ?? [];
    const [action] = best ? placements(best) : [];
    expect(action?.relocateSpec.datastore).toBeUndefined();
    expect(action?.relocateSpec.disk).toMatchObject([{ diskId: -1 }]);
  });

  it('places disks alone when only they are sent to a datastore cluster', () => {
    const world = new PodWorld({ vms: [OLD] });
    const podSelectionSpec = data('StorageDrsPodSelectionSpec', {
      initialVmConfig: [
        data('VmPodConfigForPlacement', {
          storagePod: world.pod,
          disk: [data('PodDiskLocator', { diskId: 2000 })],
        }),
      ],
    });

    const result = world.recommend({
      ...{ type: 'relocate', vm: one(world), podSelectionSpec },
      relocateSpec: data('VirtualMachineRelocateSpec', {}),
    });

    const [best] = result.recommendations ?? [];
    const [action] = best ? placements(best) : [];
    expect(action?.relocateSpec.datastore).toBeUndefined();
    expect(action?.relocateSpec.disk).toMatchObject([
      { diskId: 2000, datastore: world.datastore('D2') },
    ]);
  });
});

describe('RecommendDatastores refuses', () => {
  const create = (world: PodWorld) => ({
    type: 'create',
    resourcePool: world.rootPool,
    configSpec: newVm('new', [newDisk()]),
  });
  const selection = (members: object) =>
    data('StorageDrsPodSelectionSpec', members as { storagePod?: never });
  const cases: readonly (readonly [string, string, (world: PodWorld) => object])[] = [
    ['a type nobody knows', 'type', (world) => ({ ...create(world), type: 'destroy' })],
    [
      'a new VM of no pool',
      'resourcePool',
      (world) => ({ ...create(world), resourcePool: undefined }),
    ],
    ['a new VM of nothing', 'configSpec', (world) => ({ ...create(world), configSpec: undefined })],
    ['a copy without folder', 'folder', () => ({ type: 'clone' })],
    ['a copy of nothing', 'vm', (world) => ({ type: 'clone', folder: world.vmFolder })],
    [
      'a copy without a name',
      'cloneName',
      (world) => ({ type: 'clone', folder: world.vmFolder, vm: world.vm('old') }),
    ],
    [
      'a copy without specification',
      'cloneSpec',
      (world) => ({ type: 'clone', folder: world.vmFolder, vm: world.vm('old'), cloneName: 'c' }),
    ],
    ['a move of nothing', 'vm', () => ({ type: 'relocate' })],
    [
      'a move without specification',
      'relocateSpec',
      (world) => ({ type: 'relocate', vm: world.vm('old') }),
    ],
    ['disks of nothing', 'vm', () => ({ type: 'reconfigure' })],
    ['no disks', 'configSpec', (world) => ({ type: 'reconfigure', vm: world.vm('old') })],
    [
      'no datastore cluster',
      'podSelectionSpec.storagePod',
      (world) => ({ ...create(world), podSelectionSpec: selection({}) }),
    ],
    [
      'one without datastores',
      'podSelectionSpec.storagePod',
      (world) => ({
        ...create(world),
        podSelectionSpec: selection({ storagePod: world.named('StoragePod', 'EMPTY') }),
      }),
    ],
    [
      'a disk that is not asked for',
      'podSelectionSpec.initialVmConfig.disk.fileBacking',
      (world) => ({
        ...create(world),
        podSelectionSpec: selection({
          storagePod: world.pod,
          initialVmConfig: [
            data('VmPodConfigForPlacement', {
              storagePod: world.pod,
              disk: [data('PodDiskLocator', { diskId: 7 })],
            }),
          ],
        }),
      }),
    ],
    [
      'rules for disks that are not there',
      'podSelectionSpec.initialVmConfig.vmConfig',
      (world) => ({
        ...create(world),
        podSelectionSpec: selection({
          storagePod: world.pod,
          initialVmConfig: [
            data('VmPodConfigForPlacement', {
              storagePod: world.pod,
              vmConfig: data('StorageDrsVmConfigInfo', {
                intraVmAntiAffinity: data('VirtualDiskAntiAffinityRuleSpec', { diskId: [-1, 7] }),
              }),
            }),
          ],
        }),
      }),
    ],
    [
      'a home that is sent nowhere',
      'configSpec.files',
      (world) => ({
        ...create(world),
        podSelectionSpec: selection({
          initialVmConfig: [data('VmPodConfigForPlacement', { storagePod: world.pod })],
        }),
      }),
    ],
  ];

  it.each(cases)('%s', (_, invalidProperty, members) => {
    const world = new PodWorld({ vms: [OLD] });

    const fault = faultOf(() => world.recommend(members(world)));

    expect(fault).toEqual({ name: 'InvalidArgument', detail: { invalidProperty } });
  });

  it.each(['', undefined])('a new VM without a name: %p', (name) => {
    const world = new PodWorld();
    const configSpec = { ...newVm('new', [newDisk()]), name };

    const fault = faultOf(() => world.recommendNew({ configSpec }));

    expect(fault).toEqual({ name: 'InvalidVmConfig', detail: { property: 'configSpec.name' } });
  });

  it('a datastore cluster whose Storage DRS is off', () => {
    const world = new PodWorld({ enabled: false });

    const fault = faultOf(() => world.recommendNew());

    expect(fault.detail).toEqual({ invalidProperty: 'podSelectionSpec.storagePod' });
  });
});

describe('resourceLeaseDurationSec', () => {
  const lease = { resourceLeaseDurationSec: 600 };
  const small = { D1: { capacityGb: 100, freeGb: 50 }, D2: { capacityGb: 100, freeGb: 45 } };

  it('holds the room of all that was recommended until it ends', () => {
    const world = new PodWorld({ datastores: small });

    world.recommendNew(lease);
    const meanwhile = world.recommendNew();
    world.clock.advance(600_000);
    const afterwards = world.recommendNew();

    expect(meanwhile.drsFault).toBeDefined();
    expect(world.destinations(afterwards)).toEqual(['D1', 'D2']);
    expect(world.services.storageDrs.leasedBytes(world.datastore('D1').value, 0)).toBe(0);
  });

  it('gives it back when the recommendation is cancelled', () => {
    const world = new PodWorld({ datastores: small });
    const { recommendations = [] } = world.recommendNew(lease);
    const key = recommendations.map((one) => one.key);
    const held = world.services.storageDrs.leasedBytes(world.datastore('D1').value, 0);

    world.call(world.manager, 'CancelStorageDrsRecommendation', { key });

    expect(held).toBeGreaterThanOrEqual(40 * GB);
    expect(world.destinations(world.recommendNew())).toEqual(['D1', 'D2']);
    const again = faultOf(() =>
      world.call(world.manager, 'CancelStorageDrsRecommendation', { key }),
    );
    expect(again).toEqual({ name: 'InvalidArgument', detail: { invalidProperty: 'key' } });
  });
});
