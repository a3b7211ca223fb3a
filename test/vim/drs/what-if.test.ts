import type {
  ClusterAction,
  ClusterEnterMaintenanceResult,
  ClusterHostRecommendation,
  PlacementAction,
  PlacementResult,
} from '../../../server/vmodl/generated/data.ts';
import { data } from '../../../server/vmodl/value.ts';
import { faultOf } from '../../helpers/vcenter.ts';
import type { StoryCluster } from './drs-story.ts';
import { DrsWorld } from './drs-world.ts';

const STORY: StoryCluster = {
  hosts: [
    { name: 'h1', vms: { A: 2000, B: 2000 } },
    { name: 'h2', vms: { C: 500 } },
    { name: 'h3', vms: { D: 3000 } },
  ],
  off: { off1: 'h1' },
};

describe('RecommendHostsForVm', () => {
  const hostsFor = (world: DrsWorld, vm: string) =>
    world.call(world.cluster, 'RecommendHostsForVm', {
      vm: world.vm(vm),
    }) as readonly ClusterHostRecommendation[];

  it('rates the hosts for a VM that does not run, best first', () => {
    const world = new DrsWorld(STORY);

    const hosts = hostsFor(world, 'off1');

    expect(hosts.map(({ host }) => world.inventory.read(host, 'name'))).toEqual(['h2', 'h3', 'h1']);
    expect(hosts[0]?.rating).toBe(5);
    expect(hosts.at(-1)?.rating).toBe(1);
  });

  it('has nothing to say of a VM that runs in the cluster', () => {
    expect(faultOf(() => hostsFor(new DrsWorld(STORY), 'A')).name).toBe('InvalidArgument');
  });

  it('is not supported where DRS is off', () => {
    const world = new DrsWorld({ ...STORY, enabled: false });

    expect(faultOf(() => hostsFor(world, 'off1')).name).toBe('NotSupported');
  });
});

describe('ClusterEnterMaintenanceMode', () => {
  const ask = (world: DrsWorld, names: readonly string[]) =>
    world.call(world.cluster, 'ClusterEnterMaintenanceMode', {
      host: names.map((name) => world.host(name)),
    }) as ClusterEnterMaintenanceResult;

  it('says what must move before a host can be serviced, and moves nothing', () => {
    const world = new DrsWorld(STORY);
    world.clock.advance(60_000);

    const { recommendations, fault } = ask(world, ['h1']);

    expect(fault).toBeUndefined();
    const actions = (recommendations?.[0]?.action ?? []) as readonly ClusterAction[];
    expect(recommendations?.[0]).toMatchObject({ reason: 'hostMaint', rating: 5 });
    expect(actions.map(({ type }) => type)).toEqual([
      'MigrationV1',
      'MigrationV1',
      'HostMaintenanceV1',
    ]);
    expect(world.tasksOf('Drm.ExecuteVMotionLRO')).toEqual([]);
    expect(world.hostOf('A')).toBe('h1');
  });

  it('leaves out a host whose VM has nowhere to go', () => {
    const world = new DrsWorld(STORY);

    const { recommendations, fault } = ask(world, ['h1', 'h2', 'h3']);

    expect(recommendations?.length).toBeLessThan(3);
    expect(fault?.faultsByVm.length).toBeGreaterThan(0);
  });

  it('fills the others as far as DemandCapacityRatioTarget lets it', () => {
    const world = new DrsWorld(STORY);
    world.clock.advance(60_000);
    const emptied = (percent: string) =>
      (
        world.call(world.cluster, 'ClusterEnterMaintenanceMode', {
          host: [world.host('h1')],
          option: [data('OptionValue', { key: 'DemandCapacityRatioTarget', value: percent })],
        }) as ClusterEnterMaintenanceResult
      ).recommendations?.length ?? 0;

    // 4000 MHz for two hosts of 10,000 which give 500 and 3000 already.
    expect(emptied('40')).toBe(0);
    expect(emptied('60')).toBe(1);
    expect(faultOf(() => emptied('30')).name).toBe('InvalidArgument');
  });

  it('refuses a host of another cluster', () => {
    const world = new DrsWorld(STORY);
    world.assign(world.host('h3'), 'parent', undefined);

    expect(faultOf(() => ask(world, ['h3'])).name).toBe('InvalidArgument');
  });
});

describe('CreateVM_Task without a host', () => {
  const create = (world: DrsWorld) => {
    const vm = world.run(world.read(world.first('Datacenter'), 'vmFolder'), 'CreateVM_Task', {
      config: data('VirtualMachineConfigSpec', {
        ...{ name: 'new', numCPUs: 2, memoryMB: 4096 },
        files: data('VirtualMachineFileInfo', { vmPathName: '[DS1]' }),
      }),
      pool: world.read(world.cluster, 'resourcePool'),
    });
    return world.read(world.read(vm, 'runtime.host'), 'name');
  };

  it('registers the VM where the cluster stays most even', () => {
    expect(create(new DrsWorld(STORY))).toBe('h2');
    const [h1, h2, h3] = STORY.hosts;
    const other = [
      { name: 'h1', vms: h2?.vms ?? {} },
      { name: 'h2', vms: h1?.vms ?? {} },
      { name: 'h3', vms: h3?.vms ?? {} },
    ];
    expect(create(new DrsWorld({ ...STORY, hosts: other }))).toBe('h1');
  });
});

describe('PlaceVm', () => {
  const place = (world: DrsWorld, spec: object) =>
    world.call(world.cluster, 'PlaceVm', {
      placementSpec: data('PlacementSpec', spec),
    }) as PlacementResult;
  const actionsOf = ({ recommendations }: PlacementResult) =>
    (recommendations ?? []).flatMap(({ action }) => (action ?? []) as readonly PlacementAction[]);

  it('finds host and datastore for a VM that is to be created', () => {
    const world = new DrsWorld(STORY);
    const configSpec = data('VirtualMachineConfigSpec', {
      name: 'new',
      numCPUs: 2,
      memoryMB: 4096,
    });

    const result = place(world, { placementType: 'create', configSpec });

    expect(result.recommendations?.[0]).toMatchObject({ reason: 'xvmotionPlacement', rating: 5 });
    expect(actionsOf(result)[0]).toMatchObject({
      type: 'PlacementV1',
      targetHost: world.host('h2'),
      relocateSpec: { datastore: world.named('Datastore', 'DS1'), host: world.host('h2') },
    });
  });

  it('keeps the files of a VM that is moved where the host can reach them', () => {
    const world = new DrsWorld(STORY);

    const result = place(world, {
      placementType: 'relocate',
      vm: world.vm('A'),
      hosts: [world.host('h3')],
    });

    const [action, ...others] = actionsOf(result);
    expect(others).toEqual([]);
    expect(action).toMatchObject({ targetHost: world.host('h3'), vm: world.vm('A') });
    expect(action?.relocateSpec?.datastore).toBeUndefined();
  });

  it('finds another datastore when only that is allowed', () => {
    const world = new DrsWorld(STORY);
    const DS1 = world.named('Datastore', 'DS1');

    const result = place(world, { placementType: 'clone', vm: world.vm('A'), datastores: [DS1] });

    expect(actionsOf(result)[0]?.relocateSpec?.datastore).toEqual(DS1);
  });

  it('keeps the rules that come with the question', () => {
    const world = new DrsWorld(STORY);
    const rule = (type: string) =>
      data(type, { name: 'apart', enabled: true, vm: [world.vm('A'), world.vm('C')] });
    const hostsOf = (rules: readonly object[]) =>
      actionsOf(place(world, { placementType: 'relocate', vm: world.vm('A'), rules })).map(
        ({ targetHost }) => targetHost?.value,
      );
    const h2 = world.host('h2').value;

    expect(hostsOf([])).toContain(h2);
    expect(hostsOf([rule('ClusterAntiAffinityRuleSpec')])).not.toContain(h2);
    expect(hostsOf([rule('ClusterAffinityRuleSpec')])[0]).toBe(h2);
  });

  describe('where a VM fits nowhere unless others move', () => {
    /** Each host keeps 6000 of its 10,000 MHz for one VM, and little for another. */
    const crowded = () => {
      const world = new DrsWorld({
        hosts: [
          { name: 'h1', vms: { A: 100, a: 100 } },
          { name: 'h2', vms: { B: 100, b: 100 } },
        ],
      });
      const reserve = (name: string, reservation: number) =>
        world.assign(
          world.vm(name),
          'config.cpuAllocation',
          data('ResourceAllocationInfo', { reservation, limit: -1, expandableReservation: false }),
        );
      for (const name of ['A', 'B']) reserve(name, 5_000);
      for (const name of ['a', 'b']) reserve(name, 2_000);
      world.clock.advance(60_000);
      return world;
    };
    const spec = (wish: object) => ({
      placementType: 'create',
      configSpec: data('VirtualMachineConfigSpec', {
        ...{ name: 'new', numCPUs: 2, memoryMB: 1024 },
        cpuAllocation: data('ResourceAllocationInfo', { reservation: 4_000 }),
      }),
      ...wish,
    });

    it('tells which moves make room, when they are allowed', () => {
      const world = crowded();

      const { recommendations } = place(world, spec({ disallowPrerequisiteMoves: false }));

      expect(recommendations).toMatchObject([
        {
          reason: 'reservationCpu',
          action: [{ type: 'MigrationV1', drsMigration: { source: { type: 'HostSystem' } } }],
        },
        { reason: 'xvmotionPlacement', prerequisite: [recommendations?.[0]?.key] },
      ]);
      expect(world.recommendations).toEqual([]);
    });

    it('has none when they are not', () => {
      const { recommendations, drsFault } = place(crowded(), spec({}));

      expect(recommendations).toEqual([]);
      expect(drsFault).toBeDefined();
    });
  });

  it('tells why there is no place', () => {
    const world = new DrsWorld(STORY);
    const configSpec = data('VirtualMachineConfigSpec', {
      memoryMB: 1024,
      memoryAllocation: data('ResourceAllocationInfo', { reservation: 200_000 }),
    });

    const { recommendations, drsFault } = place(world, { placementType: 'create', configSpec });

    expect(recommendations).toEqual([]);
    expect(drsFault).toMatchObject({ reason: 'xvmotionPlacement' });
  });

  it.each([{ placementType: 'relocate' }, { placementType: 'create' }, { placementType: 'x' }])(
    'wants what %j needs',
    (spec) => {
      expect(faultOf(() => place(new DrsWorld(STORY), spec)).name).toBe('InvalidArgument');
    },
  );
});
