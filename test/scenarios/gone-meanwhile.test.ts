/**
 * Objects that go while a task works on them, or on its way to them: the task ends, and nothing else
 * is held up.
 */
import { element, type ObjectId, refElement } from '../helpers/soap-client.ts';
import { storiesOf } from '../helpers/story.ts';
import { TWO_HOSTS } from './two-hosts.ts';

const story = storiesOf({ seed: 'two-hosts.yaml', seedText: TWO_HOSTS });
const ROOT: ObjectId = { type: 'Folder', value: 'group-d1' };
/** A disconnected host is removed in half a second: before any of these tasks has ended. */
const REMOVED_MS = 500;

/** A host goes, with all that is registered on it. */
async function removeHost(name: string): Promise<void> {
  const task = await story.client.start('Destroy_Task', story.host(name));
  story.pass(REMOVED_MS);
  expect(await story.outcome(task)).toMatchObject({ state: 'success' });
}

async function disconnect(name: string, waitMs: number): Promise<void> {
  await story.client.start('DisconnectHost_Task', story.host(name));
  story.pass(waitMs);
}

describe('A task on a VM whose host is removed', () => {
  it.each([
    ['SuspendVM_Task', 'm1'],
    ['PowerOnVM_Task', 'off'],
    ['RelocateVM_Task', 'off'],
  ])('ends by saying that the VM is gone: %s', async (method, vm) => {
    const spec = `<spec>${refElement('host', story.host('H173'))}</spec>`;
    await disconnect('H172', REMOVED_MS - 100);
    const args = method === 'RelocateVM_Task' ? spec : '';
    const task = await story.client.start(method, story.vm(vm), args);
    story.pass(100);

    await removeHost('H172');
    story.pass(10_000);

    expect(await story.outcome(task)).toMatchObject({
      state: 'error',
      fault: 'ManagedObjectNotFound',
    });
    expect(story.server.logged).toEqual([]);
  });
});

describe('A move into a folder which is destroyed meanwhile', () => {
  it('fails, and lets the next move have its turn', async () => {
    const vmFolder = await story.client.textOf(story.server.named('Datacenter', 'DC'), 'vmFolder');
    const parent = { type: 'Folder', value: vmFolder ?? '' };
    const made = await story.client.call('CreateFolder', parent, element('name', 'target'));
    const folder = { type: 'Folder', value: made.textAt('returnval') ?? '' };
    const to = refElement('folder', folder) + refElement('host', story.host('H173'));
    const move = await story.client.start('RelocateVM_Task', story.vm('m1'), `<spec>${to}</spec>`);
    story.pass(1_000);

    await story.client.start('Destroy_Task', folder);
    story.pass(60_000);
    const next = await story.relocate('m1', 'H173');
    story.pass(60_000);

    expect((await story.outcome(move)).fault).toBe('ManagedObjectNotFound');
    expect((await story.outcome(next)).state).toBe('success');
    expect(await story.client.idsOf(ROOT, 'childEntity')).toHaveLength(1);
  });
});
