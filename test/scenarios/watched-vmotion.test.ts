/**
 * vMotion as those see it who only look on: every change once, in order, and nothing else.
 */
import type { ObjectId } from '../helpers/soap-client.ts';
import { storiesOf } from '../helpers/story.ts';
import { freshlyRead, type Watched, WireWatcher } from '../helpers/wire-watcher.ts';
import { TWO_HOSTS } from './two-hosts.ts';

const story = storiesOf({ seed: 'two-hosts.yaml', seedText: TWO_HOSTS });

function everything(): Watched[] {
  return [
    { object: story.vm('m1'), paths: ['runtime.host', 'resourcePool', 'runtime.powerState'] },
    { object: story.vm('m2'), paths: ['runtime.host'] },
    { object: story.host('H172'), paths: ['vm'] },
    { object: story.host('H173'), paths: ['vm'] },
  ];
}

/** Lets time pass in steps, so that watchers hear of one before the next. */
async function passInSteps(ms: number, stepMs = 500): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
    story.pass(stepMs);
    await story.client.call('CurrentTime', { type: 'ServiceInstance', value: 'ServiceInstance' });
  }
}

describe('A second client that waits for updates', () => {
  it('sees each change of a vMotion exactly once', async () => {
    const watcher = new WireWatcher(await story.server.loggedIn());
    const task = await story.relocate('m1', 'H173');
    const watched = [...everything(), { object: task, paths: ['info.state', 'info.progress'] }];
    await watcher.watch(watched);

    await passInSteps(10_000);
    await watcher.stop();

    expect(watcher.valuesOf(story.vm('m1'), 'runtime.host')).toEqual([story.host('H173').value]);
    expect(watcher.valuesOf(story.host('H172'), 'vm')).toHaveLength(1);
    expect(watcher.valuesOf(story.host('H173'), 'vm')).toHaveLength(1);
    expect(watcher.valuesOf(story.vm('m2'), 'runtime.host')).toEqual([]);
    expect(watcher.valuesOf(task, 'info.state')).toEqual(['success']);
    const progress = watcher.valuesOf(task, 'info.progress').map(Number);
    expect(progress).toEqual([...new Set(progress)].sort((one, other) => one - other));
    expect(watcher.known).toEqual(await freshlyRead(story.client, watched));
  });

  it('sees the whole of it at once when time leaps', async () => {
    const watcher = await new WireWatcher(await story.server.loggedIn()).watch(everything());
    await story.relocate('m1', 'H173');

    story.pass(60_000);
    await watcher.stop();

    expect(watcher.valuesOf(story.vm('m1'), 'runtime.host')).toEqual([story.host('H173').value]);
    expect(watcher.known).toEqual(await freshlyRead(story.client, everything()));
  });

  it('sees the inventory put back', async () => {
    await story.relocate('m1', 'H173');
    story.pass(60_000);
    const watcher = await new WireWatcher(await story.server.loggedIn()).watch(everything());

    await story.server.reset();
    await watcher.stop();

    expect(watcher.valuesOf(story.vm('m1'), 'runtime.host')).toEqual([story.host('H172').value]);
    expect(watcher.known).toEqual(await freshlyRead(story.client, everything()));
  });
});

describe('Two clients that move VMs at the same time', () => {
  it('both get what they asked for, and both see all of it', async () => {
    const [one, other] = [await story.server.loggedIn(), await story.server.loggedIn('5.5')];
    const watchers = [await new WireWatcher(one).watch(everything())];
    watchers.push(await new WireWatcher(other).watch(everything()));

    const tasks = await Promise.all([
      story.relocate('m1', 'H173', one),
      story.relocate('m2', 'H173', other),
    ]);
    await passInSteps(20_000);
    for (const watcher of watchers) await watcher.stop();

    expect(await Promise.all(tasks.map(async (task) => (await story.outcome(task)).state))).toEqual(
      ['success', 'success'],
    );
    for (const watcher of watchers) {
      const target = [story.host('H173').value];
      expect(watcher.valuesOf(story.vm('m1'), 'runtime.host')).toEqual(target);
      expect(watcher.valuesOf(story.vm('m2'), 'runtime.host')).toEqual(target);
      expect(watcher.known).toEqual(await freshlyRead(one, everything()));
    }
  });

  it('cannot both have the same VM', async () => {
    const [one, other] = [await story.server.loggedIn(), await story.server.loggedIn()];

    const tasks = await Promise.all([
      story.relocate('m1', 'H173', one),
      story.relocate('m1', 'H173', other),
    ]);
    story.pass(60_000);

    const faults = await Promise.all(
      tasks.map(async (task: ObjectId) => (await story.outcome(task)).fault),
    );
    expect(faults.sort()).toEqual(['TaskInProgress', undefined]);
    expect(await story.hostOf('m1')).toBe('H173');
  });
});
