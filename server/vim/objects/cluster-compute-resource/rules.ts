/**
 * Rules of a cluster: which VMs stay together or apart, which hosts a group of VMs runs on, which group
 * starts after which.
 *
 * The server numbers rules; a number is never given twice. A rule goes with a group it names.
 */
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  ClusterDependencyRuleInfo,
  ClusterGroupInfo,
  ClusterRuleInfo,
  ClusterRuleSpec,
  ClusterVmHostRuleInfo,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { freezeDeep } from '../../../vmodl/value.ts';
import { isHostGroup, isVmGroup } from './groups.ts';
import { editedList } from './list-edits.ts';
import { merged } from './merged.ts';
import { disablingConflicts } from './rule-conflicts.ts';
import { isDependency, isHostRule, isVmRule, type VmRule } from './rule-kinds.ts';
import { type ClusterScope, demandVm, distinct } from './scope.ts';

const PLACE = 'spec.rulesSpec';
const HOST_GROUPS = ['affineHostGroupName', 'antiAffineHostGroupName'] as const;

export interface NumberedRules {
  readonly rule: readonly ClusterRuleInfo[];
  /** The highest number given so far. */
  readonly lastKey: number;
}

/**
 * The rules after the edits; of rules that contradict each other the newer are disabled. Throws
 * InvalidArgument for a rule that says nothing or names what is not there, DuplicateName.
 */
export function editedRules(
  before: NumberedRules,
  updates: readonly ClusterRuleSpec[] | undefined,
  groups: readonly ClusterGroupInfo[],
  scope: ClusterScope,
): NumberedRules {
  const { numbered, lastKey } = numberedRules(before, updates);
  const rule = editedList(before.rule, numbered, {
    place: PLACE,
    keyOf: ({ key }) => String(key),
    kept: (wish, old, place) => keptRule(wish, old, { groups, scope, place }),
  }).filter((one) => namesGroups(one, groups));
  demandDistinctNames(rule, scope.cluster);
  return { rule: disablingConflicts(rule, groups), lastKey };
}

/** The edits with a number of its own for each rule that is added. */
export function numberedRules(
  before: NumberedRules,
  updates: readonly ClusterRuleSpec[] | undefined,
): { readonly numbered: readonly ClusterRuleSpec[] | undefined; readonly lastKey: number } {
  let lastKey = before.rule.reduce((top, { key }) => Math.max(top, key ?? 0), before.lastKey);
  const numbered = updates?.map((update) => {
    if (update.operation !== 'add' || !update.info) return update;
    lastKey += 1;
    return { ...update, info: { ...update.info, key: lastKey } };
  });
  return { numbered, lastKey };
}

interface RulePlace {
  readonly groups: readonly ClusterGroupInfo[];
  readonly scope: ClusterScope;
  readonly place: string;
}

function keptRule(
  wish: ClusterRuleInfo,
  old: ClusterRuleInfo | undefined,
  { groups, scope, place }: RulePlace,
): ClusterRuleInfo {
  const common = commonRule(wish, old, { newUuid: scope.newUuid, place });
  if (isVmRule(common)) return freezeDeep(keptVmRule(common, scope, place));
  if (isHostRule(common)) return freezeDeep(keptHostRule(common, wish, groups, place));
  if (isDependency(common)) return freezeDeep(keptDependency(common, groups, place));
  throw invalidArgument(place);
}

/** What every rule is kept with. Throws InvalidArgument for one without a name, or of another kind than before. */
export function commonRule(
  wish: ClusterRuleInfo,
  old: ClusterRuleInfo | undefined,
  { newUuid, place }: { readonly newUuid: () => string; readonly place: string },
): ClusterRuleInfo {
  if (old && old._typeName !== wish._typeName) throw invalidArgument(place);
  const { status: _status, inCompliance: _inCompliance, ...stored } = merged(old, wish) ?? wish;
  const name = wish.name ?? old?.name;
  if (!name) throw invalidArgument(`${place}.name`);
  return {
    ...stored,
    name,
    enabled: stored.enabled ?? false,
    mandatory: stored.mandatory ?? false,
    userCreated: stored.userCreated ?? true,
    ruleUuid: old?.ruleUuid ?? newUuid(),
  };
}

function keptVmRule(rule: VmRule, scope: ClusterScope, place: string): VmRule {
  const vm = distinct(rule.vm.map((one) => demandVm(scope, one, `${place}.vm`)));
  if (vm.length < 2) throw invalidArgument(`${place}.vm`);
  return { ...rule, vm };
}

/** A wish that names hosts in either way says all there is to say of them. */
function keptHostRule(
  rule: ClusterVmHostRuleInfo,
  wish: ClusterRuleInfo,
  groups: readonly ClusterGroupInfo[],
  place: string,
): ClusterVmHostRuleInfo {
  const isGroup = (name: string, kind: (group: ClusterGroupInfo) => boolean) =>
    groups.some((one) => one.name === name && kind(one));
  if (!isGroup(rule.vmGroupName ?? '', isVmGroup)) throw invalidArgument(`${place}.vmGroupName`);
  const saysHosts = isHostRule(wish) && HOST_GROUPS.some((member) => wish[member] !== undefined);
  const said: ClusterRuleInfo = saysHosts ? wish : rule;
  const { affineHostGroupName: _affine, antiAffineHostGroupName: _anti, ...rest } = rule;
  const named = HOST_GROUPS.flatMap((name): [string, string][] => {
    const group = isHostRule(said) ? said[name] : undefined;
    return group === undefined ? [] : [[name, group]];
  });
  const [unknown] = named.filter(([, group]) => !isGroup(group, isHostGroup));
  if (unknown) throw invalidArgument(`${place}.${unknown[0]}`);
  if (named.length === 0) throw invalidArgument(`${place}.affineHostGroupName`);
  return { ...rest, ...Object.fromEntries(named) };
}

function keptDependency(
  rule: ClusterDependencyRuleInfo,
  groups: readonly ClusterGroupInfo[],
  place: string,
): ClusterDependencyRuleInfo {
  for (const member of ['vmGroup', 'dependsOnVmGroup'] as const) {
    if (!groups.some((one) => one.name === rule[member] && isVmGroup(one))) {
      throw invalidArgument(`${place}.${member}`);
    }
  }
  if (rule.vmGroup === rule.dependsOnVmGroup) throw invalidArgument(`${place}.dependsOnVmGroup`);
  return rule;
}

/** Throws DuplicateName for two rules of one cluster that are called alike. */
export function demandDistinctNames(
  rules: readonly ClusterRuleInfo[],
  owner: Ref | undefined,
): void {
  const names = new Set<string>();
  for (const { name = '' } of rules) {
    if (names.has(name)) throw new VimFault('DuplicateName', { name, object: owner });
    names.add(name);
  }
}

/** Are all groups there that the rule names? */
function namesGroups(rule: ClusterRuleInfo, groups: readonly ClusterGroupInfo[]): boolean {
  const named = isHostRule(rule)
    ? [rule.vmGroupName, ...HOST_GROUPS.flatMap((member) => rule[member] ?? [])]
    : isDependency(rule)
      ? [rule.vmGroup, rule.dependsOnVmGroup]
      : [];
  return named.every((name) => groups.some((group) => group.name === name));
}
