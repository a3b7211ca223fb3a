/**
 * On which hosts of a cluster a VM can run, told once for all VMs of one kind.
 *
 * VMs whose files, networks, processor needs and devices are alike can run on the same hosts. One of them
 * is put to the checks of a real migration against each host; the states of hosts, reservations and rules
 * are left aside, DRS looks at those itself.
 */
import { checkCompatibility } from '../../engines/compatibility/compatibility.ts';
import type { CheckTestType } from '../../engines/compatibility/issue.ts';
import type { FaultVerdict } from '../../engines/plan.ts';
import { linkRateMbPerSecond } from '../../engines/vmotion/link.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { VirtualDevice } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import type { Host, Pool } from '../migrations/move.ts';
import { vmotionLink } from './host-facts.ts';
import { KnownHosts, moveFacts } from './migration-facts.ts';
import { runFacts } from './placement-facts.ts';

type Vm = Ref<'VirtualMachine'>;

const PLACE_TESTS: readonly CheckTestType[] = ['hostTests', 'datastoreTests', 'networkTests'];
/** DRS knows rules and the states of hosts by itself. */
const OWN_CONCERNS: ReadonlySet<string> = new Set([
  'VmHostAffinityRuleViolation',
  'RuleViolation',
  'InvalidHostState',
  'InvalidHostConnectionState',
  'HostNotConnected',
  'DisallowedOperationOnFailoverHost',
]);
/** Devices of which every host has its own, or which are no concern of any. */
const PLAIN_DEVICES: ReadonlySet<string> = new Set([
  'VirtualDisk',
  'VirtualIDEController',
  'VirtualKeyboard',
  'VirtualPCIController',
  'VirtualPointingDevice',
  'VirtualPS2Controller',
  'VirtualSIOController',
  'VirtualMachineVideoCard',
  'VirtualMachineVMCIDevice',
]);

export class CompatibleHosts {
  readonly #inventory: Inventory;
  readonly #hosts: readonly Host[];
  readonly #known: KnownHosts;
  readonly #byKind = new Map<string, ReadonlySet<string>>();
  readonly #sending = new Map<string, boolean>();

  constructor(inventory: Inventory, hosts: readonly Host[]) {
    this.#inventory = inventory;
    this.#hosts = hosts;
    this.#known = new KnownHosts(inventory);
  }

  /** How many kinds of VMs it knows: each new one has cost as many checks as there are hosts. */
  get kindCount(): number {
    return this.#byKind.size;
  }

  /** Of a VM that runs: those to which it can go by vMotion, and its own. */
  of(vm: Vm, source: Host, pool: Pool): ReadonlySet<string> {
    const kind = this.#kindOf(vm, source);
    const found = this.#byKind.get(kind) ?? this.#reached(vm, source, pool);
    this.#byKind.set(kind, found);
    return found;
  }

  #reached(vm: Vm, source: Host, pool: Pool): ReadonlySet<string> {
    const found = new Set<string>([source.value]);
    for (const destination of this.#hosts) {
      if (destination.value === source.value || !this.#inventory.has(destination)) continue;
      const move = { vm, source, destination, pool };
      const facts = moveFacts(this.#inventory, move, undefined, this.#known);
      const { errors } = checkCompatibility({ ...facts, vmRules: [], hostRules: [] }, PLACE_TESTS);
      if (!errors.some(isObstacle)) found.add(destination.value);
    }
    return found;
  }

  /** Does the host take part in vMotion? */
  #sends(host: Host): boolean {
    const known = this.#sending.get(host.value);
    if (known !== undefined) return known;
    const sends = linkRateMbPerSecond(vmotionLink(this.#inventory, host)) > 0;
    this.#sending.set(host.value, sends);
    return sends;
  }

  #kindOf(vm: Vm, source: Host): string {
    const inventory = this.#inventory;
    const ids = (refs: readonly Ref[] | undefined) => (refs ?? []).map(({ value }) => value).sort();
    const config = inventory.read(vm, 'config');
    return JSON.stringify([
      ids(inventory.read(vm, 'datastore')),
      ids(inventory.read(vm, 'network')),
      inventory.read(vm, 'runtime').minRequiredEVCModeKey,
      config?.version,
      config?.cpuAffinity?.affinitySet,
      config?.migrateEncryption,
      inventory.read(vm, 'snapshot') === undefined,
      this.#sends(source),
      (config?.hardware.device ?? []).flatMap(oddity),
    ]);
  }
}

/**
 * Why hosts cannot run a VM that does not run; hosts that can are left out. `files`: `stay` unless they can
 * be taken to where the host sees them.
 */
export function unfitHosts(
  inventory: Inventory,
  vm: Vm,
  hosts: readonly Host[],
  { pool, files = 'stay' }: { readonly pool: Pool; readonly files?: 'stay' | 'follow' | undefined },
): ReadonlyMap<string, FaultVerdict> {
  const tests = PLACE_TESTS.filter((test) => files === 'stay' || test !== 'datastoreTests');
  const source = inventory.read(vm, 'runtime').host;
  const found = new Map<string, FaultVerdict>();
  for (const destination of hosts) {
    const move = { vm, source: source ?? destination, destination, pool };
    const facts = runFacts(inventory, move, 'run');
    const problem = checkCompatibility(facts, tests).errors.find(isObstacle);
    if (problem) found.set(destination.value, problem.fault);
  }
  return found;
}

function isObstacle({ fault }: { readonly fault: FaultVerdict }): boolean {
  return !OWN_CONCERNS.has(fault.name);
}

/** What makes a device bind its VM to hosts; nothing for plain ones. */
function oddity(device: VirtualDevice): unknown[] {
  const { _typeName, backing, connectable } = device;
  if (PLAIN_DEVICES.has(_typeName)) return [];
  const bus = member(device, 'sharedBus');
  const name = member(backing, 'deviceName') ?? member(backing, 'datastore');
  if (bus !== undefined) return bus === 'noSharing' ? [] : [bus];
  return [[_typeName, backing?._typeName, name, connectable?.connected ?? false]];
}
