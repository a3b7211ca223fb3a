import type { StoragePlacementResult } from '../../../server/vmodl/generated/data.ts';
import { data } from '../../../server/vmodl/value.ts';
import { faultOf } from '../../helpers/vcenter.ts';
import { newDisk, newVm, PodWorld } from './placement-world.ts';

const OLD = '{ name: old, host: h1, datastore: OUT, disks: [{ sizeGb: 40, provisioning: thick }] }';
const MINUTE_MS = 60_000;

const APPLY = 'ApplyStorageDrsRecommendation_Task';

function first({ recommendations = [] }: StoragePlacementResult) {
  const [best] = recommendations;
  if (!best) throw new Error('nothing was recommended');
  return best;
}

function eventIds(world: PodWorld): readonly unknown[] {
  return world
    .events()
    .flatMap((event) => ('eventTypeId' in event ? [String(event['eventTypeId'])] : []));
}

describe('Applying an initial placement', () => {
  it('makes the VM where it was recommended and answers it', () => {
    const world = new PodWorld();
    const { key } = first(world.recommendNew());

    const result = world.apply(key);

    expect(result).toMatchObject({ vm: world.vm('new') });
    expect(world.datastoresOf('new')).toEqual(['D2']);
    expect(world.read(world.vm('new'), 'config.files.vmPathName')).toBe('[D2] new/new.vmx');
    expect(world.read(world.vm('new'), 'parent')).toEqual(world.vmFolder);
    expect(eventIds(world)).toEqual(
      expect.arrayContaining([
        'com.vmware.vc.sdrs.StorageDrsRecommendationApplied',
        'com.vmware.vc.sdrs.StorageDrsStoragePlacementEvent',
      ]),
    );
    expect(world.read(world.pod, 'podStorageDrsEntry.actionHistory')).toHaveLength(1);
    const [applying, making] = world.services.tasks.history();
    expect(applying).toMatchObject({
      name: 'ApplyStorageDrsRecommendation_Task',
      entity: world.pod,
    });
    expect(making).toMatchObject({ name: 'CreateVM_Task', parentTaskKey: applying?.key });
  });

  it('ends the other ways of the same answer, and itself', () => {
    const world = new PodWorld();
    const { recommendations = [] } = world.recommendNew();
    const keys = recommendations.map(({ key }) => key);
    world.apply(keys[1] ?? '');

    expect(world.datastoresOf('new')).toEqual(['D1']);
    for (const key of keys) {
      const fault = faultOf(() => world.call(world.manager, APPLY, { key: [key] }));
      expect(fault).toEqual({ name: 'InvalidArgument', detail: { invalidProperty: 'key' } });
    }
  });

  it('copies', () => {
    const world = new PodWorld({ vms: [OLD] });
    const cloneSpec = data('VirtualMachineCloneSpec', {
      ...{ location: data('VirtualMachineRelocateSpec', {}), template: false, powerOn: false },
    });
    const clone = { type: 'clone', vm: world.vm('old'), cloneName: 'copy', cloneSpec };
    const { key } = first(world.recommend({ ...clone, folder: world.vmFolder }));

    const result = world.apply(key);

    expect(result).toMatchObject({ vm: world.vm('copy') });
    expect(world.datastoresOf('copy')).toEqual(['D2']);
    expect(world.datastoresOf('old')).toEqual(['OUT']);
  });

  it('moves, and answers no VM', () => {
    const world = new PodWorld({ vms: [OLD] });
    const relocateSpec = data('VirtualMachineRelocateSpec', {});
    const { key } = first(world.recommend({ type: 'relocate', vm: world.vm('old'), relocateSpec }));

    const result = world.apply(key);

    expect(result).toEqual(data('ApplyStorageRecommendationResult', {}));
    expect(world.datastoresOf('old')).toEqual(['D2']);
  });

  it('adds disks', () => {
    const world = new PodWorld({ vms: [OLD.replace('OUT', 'D1')] });
    const configSpec = data('VirtualMachineConfigSpec', {
      deviceChange: [newDisk({ sizeGb: 10 })],
    });
    const { key } = first(
      world.recommend({ type: 'reconfigure', vm: world.vm('old'), configSpec }),
    );

    world.apply(key);

    const files = world
      .read(world.vm('old'), 'config')
      .hardware.device.flatMap((one: { backing?: { fileName?: string } }) =>
        one.backing?.fileName?.endsWith('.vmdk') ? [one.backing.fileName] : [],
      );
    expect(files).toEqual(['[D1] old/old.vmdk', '[D1] old/old_1.vmdk']);
  });

  it('keeps what the VM wants of its own, by the keys its disks have got', () => {
    const world = new PodWorld();
    const apart = data('VirtualDiskAntiAffinityRuleSpec', { diskId: [-1, -2] });
    const vmConfig = data('StorageDrsVmConfigInfo', {
      ...{ behavior: 'automated', intraVmAffinity: false, intraVmAntiAffinity: apart },
    });
    const podSelectionSpec = data('StorageDrsPodSelectionSpec', {
      storagePod: world.pod,
      initialVmConfig: [data('VmPodConfigForPlacement', { storagePod: world.pod, vmConfig })],
    });
    const configSpec = newVm('two', [newDisk(), newDisk({ key: -2 })]);
    const { key } = first(world.recommendNew({ podSelectionSpec, configSpec }));

    world.apply(key);

    expect(world.datastoresOf('two')).toHaveLength(2);
    const [own] = world.read(world.pod, 'podStorageDrsEntry.storageDrsConfig.vmConfig');
    expect(own).toMatchObject({
      vm: world.vm('two'),
      behavior: 'automated',
      intraVmAntiAffinity: { diskId: [2000, 2001] },
    });
  });

  it('keeps a rule that came with it as far as it speaks of who lies there, under a name of its own', () => {
    const near = OLD.replace('OUT', 'D1').replace('old', 'near');
    const world = new PodWorld({ vms: [OLD, near] });
    const rule = (vms: readonly string[]) =>
      data('ClusterAntiAffinityRuleSpec', {
        ...{ name: 'apart', enabled: true, vm: vms.map((name) => world.vm(name)) },
      });
    const place = (name: string, vms: readonly string[]) => {
      const own = { storagePod: world.pod, interVmRule: [rule(vms)] };
      const podSelectionSpec = data('StorageDrsPodSelectionSpec', {
        storagePod: world.pod,
        initialVmConfig: [data('VmPodConfigForPlacement', own)],
      });
      const configSpec = newVm(name, [newDisk({ sizeGb: 1 })]);
      world.apply(first(world.recommendNew({ podSelectionSpec, configSpec })).key);
    };

    place('one', ['old', 'near']);
    place('two', ['near']);
    place('three', ['old']);

    const { podConfig } = world.read(world.pod, 'podStorageDrsEntry.storageDrsConfig');
    expect(podConfig.rule).toMatchObject([
      { name: 'apart', vm: [world.vm('near'), world.vm('one')] },
      { name: 'apart (2)', vm: [world.vm('near'), world.vm('two')] },
    ]);
    const spec = data('StorageDrsConfigSpec', {
      podConfigSpec: data('StorageDrsPodConfigSpec', { loadBalanceInterval: 60 }),
    });
    const configure = { pod: world.pod, spec, modify: true };
    world.run(world.manager, 'ConfigureStorageDrsForPod_Task', configure);
  });

  it('fails as the method fails that carries it out, and is gone then', () => {
    const world = new PodWorld();
    const { key } = first(world.recommendNew());
    world.apply(first(world.recommendNew()).key);

    const fault = faultOf(() => world.apply(key));

    expect(fault.name).toBe('DuplicateName');
    expect(faultOf(() => world.call(world.manager, APPLY, { key: [key] })).name).toBe(
      'InvalidArgument',
    );
  });
});

describe('An initial placement that nothing has room for', () => {
  const datastores = {
    D1: { capacityGb: 100, freeGb: 40 },
    D2: { capacityGb: 100, freeGb: 35 },
  };
  const vms = [
    '{ name: small, host: h1, datastore: D1, disks: [{ sizeGb: 20, provisioning: thick }] }',
  ];

  it('names the moves that make room, and carries them out first', () => {
    const world = new PodWorld({ datastores, vms });
    const { recommendations = [] } = world.recommendNew({}, { sizeGb: 50 });
    const [placement, ...before] = recommendations;

    world.apply(placement?.key ?? '');

    expect(placement?.prerequisite).toEqual(before.map(({ key }) => key));
    expect(before).toMatchObject([{ action: [{ _typeName: 'StorageMigrationAction' }] }]);
    expect(world.datastoresOf('small')).toEqual(['D2']);
    expect(world.datastoresOf('new')).toEqual(['D1']);
  });

  it('is carried out whole or not at all', () => {
    const world = new PodWorld({ datastores, vms });
    const { recommendations = [] } = world.recommendNew({}, { sizeGb: 50 });
    const [placement, before] = recommendations;

    const alone = faultOf(() => world.call(world.manager, APPLY, { key: [before?.key] }));
    world.run(world.vm('small'), 'Destroy_Task', {}, MINUTE_MS);
    const late = faultOf(() => world.call(world.manager, APPLY, { key: [placement?.key] }));

    expect(alone.name).toBe('InvalidArgument');
    expect(late.name).toBe('InvalidArgument');
  });

  it('is not recommended when nothing may be moved for it', () => {
    const world = new PodWorld({ datastores, vms });

    const result = world.recommendNew({ disallowPrerequisiteMoves: true }, { sizeGb: 50 });

    expect(result.recommendations).toEqual([]);
    expect(result.drsFault?.faultsByVm[0]?.fault[0]?.fault._typeName).toBe(
      'InsufficientStorageSpace',
    );
  });
});
