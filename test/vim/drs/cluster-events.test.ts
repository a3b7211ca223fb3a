/** What DRS tells of a cluster's state, once when it begins and once when it is over. */
import { failHost, restoreHost } from '../../../server/vim/ha/host-failure.ts';
import { data } from '../../../server/vmodl/value.ts';
import { DrsWorld, FIVE_MINUTES } from './drs-world.ts';

const MINUTE = 60_000;

let world: DrsWorld;
beforeEach(() => {
  world = new DrsWorld({
    behavior: 'manual',
    hosts: [
      { name: 'h1', vms: { A: 100 } },
      { name: 'h2', vms: { B: 100 } },
    ],
  });
  world.clock.advance(MINUTE);
});
afterEach(() => {
  expect(world.errors).toEqual([]);
  world.loop.stop();
  world.stop();
});

const told = (since: number, ...types: readonly string[]) =>
  world.eventTypes(since).filter((type) => types.includes(type));
const RULE_EVENTS = [
  'DrsRuleViolationEvent',
  'DrsSoftRuleViolationEvent',
  'DrsRuleComplianceEvent',
];

/** A on h2, which it is not. */
function ruleForA(mandatory: boolean): void {
  const group = (type: string, members: object) =>
    data('ClusterGroupSpec', { operation: 'add', info: data(type, members) });
  const info = data('ClusterVmHostRuleInfo', {
    ...{ name: 'A to h2', enabled: true, mandatory },
    ...{ vmGroupName: 'vms', affineHostGroupName: 'hosts' },
  });
  world.reconfigure({
    groupSpec: [
      group('ClusterVmGroup', { name: 'vms', vm: [world.vm('A')] }),
      group('ClusterHostGroup', { name: 'hosts', host: [world.host('h2')] }),
    ],
    rulesSpec: [data('ClusterRuleSpec', { operation: 'add', info })],
  });
}

describe.each([
  [true, 'DrsRuleViolationEvent'],
  [false, 'DrsSoftRuleViolationEvent'],
])('A rule between VMs and hosts, mandatory: %s', (mandatory, type) => {
  it('is told broken once, by a VM that stands where it must not', () => {
    const since = world.eventCount;

    ruleForA(mandatory);
    world.clock.advance(3 * FIVE_MINUTES);

    expect(told(since, ...RULE_EVENTS)).toEqual([type]);
    const event = world.events(since).find(({ _typeName }) => _typeName === type);
    expect(event).toMatchObject({ template: false, vm: { name: 'A' }, host: { name: 'h1' } });
  });

  it('is told kept once the VM has moved', () => {
    ruleForA(mandatory);
    const since = world.eventCount;

    world.call(world.vm('A'), 'MigrateVM_Task', {
      host: world.host('h2'),
      priority: 'defaultPriority',
    });
    world.clock.advance(2 * FIVE_MINUTES);

    expect(world.hostOf('A')).toBe('h2');
    expect(told(since, ...RULE_EVENTS)).toEqual(['DrsRuleComplianceEvent']);
  });
});

it('A VM that is switched off breaks no rule, and that is not told', () => {
  ruleForA(true);
  const since = world.eventCount;

  world.run(world.vm('A'), 'PowerOffVM_Task');
  world.clock.advance(FIVE_MINUTES);

  expect(told(since, ...RULE_EVENTS)).toEqual([]);
});

describe('A cluster that has promised more than it has', () => {
  it('tells so once, when a host goes', () => {
    for (const name of ['A', 'B']) {
      world.assign(
        world.vm(name),
        'config.cpuAllocation',
        data('ResourceAllocationInfo', {
          ...{ reservation: 6_000, limit: -1, expandableReservation: false },
          shares: data('SharesInfo', { level: 'normal', shares: 2000 }),
        }),
      );
    }
    world.refresh();
    const since = world.eventCount;

    world.run(world.host('h2'), 'DisconnectHost_Task');
    world.clock.advance(2 * FIVE_MINUTES);

    const overcommitted = world.inventory.read(world.cluster, 'overallStatus') !== 'green';
    expect(told(since, 'ClusterOvercommittedEvent')).toHaveLength(overcommitted ? 1 : 0);
    expect(overcommitted).toBe(true);
  });
});

describe('A host that does not answer', () => {
  it('is told not to hear of settings, and to hear of them again', () => {
    const since = world.eventCount;

    failHost(world.services, world.host('h2'));
    world.clock.advance(FIVE_MINUTES);
    restoreHost(world.services, world.host('h2'));
    world.clock.advance(FIVE_MINUTES);

    const types = ['DrsResourceConfigureFailedEvent', 'DrsResourceConfigureSyncedEvent'];
    expect(told(since, ...types)).toEqual(types);
  });
});
