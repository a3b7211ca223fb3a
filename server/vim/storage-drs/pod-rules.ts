/**
 * Rules of a datastore cluster: virtual machines that must not share a datastore. No other kind is known
 * to Storage DRS. Numbers, names and identities are those of any cluster's rules.
 */
import { invalidArgument } from '../../vmodl/fault.ts';
import type {
  ClusterAntiAffinityRuleSpec,
  ClusterRuleInfo,
  ClusterRuleSpec,
} from '../../vmodl/generated/data.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import { editedList } from '../objects/cluster-compute-resource/list-edits.ts';
import { isAntiAffinity } from '../objects/cluster-compute-resource/rule-kinds.ts';
import {
  commonRule,
  demandDistinctNames,
  type NumberedRules,
  numberedRules,
} from '../objects/cluster-compute-resource/rules.ts';
import { distinct } from '../objects/cluster-compute-resource/scope.ts';
import { demandVmOnPod, type PodScope } from './pod-scope.ts';

const VMS_MIN = 2;

/**
 * The rules after the edits. Throws InvalidArgument for one of another kind, of fewer than two virtual
 * machines or of some that lie elsewhere, DuplicateName.
 */
export function editedPodRules(
  before: NumberedRules,
  updates: readonly ClusterRuleSpec[] | undefined,
  scope: PodScope,
): NumberedRules {
  const { numbered, lastKey } = numberedRules(before, updates);
  const rule = editedList(before.rule, numbered, {
    place: 'spec.podConfigSpec.rule',
    keyOf: ({ key }) => String(key),
    kept: (wish, old, place) => keptRule(wish, old, scope, place),
  });
  demandDistinctNames(rule, scope.pod);
  return { rule, lastKey };
}

function keptRule(
  wish: ClusterRuleInfo,
  old: ClusterRuleInfo | undefined,
  scope: PodScope,
  place: string,
): ClusterAntiAffinityRuleSpec {
  if (!isAntiAffinity(wish)) throw invalidArgument(place);
  const rule = commonRule(wish, old, { newUuid: scope.newUuid, place });
  if (!isAntiAffinity(rule)) throw invalidArgument(place);
  const vm = distinct(rule.vm.map((one) => demandVmOnPod(scope, one, `${place}.vm`)));
  if (vm.length < VMS_MIN) throw invalidArgument(`${place}.vm`);
  return freezeDeep({ ...rule, vm });
}
