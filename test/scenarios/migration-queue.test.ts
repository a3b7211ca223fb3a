/**
 * More moves than the links carry, and moves that are called off.
 */
import type { ObjectId } from '../helpers/soap-client.ts';
import { storiesOf } from '../helpers/story.ts';
import { MOVABLE_VMS, TWO_HOSTS } from './two-hosts.ts';

const story = storiesOf({ seed: 'two-hosts.yaml', seedText: TWO_HOSTS });

async function relocateAll(): Promise<readonly ObjectId[]> {
  const tasks: ObjectId[] = [];
  for (const vm of MOVABLE_VMS) tasks.push(await story.relocate(vm, 'H173'));
  return tasks;
}

const statesOf = (tasks: readonly ObjectId[]) =>
  Promise.all(tasks.map(async (task) => (await story.outcome(task)).state));

describe('Nine moves over 10 GbE', () => {
  it('are eight that run and one that waits, which starts when another has ended', async () => {
    const tasks = await relocateAll();
    story.pass(1);
    const last = tasks.at(-1) as ObjectId;

    expect(await statesOf(tasks)).toEqual([...Array(8).fill('running'), 'queued']);
    const waiting = await story.client.taskInfo(last);
    expect(waiting.textAt('queueTime')).toBeDefined();
    expect(waiting.textAt('startTime')).toBeUndefined();

    while ((await story.outcome(last)).state === 'queued') story.pass(100);
    const ended = (await statesOf(tasks)).filter((state) => state === 'success');
    expect(ended.length).toBeGreaterThanOrEqual(1);

    story.pass(600_000);
    expect(await statesOf(tasks)).toEqual(Array(9).fill('success'));
    expect((await story.client.idsOf(story.host('H172'), 'vm')).length).toBe(5);
  });

  it('share the link: eight at once take longer than one alone', async () => {
    const [first] = await relocateAll();
    story.pass(600_000);
    const shared = await story.outcome(first as ObjectId);
    await story.server.reset();

    const alone = await story.relocate('m1', 'H173');
    story.pass(600_000);

    expect(Number(shared.ms)).toBeGreaterThan(4 * Number((await story.outcome(alone)).ms));
  });
});

describe('A move that is called off half way', () => {
  async function cancelledHalfWay(): Promise<ObjectId> {
    const task = await story.relocate('greedy', 'H173');
    while (((await story.progress(task)) ?? 0) < 50) story.pass(100);
    await story.cancel(task);
    return task;
  }

  async function makeRoom(): Promise<void> {
    await story.client.start('PowerOffVM_Task', story.vm('settled'));
    story.pass(5_000);
  }

  it('ends at once, and the VM has never left', async () => {
    await makeRoom();

    const task = await cancelledHalfWay();

    const info = await story.client.taskInfo(task);
    expect(info.textAt('state')).toBe('error');
    expect(info.textAt('cancelled')).toBe('true');
    expect(info.at('error/fault')?.type).toBe('RequestCanceled');
    expect(await story.hostOf('greedy')).toBe('H172');
    story.pass(600_000);
    expect(await story.hostOf('greedy')).toBe('H172');
    expect(await story.eventTypes(story.vm('greedy'))).toEqual([
      'TaskEvent',
      'VmBeingHotMigratedEvent',
      'VmFailedMigrateEvent',
      'AlarmStatusChangedEvent',
    ]);
  });

  it('gives back what was reserved for it', async () => {
    await makeRoom();

    // While it moves both hosts hold its reservation, so the other VM has no room.
    const task = await story.relocate('greedy', 'H173');
    story.pass(2_000);
    const refused = await story.client.start('PowerOnVM_Task', story.vm('settled'));
    story.pass(5_000);
    expect((await story.outcome(refused)).fault).toBe('InsufficientHostMemoryCapacityFault');
    await story.cancel(task);

    const again = await story.client.start('PowerOnVM_Task', story.vm('settled'));
    story.pass(5_000);
    expect((await story.outcome(again)).state).toBe('success');
  });

  it('leaves the queue when it still waited, and the next in line starts', async () => {
    const tasks = await relocateAll();
    const queued = await story.relocate('off-missing-network', 'H173');
    story.pass(1);

    await story.cancel(tasks[8] as ObjectId);
    expect((await story.outcome(tasks[8] as ObjectId)).fault).toBe('RequestCanceled');
    expect(await story.hostOf('m9')).toBe('H172');
    await story.cancel(tasks[0] as ObjectId);

    expect((await story.outcome(queued)).state).toBe('running');
  });

  it('cannot be called off twice, nor after its end', async () => {
    await makeRoom();
    const task = await cancelledHalfWay();

    const twice = await story.client.faultOf('CancelTask', task);
    const done = await story.relocate('m1', 'H173');
    story.pass(60_000);
    const late = await story.client.faultOf('CancelTask', done);

    expect([twice.name, late.name]).toEqual(['InvalidState', 'InvalidState']);
  });
});
