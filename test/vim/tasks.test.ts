import fc from 'fast-check';
import { assign } from '../../server/inventory/change.ts';
import type { RunningTask, SimpleTask } from '../../server/vim/tasks/tasks.ts';
import { VimFault } from '../../server/vmodl/fault.ts';
import type { TaskInfo } from '../../server/vmodl/generated/data.ts';
import type { Ref } from '../../server/vmodl/reference.ts';
import { data } from '../../server/vmodl/value.ts';
import { DATACENTER, SmallVcenter, TASK_MANAGER, VM } from '../helpers/small-vcenter.ts';

let vcenter: SmallVcenter;
beforeEach(() => {
  vcenter = new SmallVcenter();
});
afterEach(() => vcenter.stop());

const info = (ref: Ref): TaskInfo => vcenter.inventory.read(ref, 'info') as unknown as TaskInfo;

function rename(overrides: Partial<SimpleTask> = {}): SimpleTask {
  return {
    entity: VM,
    name: 'Rename_Task',
    durationMs: 2000,
    finish: () => ({ changes: [assign(VM, 'name', 'renamed')] }),
    ...overrides,
  };
}

describe('A task', () => {
  it('goes from queued over running to success, each at its time', () => {
    const ref = vcenter.tasks.start(vcenter.context(), rename());

    expect(info(ref)).toMatchObject({ state: 'queued', queueTime: '2026-01-01T00:00:00Z' });
    expect(info(ref).startTime).toBeUndefined();
    vcenter.clock.advance(0);
    expect(info(ref)).toMatchObject({ state: 'running', startTime: '2026-01-01T00:00:00Z' });
    vcenter.clock.advance(1999);
    expect(info(ref).state).toBe('running');
    vcenter.clock.advance(1);
    expect(info(ref)).toMatchObject({
      state: 'success',
      completeTime: '2026-01-01T00:00:02Z',
      cancelled: false,
    });
    expect(vcenter.inventory.read(VM, 'name')).toBe('renamed');
  });

  it('says what it does, to what and for whom', () => {
    const ref = vcenter.tasks.start(vcenter.context(), rename());

    expect(info(ref)).toMatchObject({
      key: ref.value,
      task: ref,
      name: 'Rename_Task',
      descriptionId: 'VirtualMachine.rename',
      entity: VM,
      entityName: 'web',
      reason: { _typeName: 'TaskReasonUser', userName: 'VSPHERE.LOCAL\\Administrator' },
    });
  });

  it('of the server itself gives the system as its reason', () => {
    const task = vcenter.tasks.create(undefined, {
      entity: VM,
      descriptionId: 'Drm.ExecuteVMotionLRO',
    });

    expect(info(task.ref)).toMatchObject({
      descriptionId: 'Drm.ExecuteVMotionLRO',
      reason: { _typeName: 'TaskReasonSystem' },
    });
    expect(info(task.ref).name).toBeUndefined();
    expect(vcenter.events.all().at(-1)).toMatchObject({
      userName: '',
      fullFormattedMessage: 'Task: Migrate virtual machine',
    });
  });

  it('posts a TaskEvent whose key begins its chain', () => {
    const ref = vcenter.tasks.start(vcenter.context(), rename());

    const event = vcenter.events.all().at(-1);
    const { eventChainId } = info(ref);
    expect(event).toMatchObject({
      _typeName: 'TaskEvent',
      key: eventChainId,
      chainId: eventChainId,
      fullFormattedMessage: 'Task: Rename virtual machine',
      vm: { name: 'web', vm: VM },
      info: { key: ref.value, state: 'queued' },
    });
  });

  it('commits its end and the changes of the operation at once', () => {
    const ref = vcenter.tasks.start(vcenter.context(), rename());
    vcenter.clock.advance(1999);
    const seen: string[] = [];
    vcenter.inventory.subscribe(() =>
      seen.push(`${vcenter.inventory.read(VM, 'name')} ${info(ref).state}`),
    );

    vcenter.clock.advance(1);

    expect(seen).toEqual(['renamed success']);
  });

  it('ends in error with the fault that its finish throws and what the failure leaves behind', () => {
    const fault = new VimFault('DuplicateName', { name: 'x', object: VM });
    const ref = vcenter.tasks.start(
      vcenter.context(),
      rename({
        finish: () => {
          throw fault;
        },
        failed: () => [assign(VM, 'name', 'marked')],
      }),
    );

    vcenter.clock.advance(2000);

    expect(info(ref)).toMatchObject({
      state: 'error',
      error: {
        _typeName: 'LocalizedMethodFault',
        fault: { _typeName: 'DuplicateName', name: 'x' },
        localizedMessage: "The name 'x' already exists.",
      },
    });
    expect(vcenter.inventory.read(VM, 'name')).toBe('marked');
  });

  it('ends in SystemError when the server itself is mistaken, and the mistake is passed on', () => {
    const mistake = new Error('out of cheese');
    const ref = vcenter.tasks.start(
      vcenter.context(),
      rename({
        finish: () => {
          throw mistake;
        },
      }),
    );

    vcenter.clock.advance(2000);

    expect(info(ref)).toMatchObject({
      state: 'error',
      error: { fault: { _typeName: 'SystemError', reason: 'out of cheese' } },
    });
    expect(vcenter.errors).toEqual([mistake]);
  });

  it('ends in SystemError when its changes make no sense', () => {
    const ref = vcenter.tasks.start(
      vcenter.context(),
      rename({ finish: () => ({ changes: [assign({ ...VM, value: 'vm-999' }, 'name', 'x')] }) }),
    );

    vcenter.clock.advance(2000);

    expect(info(ref).state).toBe('error');
    expect(vcenter.errors).toHaveLength(1);
  });

  it('is listed on its entity and on the TaskManager', () => {
    const ref = vcenter.tasks.start(vcenter.context(), rename());

    expect(vcenter.inventory.read(VM, 'recentTask')).toEqual([ref]);
    expect(vcenter.inventory.read(TASK_MANAGER, 'recentTask')).toEqual([ref]);
    expect(vcenter.tasks.activeOn(VM).map((task) => task.ref)).toEqual([ref]);
    vcenter.clock.advance(2000);
    expect(vcenter.tasks.activeOn(VM)).toEqual([]);
    expect(vcenter.inventory.read(VM, 'recentTask')).toEqual([ref]);
  });

  it('knows its parent and root', () => {
    const parent = vcenter.tasks.create(undefined, { entity: VM, name: 'Rename_Task' });
    const child = vcenter.tasks.create(undefined, {
      entity: VM,
      name: 'Rename_Task',
      parentTaskKey: parent.key,
    });
    const grandchild = vcenter.tasks.create(undefined, {
      entity: VM,
      name: 'Rename_Task',
      parentTaskKey: child.key,
    });

    expect(info(grandchild.ref)).toMatchObject({
      parentTaskKey: child.key,
      rootTaskKey: parent.key,
    });
  });

  it('carries its result', () => {
    const ref = vcenter.tasks.start(
      vcenter.context(),
      rename({ finish: () => ({ changes: [], result: DATACENTER }) }),
    );

    vcenter.clock.advance(2000);

    expect(info(ref).result).toEqual(DATACENTER);
  });
});

describe('Progress of a task', () => {
  let task: RunningTask;
  beforeEach(() => {
    task = vcenter.tasks.create(undefined, { entity: VM, name: 'Rename_Task' });
    task.run();
  });

  it('is told once a second at most, and the newest then', () => {
    const told: unknown[] = [];
    vcenter.inventory.subscribe(() => told.push(info(task.ref).progress));

    task.progress(10);
    task.progress(11);
    vcenter.clock.advance(500);
    task.progress(12);
    vcenter.clock.advance(600);
    vcenter.clock.advance(5000);

    expect(told).toEqual([10, 12]);
  });

  it('never goes back, and is not told when it is the same', () => {
    task.progress(50);
    vcenter.clock.advance(2000);
    const { seq } = vcenter.inventory;
    task.progress(40);
    vcenter.clock.advance(2000);

    expect(info(task.ref).progress).toBe(50);
    expect(vcenter.inventory.seq).toBe(seq);
  });

  it('is whole at a success which had any, unset where there was none', () => {
    task.progress(50);
    task.succeed();
    const other = vcenter.tasks.create(undefined, { entity: VM, name: 'Rename_Task' });
    other.succeed();

    expect(info(task.ref).progress).toBe(100);
    expect(info(other.ref).progress).toBeUndefined();
  });
});

describe('Finished tasks', () => {
  it('can be asked for ten minutes, then they are history only', () => {
    const ref = vcenter.tasks.start(vcenter.context(), rename());
    vcenter.clock.advance(2000);

    vcenter.clock.advance(599_000);
    expect(info(ref).state).toBe('success');
    vcenter.clock.advance(62_000);

    expect(() => info(ref)).toThrow(expect.objectContaining({ name: 'ManagedObjectNotFound' }));
    expect(vcenter.inventory.read(VM, 'recentTask')).toEqual([]);
    expect(vcenter.tasks.history()).toMatchObject([{ key: ref.value, state: 'success' }]);
  });

  it('stay for a minute of real time too, whatever virtual time leaps over', () => {
    vcenter.stop();
    vcenter = new SmallVcenter({ followsWall: true });
    const ref = vcenter.tasks.start(vcenter.context(), rename());

    vcenter.clock.advance(3_600_000);
    expect(info(ref).state).toBe('success');
    vcenter.wall.advance(61_000);
    vcenter.clock.advance(60_000);

    expect(vcenter.inventory.has(ref)).toBe(false);
  });

  it('leave the history when it is full, oldest first', () => {
    vcenter.stop();
    vcenter = new SmallVcenter({ taskHistoryMax: 3 });
    for (let count = 0; count < 5; count += 1) {
      vcenter.tasks.start(undefined, rename());
      vcenter.clock.advance(700_000);
    }

    const keys = vcenter.tasks.history().map(({ key }) => key);
    expect(keys).toEqual(['task-3', 'task-4', 'task-5']);
  });

  it('survive a snapshot and its restoration', () => {
    vcenter.tasks.start(undefined, rename());
    vcenter.clock.advance(700_000);
    const snapshot = vcenter.inventory.takeSnapshot();
    vcenter.tasks.start(undefined, rename());
    vcenter.clock.advance(700_000);

    vcenter.inventory.restore(snapshot);

    expect(vcenter.tasks.history().map(({ key }) => key)).toEqual(['task-1']);
  });
});

describe('Tasks over a reset', () => {
  it('which began after the snapshot are gone and do nothing any more', () => {
    const snapshot = vcenter.inventory.takeSnapshot();
    const ref = vcenter.tasks.start(undefined, rename());
    vcenter.clock.advance(1000);

    vcenter.inventory.restore(snapshot);
    vcenter.clock.advance(10_000);

    expect(vcenter.inventory.has(ref)).toBe(false);
    expect(vcenter.inventory.read(VM, 'name')).toBe('web');
    expect(vcenter.tasks.activeOn(VM)).toEqual([]);
  });

  it('which nobody drives any more end in error when the server resumes', () => {
    const driven = vcenter.tasks.create(undefined, { entity: VM, name: 'Rename_Task' });
    driven.run();
    const snapshot = vcenter.inventory.takeSnapshot();
    driven.succeed();
    vcenter.inventory.restore(snapshot);

    const failed = vcenter.tasks.failRunning('the server was restarted');

    expect(failed).toBe(1);
    expect(info(driven.ref)).toMatchObject({
      state: 'error',
      error: {
        fault: { _typeName: 'SystemError', reason: 'the server was restarted' },
        localizedMessage: 'A general system error occurred: the server was restarted',
      },
    });
  });
});

describe('Whatever happens to a task', () => {
  const step = fc.constantFrom('run', 'progress', 'advance', 'succeed', 'fail', 'cancel', 'arm');

  it('it ends once and its progress never goes back', () => {
    const property = fc.property(
      fc.array(fc.tuple(step, fc.nat(120)), { maxLength: 40 }),
      (steps) => {
        const world = new SmallVcenter();
        const task = world.tasks.create(undefined, { entity: VM, name: 'Rename_Task' });
        const seen: TaskInfo[] = [];
        world.inventory.subscribe((commit) => {
          if (commit.changed.has(task.ref)) {
            seen.push(world.inventory.read(task.ref, 'info') as unknown as TaskInfo);
          }
        });
        for (const [name, amount] of [...steps, ['succeed', 0] as const])
          play(world, task, name, amount);
        world.clock.advance(5000);
        world.stop();

        const ORDER = ['queued', 'running', 'success', 'error'];
        const states = seen.map(({ state }) => ORDER.indexOf(state));
        const progress = seen.map((each) => each.progress ?? -1);
        expect(states).toEqual(states.toSorted((a, b) => a - b));
        expect(progress).toEqual(progress.toSorted((a, b) => a - b));
        expect(seen.filter(({ completeTime }) => completeTime !== undefined)).toHaveLength(1);
        expect(task.ended).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  const play = (world: SmallVcenter, task: RunningTask, name: string, amount: number): void => {
    const steps: Record<string, () => void> = {
      run: () => task.run(),
      progress: () => task.progress(amount),
      advance: () => world.clock.advance(amount * 20),
      succeed: () => task.succeed([], data('IntPolicy', { inherited: false })),
      fail: () => task.fail(new VimFault('Timedout')),
      arm: () => task.cancelable(() => task.fail(new VimFault('RequestCanceled'))),
      cancel: () => {
        try {
          world.tasks.cancel(task.ref);
        } catch (error) {
          expect(error).toBeInstanceOf(VimFault);
        }
      },
    };
    steps[name]?.();
  };
});
