import { data } from '../../../server/vmodl/value.ts';
import { faultOf } from '../../helpers/vcenter.ts';
import { actionsOf, HOUR, MINUTE, StorageWorld } from './storage-world.ts';

const STORAGE_VMOTION = 'Drm.ExecuteStorageVmotionLro';

describe('RefreshStorageDrsRecommendation', () => {
  it('recommends the move that comes closest to what a datastore has too much', () => {
    const world = new StorageWorld();

    world.refresh();

    expect(world.moves).toEqual(['v2: A -> B']);
    const [recommendation] = world.recommendations;
    expect(recommendation).toMatchObject({
      key: '1',
      type: 'V1',
      reason: 'balanceDatastoreSpaceUsage',
      reasonText: 'Balance datastore space use',
      target: world.pod,
    });
    const [action] = world.recommendations.flatMap(actionsOf);
    expect(action).toMatchObject({
      _typeName: 'StorageMigrationAction',
      type: 'StorageMigrationV1',
      target: world.vm('v2'),
      relocateSpec: {
        datastore: world.datastore('B'),
        disk: [{ diskId: 2000, datastore: world.datastore('B') }],
      },
    });
    expect(action?.spaceUtilSrcBefore).toBeCloseTo(85, 3);
    expect(action?.spaceUtilSrcAfter).toBeCloseTo(79, 3);
    expect(action?.spaceUtilDstBefore).toBeCloseTo(60, 3);
    expect(action?.spaceUtilDstAfter).toBeCloseTo(66, 3);
    expect(Number(action?.sizeTransferred) / 2 ** 20).toBeCloseTo(60, 2);
  });

  it('keeps the key of what it recommends again, and never uses one twice', () => {
    const world = new StorageWorld();
    world.refresh();
    const [first] = world.recommendations;

    world.refresh();
    const [again] = world.recommendations;
    world.fill('B', 250);
    world.refresh();

    expect(again).toEqual(first);
    expect(world.moves).toEqual(['v2: A -> C']);
    expect(world.recommendations[0]?.key).toBe('2');
  });

  it('withdraws what no longer helps', () => {
    const world = new StorageWorld();
    world.refresh();

    world.fill('A', -100);
    world.refresh();

    expect(world.recommendations).toEqual([]);
  });

  it('says of every disk why it stays', () => {
    const world = new StorageWorld({
      vms: { v1: { datastore: 'A', usedGb: [50, 20], more: 'template: true' } },
    });

    world.refresh();

    expect(world.recommendations).toEqual([]);
    const [faults] = world.faults;
    expect(faults?.reason).toBe('balanceDatastoreSpaceUsage');
    const byDisk = faults?.faultsByVm ?? [];
    expect(byDisk.map((one) => one.fault[0]?.fault._typeName)).toEqual([
      'StorageDrsCannotMoveTemplate',
      'StorageDrsCannotMoveTemplate',
    ]);
    expect(byDisk).toMatchObject([
      { _typeName: 'ClusterDrsFaultsFaultsByVirtualDisk', disk: { diskId: 2000 } },
      { _typeName: 'ClusterDrsFaultsFaultsByVirtualDisk', disk: { diskId: 2001 } },
    ]);
  });

  it('leaves disks alone that a linked clone builds on: to move them frees nothing', () => {
    const world = new StorageWorld();
    const v2 = world.vm('v2');
    world.run(v2, 'CreateSnapshot_Task', { name: 's', memory: false, quiesce: false });
    const snapshot = world.read(v2, 'snapshot.currentSnapshot');
    const location = data('VirtualMachineRelocateSpec', {
      ...{ diskMoveType: 'createNewChildDiskBacking', datastore: world.datastore('A') },
    });
    const spec = data('VirtualMachineCloneSpec', {
      ...{ location, snapshot, template: false, powerOn: false },
    });
    const folder = world.read(v2, 'parent');
    world.run(v2, 'CloneVM_Task', { folder, name: 'linked', spec });

    world.refresh();

    expect(world.moves).not.toEqual([]);
    expect(world.moves.filter((move) => /^(v2|linked):/.test(move))).toEqual([]);
  });

  it('is refused where Storage DRS is off', () => {
    const world = new StorageWorld({ enabled: false });

    expect(faultOf(() => world.refresh())).toEqual({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'pod' },
    });
  });

  it('tells once of recommendations that are new', () => {
    const world = new StorageWorld();
    const since = world.eventCount;

    world.refresh();
    world.refresh();

    expect(world.storageEvents(since)).toEqual(['StorageDrsNewRecommendationPendingEvent']);
  });

  it('looks as a task too', () => {
    const world = new StorageWorld();

    world.run(world.manager, 'RefreshStorageDrsRecommendationsForPod_Task', { pod: world.pod });

    expect(world.moves).toEqual(['v2: A -> B']);
  });
});

describe('ApplyStorageDrsRecommendationToPod_Task', () => {
  it('moves the files, ends when they have arrived, and takes each key once', () => {
    const world = new StorageWorld();
    world.refresh();
    const since = world.eventCount;

    const task = world.applyToPod('1');
    expect(world.taskInfo(task).state).toBe('running');
    world.clock.advance(9 * MINUTE);

    expect(world.taskInfo(task)).toMatchObject({
      state: 'success',
      result: { _typeName: 'ApplyStorageRecommendationResult' },
    });
    expect(world.datastoresOf('v2')).toEqual(['B']);
    expect(world.usedPercent('A')).toBeCloseTo(79, 3);
    expect(world.tasksOf(STORAGE_VMOTION)).toMatchObject([
      { entity: world.vm('v2'), parentTaskKey: world.taskInfo(task).key, state: 'success' },
    ]);
    expect(world.entry.actionHistory).toMatchObject([{ action: { vm: world.vm('v2') } }]);
    expect(world.storageEvents(since)).toEqual([
      'StorageDrsRecommendationApplied',
      'StorageDrsStorageMigrationEvent',
    ]);
    expect(faultOf(() => world.applyToPod('1')).name).toBe('InvalidArgument');
  });

  it('fails as the move fails', () => {
    const world = new StorageWorld();
    world.refresh();
    const task = world.applyToPod('1');
    world.clock.advance(1_000);
    const [move] = world.tasksOf(STORAGE_VMOTION);

    world.services.tasks.cancel(move?.task as never);
    world.clock.advance(1_000);

    expect(world.taskInfo(task)).toMatchObject({
      state: 'error',
      error: { fault: { _typeName: 'RequestCanceled' } },
    });
  });

  it('refuses what has become something else since', () => {
    const world = new StorageWorld();
    world.refresh();
    const spec = data('VirtualMachineRelocateSpec', { datastore: world.datastore('C') });
    world.run(world.vm('v2'), 'RelocateVM_Task', { spec }, 9 * MINUTE);

    expect(faultOf(() => world.applyToPod('1')).name).toBe('InvalidArgument');
  });

  it('refuses keys that nobody knows', () => {
    const world = new StorageWorld();
    const apply = (key: readonly string[]) => () =>
      world.call(world.manager, 'ApplyStorageDrsRecommendation_Task', { key });

    expect(faultOf(apply([])).name).toBe('InvalidArgument');
    expect(faultOf(apply(['77'])).name).toBe('InvalidArgument');
  });
});

describe('automated Storage DRS', () => {
  it('moves by itself, as nobody', () => {
    const world = new StorageWorld({ behavior: 'automated' });

    world.clock.advance(HOUR);

    expect(world.datastoresOf('v2')).toEqual(['B']);
    expect(world.tasksOf(STORAGE_VMOTION)).toMatchObject([
      { entity: world.vm('v2'), reason: { _typeName: 'TaskReasonSystem' }, state: 'success' },
    ]);
    expect(world.recommendations).toEqual([]);
    expect(world.entry.actionHistory).toHaveLength(1);
  });

  it('asks for what its sub-level says to ask for', () => {
    const world = new StorageWorld({ enabled: false });

    world.configure({
      enabled: true,
      defaultVmBehavior: 'automated',
      automationOverrides: data('StorageDrsAutomationConfig', {
        spaceLoadBalanceAutomationMode: 'manual',
      }),
    });
    world.clock.advance(HOUR);

    expect(world.moves).toEqual(['v2: A -> B']);
    expect(world.tasksOf(STORAGE_VMOTION)).toEqual([]);
  });

  it('sends no second move after one that is under way', () => {
    const world = new StorageWorld({ behavior: 'automated' });
    world.clock.advance(2_000);

    world.refresh();
    world.clock.advance(1_000);

    expect(world.tasksOf(STORAGE_VMOTION)).toHaveLength(1);
    expect(world.faults).toEqual([]);
  });
});
