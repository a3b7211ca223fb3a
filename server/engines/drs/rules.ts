/**
 * Rules as a pass asks of them: may this VM be there, and which rules are broken?
 *
 * A mandatory rule between VMs and hosts binds always. DRS breaks no rule by itself; soft rules between VMs
 * and hosts give way only where nothing else is left.
 */
import type { HostState, VmState } from './cluster-load.ts';
import type { DrsRule } from './facts.ts';

export type VmRule = Extract<DrsRule, { kind: 'affinity' | 'antiAffinity' }>;
export type HostRule = Extract<DrsRule, { kind: 'vmHost' }>;

interface BoundRule {
  readonly rule: DrsRule;
  readonly vms: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
}

export class RuleBook {
  readonly #byVm = new Map<string, BoundRule[]>();
  readonly vmRules: readonly VmRule[];
  readonly hostRules: readonly HostRule[];

  constructor(rules: readonly DrsRule[]) {
    this.vmRules = rules.filter((rule): rule is VmRule => rule.kind !== 'vmHost');
    this.hostRules = rules.filter((rule): rule is HostRule => rule.kind === 'vmHost');
    for (const rule of rules) {
      const hosts = new Set(rule.kind === 'vmHost' ? rule.hosts : []);
      const bound = { rule, vms: new Set(rule.vms), hosts };
      for (const vm of bound.vms) this.#byVm.set(vm, [...(this.#byVm.get(vm) ?? []), bound]);
    }
  }

  /** Would the VM break a mandatory rule between VMs and hosts there? */
  isForbidden(vm: string, host: string): boolean {
    return this.#of(vm).some(
      ({ rule, hosts }) =>
        rule.kind === 'vmHost' && rule.mandatory && hosts.has(host) !== rule.affine,
    );
  }

  /** Would it break a soft one there? */
  isUnwanted(vm: string, host: string): boolean {
    return this.#of(vm).some(
      ({ rule, hosts }) =>
        rule.kind === 'vmHost' && !rule.mandatory && hosts.has(host) !== rule.affine,
    );
  }

  /** Would it break a rule between VMs there, with the others where they are? */
  breaksVmRule(vm: VmState, to: HostState): boolean {
    return this.#of(vm.facts.id).some(({ rule, vms }) => {
      if (rule.kind === 'vmHost') return false;
      if (rule.kind === 'antiAffinity') return othersOn(to, vm, vms) > 0;
      return othersOn(to, vm, vms) < othersOn(vm.host, vm, vms);
    });
  }

  /** All rules. A soft one that is broken already may be broken again. */
  allows(vm: VmState, to: HostState): boolean {
    const { id } = vm.facts;
    if (this.#of(id).length === 0) return true;
    if (this.isForbidden(id, to.facts.id) || this.breaksVmRule(vm, to)) return false;
    return !this.isUnwanted(id, to.facts.id) || this.isUnwanted(id, vm.host.facts.id);
  }

  /** VMs that must stay together with this one, itself among them. */
  companions(vm: string): ReadonlySet<string> {
    const found = new Set([vm]);
    // Rules chain: who belongs to one belongs to all of its companions' too.
    for (const one of found) {
      for (const { rule } of this.#of(one)) {
        if (rule.kind === 'affinity') for (const other of rule.vms) found.add(other);
      }
    }
    return found;
  }

  #of(vm: string): readonly BoundRule[] {
    return this.#byVm.get(vm) ?? [];
  }
}

function othersOn(host: HostState, vm: VmState, vms: ReadonlySet<string>): number {
  let count = 0;
  for (const one of host.vms) if (one !== vm && vms.has(one.facts.id)) count += 1;
  return count;
}
