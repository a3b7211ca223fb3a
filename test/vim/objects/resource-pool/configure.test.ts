/** ResourcePool: made, set up, moved, dissolved. */
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
let root: Ref<'ResourcePool'>;
beforeEach(() => {
  lab = new Vcenter();
  root = lab.named('ResourcePool', 'Resources');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

function allocation(members: object = {}) {
  return data('ResourceAllocationInfo', {
    reservation: 0,
    expandableReservation: true,
    limit: -1,
    shares: data('SharesInfo', { level: 'normal', shares: 0 }),
    ...members,
  });
}
function settings(cpu: object = {}, memory: object = {}, more: object = {}) {
  return data('ResourceConfigSpec', {
    cpuAllocation: allocation(cpu),
    memoryAllocation: allocation(memory),
    ...more,
  });
}
const create = (parent: Ref, name: string, spec = settings()) =>
  lab.call(parent, 'CreateResourcePool', { name, spec });

describe('ResourcePool.CreateResourcePool', () => {
  it('makes a pool with shares by level', () => {
    const since = lab.eventCount;

    const pool = create(
      root,
      'p',
      settings({ shares: data('SharesInfo', { level: 'high', shares: 0 }) }),
    );

    expect(lab.read(pool, 'config.cpuAllocation.shares')).toMatchObject({
      level: 'high',
      shares: 8000,
    });
    expect(lab.read(pool, 'config.memoryAllocation.shares.shares')).toBe(163_840);
    expect(lab.read(pool, 'config.entity')).toEqual(pool);
    expect(lab.read(root, 'resourcePool')).toEqual([pool]);
    expect(lab.read(pool, 'owner')).toEqual(lab.read(root, 'owner'));
    expect(lab.events(since)).toMatchObject([
      {
        _typeName: 'ResourcePoolCreatedEvent',
        resourcePool: { name: 'p', resourcePool: pool },
        parent: { name: 'Resources' },
        computeResource: { name: 'Cluster' },
      },
    ]);
  });

  it('refuses names and numbers that make no sense', () => {
    create(root, 'p');

    expect(faultOf(() => create(root, 'p')).name).toBe('DuplicateName');
    expect(faultOf(() => create(root, '')).name).toBe('InvalidName');
    expect(faultOf(() => create(root, 'q', settings({ reservation: -1 }))).name).toBe(
      'InvalidArgument',
    );
    expect(faultOf(() => create(root, 'q', settings({ limit: undefined })))).toMatchObject({
      detail: { invalidProperty: 'spec.cpuAllocation.limit' },
    });
    const limited = settings({ reservation: 500, limit: 100 });
    expect(faultOf(() => create(root, 'q', limited)).name).toBe('InvalidArgument');
  });

  it('reserves no more than the parent has, in MHz and bytes', () => {
    const fixed = create(
      root,
      'fixed',
      settings({ reservation: 1000, expandableReservation: false }),
    );

    expect(faultOf(() => create(fixed, 'q', settings({ reservation: 1500 })))).toMatchObject({
      name: 'InsufficientCpuResourcesFault',
      detail: { unreserved: 1000, requested: 1500 },
    });
    expect(
      faultOf(() => create(root, 'q', settings({}, { reservation: 10_000_000 }))),
    ).toMatchObject({
      name: 'InsufficientMemoryResourcesFault',
      detail: { requested: 10_000_000 * 2 ** 20 },
    });
    create(fixed, 'q', settings({ reservation: 1000 }));
    expect(lab.read(fixed, 'runtime.cpu.unreservedForPool')).toBe(0);
  });

  it('borrows from above where reservations expand', () => {
    const expandable = create(root, 'e', settings({ reservation: 100 }));

    const inner = create(expandable, 'q', settings({ reservation: 5000 }));

    expect(lab.read(inner, 'config.cpuAllocation.reservation')).toBe(5000);
  });
});

describe('ResourcePool.UpdateConfig', () => {
  it('changes name and settings and keeps what is not said', () => {
    const pool = create(root, 'p', settings({ reservation: 1000, limit: 4000 }));
    const since = lab.eventCount;

    lab.call(pool, 'UpdateConfig', {
      name: 'p2',
      config: data('ResourceConfigSpec', {
        cpuAllocation: data('ResourceAllocationInfo', { reservation: 2000 }),
        memoryAllocation: data('ResourceAllocationInfo', {}),
      }),
    });

    expect(lab.read(pool, 'name')).toBe('p2');
    expect(lab.read(pool, 'config.cpuAllocation')).toMatchObject({
      reservation: 2000,
      limit: 4000,
    });
    expect(lab.read(pool, 'config.changeVersion')).toBeDefined();
    expect(lab.eventTypes(since)).toEqual(['ResourcePoolReconfiguredEvent']);
  });

  it('raises a reservation within what the parent has', () => {
    const fixed = create(
      root,
      'fixed',
      settings({ reservation: 1000, expandableReservation: false }),
    );
    const pool = create(fixed, 'p', settings({ reservation: 600 }));
    const raise = (reservation: number) => () =>
      lab.call(pool, 'UpdateConfig', { config: settings({ reservation }) });

    raise(1000)();

    expect(faultOf(raise(1001)).name).toBe('InsufficientCpuResourcesFault');
  });

  it('notices that somebody else was faster, and leaves root pools alone', () => {
    const pool = create(root, 'p');
    lab.call(pool, 'UpdateConfig', { config: settings() });

    const late = () =>
      lab.call(pool, 'UpdateConfig', { config: settings({}, {}, { changeVersion: 'old' }) });
    const ofRoot = () => lab.call(root, 'UpdateConfig', { name: 'x' });

    expect(faultOf(late).name).toBe('ConcurrentAccess');
    expect(faultOf(ofRoot).name).toBe('NotSupported');
  });
});

describe('ResourcePool.UpdateChildResourceConfiguration', () => {
  it('sets up child pools and VMs', () => {
    const pool = create(root, 'p');
    const vm = lab.named('VirtualMachine', 'web-01');

    lab.call(root, 'UpdateChildResourceConfiguration', {
      spec: [
        settings({ reservation: 300 }, {}, { entity: pool }),
        settings({}, { reservation: 512 }, { entity: vm }),
      ],
    });

    expect(lab.read(pool, 'config.cpuAllocation.reservation')).toBe(300);
    expect(lab.read(vm, 'config.memoryAllocation.reservation')).toBe(512);
    expect(lab.read(vm, 'resourceConfig.memoryAllocation.reservation')).toBe(512);
  });

  it('is for direct children only', () => {
    const pool = create(root, 'p');
    const inner = create(pool, 'q');
    const attempt = () =>
      lab.call(root, 'UpdateChildResourceConfiguration', {
        spec: [settings({}, {}, { entity: inner })],
      });

    expect(faultOf(attempt).name).toBe('InvalidArgument');
  });
});

describe('ResourcePool.MoveIntoResourcePool', () => {
  it('takes VMs and pools', () => {
    const [pool, other] = [create(root, 'p'), create(root, 'q')];
    const vm = lab.named('VirtualMachine', 'web-01');
    const since = lab.eventCount;

    lab.call(pool, 'MoveIntoResourcePool', { list: [vm, other] });

    expect(lab.read(pool, 'vm')).toEqual([vm]);
    expect(lab.read(pool, 'resourcePool')).toEqual([other]);
    expect(lab.events(since)).toMatchObject([
      {
        _typeName: 'VmResourcePoolMovedEvent',
        oldParent: { name: 'Resources' },
        newParent: { name: 'p' },
      },
      { _typeName: 'ResourcePoolMovedEvent' },
    ]);
  });

  it('refuses circles, root pools and a running VM whose reservations do not fit', () => {
    const pool = create(
      root,
      'p',
      settings({ expandableReservation: false }, { expandableReservation: false }),
    );
    const inner = create(pool, 'q');
    const into = (target: Ref, one: Ref) => () =>
      lab.call(target, 'MoveIntoResourcePool', { list: [one] });

    expect(faultOf(into(inner, pool)).name).toBe('InvalidArgument');
    expect(faultOf(into(pool, root)).name).toBe('InvalidArgument');
    expect(faultOf(into(pool, lab.named('VirtualMachine', 'web-01'))).name).toBe(
      'InsufficientMemoryResourcesFault',
    );
    lab.call(pool, 'MoveIntoResourcePool', { list: [lab.named('VirtualMachine', 'db-01')] });
  });
});

describe('dissolving pools', () => {
  it('moves up what a pool held', () => {
    const pool = create(root, 'p');
    const inner = create(pool, 'q');
    const vm = lab.named('VirtualMachine', 'web-01');
    lab.call(pool, 'MoveIntoResourcePool', { list: [vm] });
    const since = lab.eventCount;

    lab.run(pool, 'Destroy_Task');

    expect(lab.inventory.has(pool)).toBe(false);
    expect(lab.read(vm, 'resourcePool')).toEqual(root);
    expect(lab.read(inner, 'parent')).toEqual(root);
    expect(lab.eventTypes(since)).toEqual([
      'VmResourcePoolMovedEvent',
      'ResourcePoolMovedEvent',
      'ResourcePoolDestroyedEvent',
    ]);
  });

  it('takes all pools below at once, and keeps their VMs', () => {
    const inner = create(create(root, 'p'), 'q');
    const vm = lab.named('VirtualMachine', 'web-01');
    lab.call(inner, 'MoveIntoResourcePool', { list: [vm] });

    lab.call(root, 'DestroyChildren');

    expect(lab.read(root, 'resourcePool')).toEqual([]);
    expect(lab.read(vm, 'resourcePool')).toEqual(root);
  });
});
