/**
 * A VM moves between two hosts while it runs, as its owner and everybody else see it.
 */
import { element } from '../helpers/soap-client.ts';
import { storiesOf } from '../helpers/story.ts';
import { TWO_HOSTS } from './two-hosts.ts';

const story = storiesOf({ seed: 'two-hosts.yaml', seedText: TWO_HOSTS });
/** Preparation 1 s, precopy 3.655 s, switchover 0.491 s, cleanup 0.5 s. */
const MOVE_MS = 5_646;
const STEP_MS = 200;

describe('A running VM that is moved to another host', () => {
  it('runs there after the time its memory takes', async () => {
    const task = await story.relocate('m1', 'H173');
    story.pass(60_000);

    const outcome = await story.outcome(task);
    expect(outcome).toMatchObject({ state: 'success', fault: undefined });
    expect(Math.abs(Number(outcome.ms) - MOVE_MS)).toBeLessThanOrEqual(1);
    expect(await story.hostOf('m1')).toBe('H173');
  });

  it('is on exactly one host at every instant, and its task only goes forward', async () => {
    const task = await story.relocate('m1', 'H173');
    const hosts = new Set<string | undefined>();
    const progress: number[] = [];
    const states: (string | undefined)[] = [];
    const cancelable: (string | undefined)[] = [];

    for (let passedMs = 0; passedMs <= MOVE_MS + STEP_MS; passedMs += STEP_MS) {
      const host = await story.hostOf('m1');
      const lists = [await story.lists('H172', 'm1'), await story.lists('H173', 'm1')];
      expect(lists).toEqual([host === 'H172', host === 'H173']);
      hosts.add(host);
      const info = await story.client.taskInfo(task);
      states.push(info.textAt('state'));
      cancelable.push(info.textAt('cancelable'));
      progress.push(Number(info.textAt('progress') ?? 0));
      story.pass(STEP_MS);
    }

    expect([...hosts]).toEqual(['H172', 'H173']);
    expect([...new Set(states)]).toEqual(['running', 'success']);
    expect([...new Set(cancelable)]).toEqual(['true', 'false']);
    expect(progress).toEqual([...progress].sort((one, other) => one - other));
    expect(new Set(progress).size).toBeGreaterThan(3);
    expect(progress.at(-1)).toBe(100);
  });

  it('is told of by three events of one chain, which the task names', async () => {
    const task = await story.relocate('m1', 'H173');
    story.pass(60_000);

    const events = await story.events(story.vm('m1'));
    const chain = Number((await story.client.taskInfo(task)).textAt('eventChainId'));
    expect(events.map(({ type }) => type)).toEqual([
      'TaskEvent',
      'VmBeingHotMigratedEvent',
      'VmMigratedEvent',
    ]);
    expect(events.map(({ chainId }) => chainId)).toEqual([chain, chain, chain]);
    expect(events[0]?.key).toBe(chain);
  });

  it('counts once in its cluster, and takes its datastores and networks along', async () => {
    const cluster = story.server.named('ClusterComputeResource', 'C1');
    const before = await story.client.read(story.vm('m1'), 'datastore', 'network');
    const count = async () => Number(await story.client.textOf(cluster, 'summary.numVmotions'));
    const vmotions = await count();

    await story.relocate('m1', 'H173');
    story.pass(60_000);

    expect(await count()).toBe(vmotions + 1);
    for (const [path, value] of await story.client.read(story.vm('m1'), 'datastore', 'network')) {
      expect(value.texts('ManagedObjectReference')).toEqual(
        before.get(path)?.texts('ManagedObjectReference'),
      );
    }
  });

  it('goes by MigrateVM_Task as well', async () => {
    const task = await story.client.start(
      'MigrateVM_Task',
      story.vm('m1'),
      `<host type="HostSystem">${story.host('H173').value}</host>${element('priority', 'highPriority')}`,
    );
    story.pass(60_000);

    expect((await story.outcome(task)).state).toBe('success');
    expect((await story.client.taskInfo(task)).textAt('descriptionId')).toBe(
      'VirtualMachine.migrate',
    );
    expect(await story.hostOf('m1')).toBe('H173');
  });
});

describe('A VM that does not run', () => {
  it('moves in seconds, by other events, and is no vMotion', async () => {
    const cluster = story.server.named('ClusterComputeResource', 'C1');
    const vmotions = await story.client.textOf(cluster, 'summary.numVmotions');

    const task = await story.relocate('off', 'H173');
    story.pass(3_000);

    expect((await story.outcome(task)).state).toBe('success');
    expect(await story.hostOf('off')).toBe('H173');
    expect(await story.eventTypes(story.vm('off'))).toEqual([
      'TaskEvent',
      'VmBeingMigratedEvent',
      'VmMigratedEvent',
    ]);
    expect(await story.client.textOf(cluster, 'summary.numVmotions')).toBe(vmotions);
  });
});
