/**
 * Moves that cannot be: what the task says, what the event says, and that nothing moved.
 */
import { element, refElement } from '../helpers/soap-client.ts';
import { storiesOf } from '../helpers/story.ts';
import { TWO_HOSTS } from './two-hosts.ts';

const story = storiesOf({ seed: 'two-hosts.yaml', seedText: TWO_HOSTS });

/** Asks for a move to H173, waits, and tells what became of it. */
async function refusal(vm: string) {
  const before = story.server.inventory.read(story.vm(vm) as never, 'runtime');
  const task = await story.relocate(vm, 'H173');
  story.pass(60_000);
  const info = await story.client.taskInfo(task);
  const unmoved = story.server.inventory.read(story.vm(vm) as never, 'runtime') === before;
  return { info, error: info.at('error'), unmoved, ...(await story.outcome(task)) };
}

describe('A VM whose disk lies on a datastore of its host alone', () => {
  it('stays where it is: the other host cannot reach its files', async () => {
    const { state, fault, unmoved } = await refusal('on-local-disk');

    expect(state).toBe('error');
    expect(['CannotAccessVmDisk', 'CannotAccessVmConfig']).toContain(fault);
    expect(unmoved).toBe(true);
    expect(await story.hostOf('on-local-disk')).toBe('H172');
    expect(await story.lists('H173', 'on-local-disk')).toBe(false);
  });

  it('tells of it in an event that holds the same fault', async () => {
    const { fault } = await refusal('on-local-disk');

    const events = await story.client.call(
      'QueryEvents',
      { type: 'EventManager', value: 'EventManager' },
      `<filter>${element('eventTypeId', 'VmFailedMigrateEvent')}</filter>`,
    );
    const [event, ...others] = events.all('returnval');
    expect(others).toEqual([]);
    expect(event?.type).toBe('VmFailedMigrateEvent');
    expect(event?.at('reason/fault')?.type).toBe(fault);
    expect(event?.textAt('destHost/name')).toBe('H173');
    expect(event?.textAt('vm/name')).toBe('on-local-disk');
  });
});

describe('A VM on a network the other host does not have', () => {
  it('stays where it is while its card is connected', async () => {
    const { fault, error, unmoved } = await refusal('on-missing-network');

    expect(fault).toBe('CannotAccessNetwork');
    expect(error?.textAt('fault/device')).toBe('Network adapter 1');
    expect(error?.textAt('fault/backing')).toContain('Net172');
    expect(unmoved).toBe(true);
  });

  it('moves when its card is not connected', async () => {
    const task = await story.relocate('off-missing-network', 'H173');
    story.pass(60_000);

    expect((await story.outcome(task)).state).toBe('success');
    expect(await story.hostOf('off-missing-network')).toBe('H173');
  });
});

describe('A host that takes no VMs', () => {
  async function onH173(method: string, args = ''): Promise<void> {
    for (const name of ['settled']) {
      const off = await story.client.start('PowerOffVM_Task', story.vm(name));
      story.pass(5_000);
      expect((await story.outcome(off)).state).toBe('success');
    }
    const task = await story.client.start(method, story.host('H173'), args);
    story.pass(60_000);
    expect(await story.outcome(task)).toMatchObject({ state: 'success' });
  }

  it('refuses them in maintenance mode', async () => {
    await onH173('EnterMaintenanceMode_Task', element('timeout', 0));

    const { fault, error, unmoved } = await refusal('m1');

    expect(fault).toBe('InvalidHostState');
    expect(error?.textAt('fault/host')).toBe(story.host('H173').value);
    expect(unmoved).toBe(true);
  });

  it('refuses them while disconnected', async () => {
    await onH173('DisconnectHost_Task');

    const { fault, unmoved } = await refusal('m1');

    expect(['HostNotConnected', 'InvalidHostConnectionState']).toContain(fault);
    expect(unmoved).toBe(true);
  });

  it('refuses a VM whose reservation it cannot hold', async () => {
    const { fault, unmoved } = await refusal('greedy');

    expect(fault).toBe('InsufficientHostMemoryCapacityFault');
    expect(unmoved).toBe(true);
  });

  it('takes that VM once it has room', async () => {
    const off = await story.client.start('PowerOffVM_Task', story.vm('settled'));
    story.pass(5_000);
    expect((await story.outcome(off)).state).toBe('success');

    const task = await story.relocate('greedy', 'H173');
    story.pass(300_000);

    expect((await story.outcome(task)).state).toBe('success');
  });
});

describe('What contradicts itself', () => {
  it('is refused at once, without a task', async () => {
    const before = await story.recentTasks();
    const gone = { type: 'HostSystem', value: 'host-999999' };

    const unknown = await story.client.faultOf(
      'RelocateVM_Task',
      story.vm('m1'),
      `<spec>${refElement('host', gone)}</spec>`,
    );
    const wrongState = await story.client.faultOf(
      'MigrateVM_Task',
      story.vm('m1'),
      `${refElement('host', story.host('H173'))}${element('priority', 'defaultPriority')}${element('state', 'poweredOff')}`,
    );

    expect(unknown.name).toBe('ManagedObjectNotFound');
    expect(wrongState.name).toBe('InvalidPowerState');
    expect(await story.recentTasks()).toEqual(before);
  });

  it('is a second move of a VM that is moving', async () => {
    const first = await story.relocate('m1', 'H173');
    story.pass(1_000);

    const second = await story.relocate('m1', 'H173');
    story.pass(60_000);

    expect((await story.outcome(second)).fault).toBe('TaskInProgress');
    expect((await story.outcome(first)).state).toBe('success');
  });
});
