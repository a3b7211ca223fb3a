import { resumeServices } from '../../../../server/create-services.ts';
import type { StoragePlacementResult } from '../../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf } from '../../../helpers/vcenter.ts';
import { newDisk, newVm, PodWorld } from '../../storage-drs/placement-world.ts';

/** Long enough for the copies here, ms. */
const LATER_MS = 300_000;

const TWO = { D1: { capacityGb: 100, freeGb: 60 }, D2: { capacityGb: 100, freeGb: 80 } };
const vm = (name: string, more = '') =>
  `{ name: ${name}, host: h1, datastore: D1, disks: [{ sizeGb: 10, provisioning: thick }]${more} }`;
const OUTSIDE = '{ name: out, host: h1, datastore: OUT }';

function enter(world: PodWorld, name = 'D1'): StoragePlacementResult & { task: Ref<'Task'> } {
  return world.call(world.datastore(name), 'DatastoreEnterMaintenanceMode');
}

function modeOf(world: PodWorld, name = 'D1'): string {
  return world.read(world.datastore(name), 'summary.maintenanceMode');
}

function stateOf(world: PodWorld, task: Ref<'Task'>): string {
  return world.taskInfo(task).state;
}

function told(world: PodWorld): readonly string[] {
  const prefix = 'com.vmware.vc.sdrs.';
  return world.events().flatMap((event) => {
    const id = 'eventTypeId' in event ? String(event['eventTypeId']) : '';
    return id.includes('MaintenanceMode') ? [id.slice(prefix.length)] : [];
  });
}

describe('Datastore.DatastoreEnterMaintenanceMode', () => {
  it('recommends where virtual machines go, and waits for somebody to apply it', () => {
    const world = new PodWorld({ datastores: TWO, vms: [vm('a'), vm('b')] });

    const { recommendations = [], drsFault, task } = enter(world);

    expect(modeOf(world)).toBe('enteringMaintenance');
    expect(world.taskInfo(task)).toMatchObject({
      ...{ state: 'running', descriptionId: 'Drm.TrackEnterMaintenanceLro', cancelable: true },
      entity: world.datastore('D1'),
    });
    expect(drsFault).toBeUndefined();
    expect(recommendations.map(({ reason }) => reason)).toEqual([
      'datastoreMaint',
      'datastoreMaint',
    ]);
    expect(world.read(world.pod, 'podStorageDrsEntry.recommendation')).toHaveLength(2);
    world.clock.advance(LATER_MS);
    expect(stateOf(world, task)).toBe('running');
  });

  it('ends when all of it has been applied', () => {
    const world = new PodWorld({ datastores: TWO, vms: [vm('a'), vm('b', ', power: "on"')] });
    const { recommendations = [], task } = enter(world);

    world.apply(...recommendations.map(({ key }) => key));

    expect(world.datastoresOf('a')).toEqual(['D2']);
    expect(world.datastoresOf('b')).toEqual(['D2']);
    expect(modeOf(world)).toBe('inMaintenance');
    expect(stateOf(world, task)).toBe('success');
    expect(told(world)).toEqual([
      'DatastoreEnteringMaintenanceModeEvent',
      'DatastoreEnteredMaintenanceModeEvent',
    ]);
  });

  it('goes by itself where evacuation is automated', () => {
    const world = new PodWorld({ datastores: TWO, vms: [vm('a')], behavior: 'automated' });

    const { recommendations, task } = enter(world);
    world.clock.advance(LATER_MS);

    expect(recommendations).toEqual([]);
    expect(world.datastoresOf('a')).toEqual(['D2']);
    expect(modeOf(world)).toBe('inMaintenance');
    expect(stateOf(world, task)).toBe('success');
  });

  it('follows the override for evacuation', () => {
    const world = new PodWorld({ datastores: TWO, vms: [vm('a')] });
    const automationOverrides = data('StorageDrsAutomationConfig', {
      vmEvacuationAutomationMode: 'automated',
    });
    const podConfigSpec = data('StorageDrsPodConfigSpec', { automationOverrides });
    const spec = data('StorageDrsConfigSpec', { podConfigSpec });
    const configure = { pod: world.pod, spec, modify: true };
    world.run(world.manager, 'ConfigureStorageDrsForPod_Task', configure);

    enter(world);
    world.clock.advance(LATER_MS);

    expect(modeOf(world)).toBe('inMaintenance');
  });

  it('names what cannot leave, and waits on', () => {
    const world = new PodWorld({
      ...{ datastores: TWO, vms: [vm('a'), vm('tpl', ', template: true')] },
      behavior: 'automated',
    });

    const { drsFault, task } = enter(world);
    world.clock.advance(LATER_MS);

    expect(drsFault).toMatchObject({
      reason: 'datastoreMaint',
      faultsByVm: expect.arrayContaining([
        expect.objectContaining({
          vm: world.vm('tpl'),
          fault: [
            expect.objectContaining({
              fault: expect.objectContaining({ _typeName: 'StorageDrsCannotMoveTemplate' }),
            }),
          ],
        }),
      ]),
    });
    expect(world.datastoresOf('a')).toEqual(['D2']);
    expect(modeOf(world)).toBe('enteringMaintenance');
    expect(stateOf(world, task)).toBe('running');
    expect(told(world)).toContain('DatastoreMaintenanceModeErrorsEvent');
    world.run(world.vm('tpl'), 'Destroy_Task');
    expect(modeOf(world)).toBe('inMaintenance');
  });

  it('ends when its owner takes away what lies there', () => {
    const world = new PodWorld({ vms: [OUTSIDE] });
    const { recommendations, task } = enter(world, 'OUT');
    const spec = data('VirtualMachineRelocateSpec', { datastore: world.datastore('D1') });
    expect(recommendations).toBeUndefined();
    expect(stateOf(world, task)).toBe('running');

    world.run(world.vm('out'), 'RelocateVM_Task', { spec }, LATER_MS);

    expect(modeOf(world, 'OUT')).toBe('inMaintenance');
    expect(stateOf(world, task)).toBe('success');
  });

  it('needs no time for an empty one but that of changing over', () => {
    const world = new PodWorld();

    enter(world);
    world.clock.advance(1_000);

    expect(modeOf(world)).toBe('inMaintenance');
  });

  it('can be cancelled', () => {
    const world = new PodWorld({ datastores: TWO, vms: [vm('a')] });
    const { task } = enter(world);

    world.call(task, 'CancelTask');

    expect(modeOf(world)).toBe('normal');
    expect(world.taskInfo(task).error?.fault._typeName).toBe('RequestCanceled');
    expect(world.read(world.pod, 'podStorageDrsEntry.recommendation')).toEqual([]);
    expect(told(world)).toContain('CanceledDatastoreMaintenanceModeEvent');
  });

  it('is forgotten when the server stops', () => {
    const world = new PodWorld({ datastores: TWO, vms: [vm('a')] });
    const { task } = enter(world);

    resumeServices(world.services, 'the server was restarted');

    expect(modeOf(world)).toBe('normal');
    expect(stateOf(world, task)).toBe('error');
    expect(enter(world).recommendations).toHaveLength(1);
  });

  it('is refused for one that is in, or on its way', () => {
    const world = new PodWorld({ datastores: TWO, vms: [vm('a')] });
    enter(world);
    enter(world, 'D2');
    world.clock.advance(1_000);

    expect(modeOf(world, 'D2')).toBe('inMaintenance');
    expect(faultOf(() => enter(world)).name).toBe('InvalidState');
    expect(faultOf(() => enter(world, 'D2')).name).toBe('InvalidState');
  });

  it('keeps rules unless an option says otherwise', () => {
    const rule = data('ClusterAntiAffinityRuleSpec', { name: 'apart', enabled: true });
    const world = new PodWorld({
      datastores: TWO,
      vms: [vm('a'), vm('b').replace('D1', 'D2')],
    });
    const info = { ...rule, vm: [world.vm('a'), world.vm('b')] };
    const configure = (podConfig: object) =>
      world.run(world.manager, 'ConfigureStorageDrsForPod_Task', {
        ...{ pod: world.pod, modify: true },
        spec: data('StorageDrsConfigSpec', {
          podConfigSpec: data('StorageDrsPodConfigSpec', podConfig),
        }),
      });
    configure({ rule: [data('ClusterRuleSpec', { operation: 'add', info })] });

    const kept = enter(world);
    world.call(kept.task, 'CancelTask');
    const option = data('OptionValue', { key: 'IgnoreAffinityRulesForMaintenance', value: '1' });
    configure({ option: [data('StorageDrsOptionSpec', { operation: 'add', option })] });
    const ignored = enter(world);

    expect(kept.recommendations).toEqual([]);
    expect(kept.drsFault).toBeDefined();
    expect(ignored.recommendations).toHaveLength(1);
  });
});

describe('Datastore.DatastoreExitMaintenanceMode_Task', () => {
  it('puts it back into service', () => {
    const world = new PodWorld();
    enter(world);
    world.clock.advance(1_000);

    world.run(world.datastore('D1'), 'DatastoreExitMaintenanceMode_Task');

    expect(modeOf(world)).toBe('normal');
    expect(told(world)).toContain('DatastoreExitedMaintenanceModeEvent');
  });

  it('is refused for one in service', () => {
    const world = new PodWorld();

    const exit = () => world.run(world.datastore('D1'), 'DatastoreExitMaintenanceMode_Task');

    expect(faultOf(exit).name).toBe('InvalidState');
  });
});

describe('A datastore in maintenance', () => {
  function inMaintenance(): PodWorld {
    const world = new PodWorld({ datastores: TWO, vms: [OUTSIDE] });
    enter(world);
    world.clock.advance(1_000);
    return world;
  }

  it('gets no new VM', () => {
    const world = inMaintenance();
    const files = data('VirtualMachineFileInfo', { vmPathName: '[D1]' });

    const create = () =>
      world.run(world.vmFolder, 'CreateVM_Task', {
        config: { ...newVm('new', []), files },
        pool: world.rootPool,
      });

    expect(faultOf(create)).toMatchObject({
      name: 'InvalidDatastoreState',
      detail: { datastoreName: 'D1' },
    });
  });

  it('gets no disk', () => {
    const world = inMaintenance();
    const deviceChange = [newDisk({ sizeGb: 1, datastore: world.datastore('D1') })];
    const spec = data('VirtualMachineConfigSpec', { deviceChange });

    const add = () => world.run(world.vm('out'), 'ReconfigVM_Task', { spec });

    expect(faultOf(add).name).toBe('InvalidDatastoreState');
  });

  it('lets no VM start there, from the moment it is asked to leave service', () => {
    const world = new PodWorld({ datastores: TWO, vms: [vm('one')] });
    const { task } = enter(world);

    const fault = faultOf(() => world.run(world.vm('one'), 'PowerOnVM_Task', {}, 5_000));

    expect(fault).toMatchObject({ name: 'InvalidDatastoreState', detail: { datastoreName: 'D1' } });
    expect(world.eventTypes()).toContain('VmFailedToPowerOnEvent');
    world.call(task, 'CancelTask');
    world.run(world.vm('one'), 'PowerOnVM_Task', {}, 5_000);
    expect(world.read(world.vm('one'), 'runtime.powerState')).toBe('poweredOn');
  });

  it('gets no VM that moves or is copied', () => {
    const world = inMaintenance();
    const location = data('VirtualMachineRelocateSpec', { datastore: world.datastore('D1') });
    const spec = data('VirtualMachineCloneSpec', { location, template: false, powerOn: false });
    const clone = { folder: world.vmFolder, name: 'copy', spec };

    const move = () => world.run(world.vm('out'), 'RelocateVM_Task', { spec: location });
    const copy = () => world.run(world.vm('out'), 'CloneVM_Task', clone);

    expect(faultOf(move).name).toBe('InvalidDatastoreState');
    expect(faultOf(copy).name).toBe('InvalidDatastoreState');
  });

  it('is recommended for nothing', () => {
    const world = inMaintenance();

    expect(world.destinations(world.recommendNew({}, { sizeGb: 5 }))).toEqual(['D2']);
  });
});
