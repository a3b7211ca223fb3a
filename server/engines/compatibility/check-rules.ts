/**
 * Rule part of `hostTests`. A user may break a rule between VMs by hand, so it is a warning; a
 * mandatory rule between VMs and hosts binds everybody, even where DRS is switched off.
 */
import { sameReference } from '../../vmodl/reference.ts';
import type { HostRuleFacts, MoveFacts, VmRuleFacts } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, warning } from './issue.ts';

export function checkRules(move: MoveFacts): readonly Finding[] {
  const { vm, destination } = move;
  const broken = move.vmRules.filter((rule) => breaksVmRule(rule, move));
  const findings = broken.map(({ rule, kind }) =>
    warning(
      'RuleViolation',
      { host: destination.ref, rule },
      `Virtual machine '${vm.name}' on host '${destination.name}' would violate a virtual machine - ` +
        `virtual machine ${kind === 'affinity' ? 'affinity' : 'anti-affinity'} rule.`,
    ),
  );
  const breaksMandatory = move.hostRules.some((rule) => breaksHostRule(rule, move));
  if (!breaksMandatory) return findings;
  const message = `Virtual machine '${vm.name}' on host '${destination.name}' would violate a virtual machine - host affinity rule.`;
  const detail = { vmName: vm.name, hostName: destination.name };
  return [...findings, error('VmHostAffinityRuleViolation', detail, message)];
}

function breaksVmRule({ kind, otherHosts }: VmRuleFacts, { destination }: MoveFacts): boolean {
  const isThere = (host: (typeof otherHosts)[number]) => sameReference(host, destination.ref);
  return kind === 'affinity' ? !otherHosts.every(isThere) : otherHosts.some(isThere);
}

function breaksHostRule(rule: HostRuleFacts, { destination }: MoveFacts): boolean {
  const isNamed = rule.hosts.some((host) => sameReference(host, destination.ref));
  return rule.mandatory && isNamed !== (rule.kind === 'affinity');
}
