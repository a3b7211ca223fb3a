/**
 * What DRS finds wrong with a cluster, told when it begins and, where there is an event for it, when it is over:
 * VMs that break rules between VMs and hosts, more promised than there is, hosts that do not hear of settings.
 *
 * What was told is the cluster's internal property `_drsTold`, so that it is told once, also after a restart.
 */
import type { DrsRule } from '../../engines/drs/facts.ts';
import { RuleBook } from '../../engines/drs/rules.ts';
import { assign, type Change } from '../../inventory/change.ts';
import type { TypedReader } from '../../inventory/typed-reader.ts';
import { VimFault } from '../../vmodl/fault.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { data, member } from '../../vmodl/value.ts';
import type { Cluster } from '../facts/drs-settings.ts';
import type { Services } from '../method.ts';
import { isOvercommitted } from '../objects/cluster-compute-resource/colour.ts';

type Vm = Ref<'VirtualMachine'>;
type Told = Pick<Services, 'inventory' | 'events'>;

/** Ids of what was told, oldest first. */
interface State {
  /** VMs that break a mandatory rule, and that break a soft one alone. */
  readonly hard: readonly string[];
  readonly soft: readonly string[];
  /** Hosts. */
  readonly unsynced: readonly string[];
  readonly overcommitted: boolean;
}

/** Events for the commit of a pass. */
export function clusterEvents(
  services: Told,
  cluster: Cluster,
  rules: readonly DrsRule[],
): readonly Change[] {
  const before = stateOf(services, cluster);
  const after: State = {
    ...violations(services, rules),
    unsynced: unreachable(services, cluster),
    overcommitted: isOvercommitted(
      cluster,
      services.inventory.read.bind(services.inventory) as TypedReader,
    ),
  };
  const events = [
    ...ruleEvents(services, before, after),
    ...syncEvents(services, before, after),
    ...(after.overcommitted && !before.overcommitted
      ? [services.events.change({ type: 'ClusterOvercommittedEvent', about: cluster })]
      : []),
  ];
  if (JSON.stringify(before) === JSON.stringify(after)) return events;
  return [...events, assign(cluster, '_drsTold', data('_DrsTold', { ...after }))];
}

function stateOf({ inventory }: Told, cluster: Cluster): State {
  const told = inventory.read(cluster as Ref, '_drsTold');
  const ids = (name: string) => (member(told, name) ?? []) as readonly string[];
  return {
    ...{ hard: ids('hard'), soft: ids('soft'), unsynced: ids('unsynced') },
    overcommitted: member(told, 'overcommitted') === true,
  };
}

/** Of VMs that run, where they run now. */
function violations({ inventory }: Told, rules: readonly DrsRule[]): Pick<State, 'hard' | 'soft'> {
  const book = new RuleBook(rules);
  const ids = new Set(book.hostRules.flatMap(({ vms }) => vms));
  const hard: string[] = [];
  const soft: string[] = [];
  for (const id of ids) {
    const vm = reference('VirtualMachine', id);
    const { powerState, host } = inventory.has(vm) ? inventory.read(vm, 'runtime') : NOWHERE;
    if (powerState !== 'poweredOn' || !host) continue;
    if (book.isForbidden(id, host.value)) hard.push(id);
    else if (book.isUnwanted(id, host.value)) soft.push(id);
  }
  return { hard, soft };
}

const NOWHERE = { powerState: 'poweredOff', host: undefined } as const;

function ruleEvents(services: Told, before: State, after: State): Change[] {
  const known = new Set([...before.hard, ...before.soft]);
  const broken = new Set([...after.hard, ...after.soft]);
  const tell = (type: string, ids: readonly string[]) =>
    ids.flatMap((id) => vmEvent(services, type, reference('VirtualMachine', id)));
  return [
    ...tell('DrsRuleViolationEvent', added(before.hard, after.hard)),
    ...tell('DrsSoftRuleViolationEvent', added(before.soft, after.soft)),
    ...tell(
      'DrsRuleComplianceEvent',
      [...known].filter((id) => !broken.has(id)),
    ),
  ];
}

/** Nothing of a VM that is gone, or runs no more: it stands nowhere. */
function vmEvent({ inventory, events }: Told, type: string, vm: Vm): Change[] {
  if (!inventory.has(vm) || inventory.read(vm, 'runtime').powerState !== 'poweredOn') return [];
  const template = inventory.read(vm, 'config')?.template ?? false;
  return [events.change({ type, about: vm, members: { template } })];
}

/** Hosts that should take part and do not answer. */
function unreachable({ inventory }: Told, cluster: Cluster): readonly string[] {
  return (inventory.read(cluster, 'host') ?? [])
    .filter((host) => {
      const { connectionState, powerState } = inventory.read(host, 'runtime');
      return connectionState === 'notResponding' && powerState !== 'standBy';
    })
    .map(({ value }) => value);
}

function syncEvents(services: Told, before: State, after: State): Change[] {
  const tell = (type: string, ids: readonly string[], members: object = {}) =>
    ids
      .map((id) => reference('HostSystem', id))
      .filter((host) => services.inventory.has(host))
      .map((about) => services.events.change({ type, about, members: { ...members } }));
  const reason = new VimFault('HostNotReachable').toLocalizedMethodFault();
  return [
    ...tell('DrsResourceConfigureFailedEvent', added(before.unsynced, after.unsynced), { reason }),
    ...tell('DrsResourceConfigureSyncedEvent', added(after.unsynced, before.unsynced)),
  ];
}

/** What `after` has beyond `before`. */
function added(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.filter((id) => !before.includes(id));
}
