/**
 * Whether virtual machines lie as the rules of their datastore cluster want: `status` and `inCompliance` of
 * each rule. A rule that is not in force may be broken and is green all the same.
 */
import type { TypedReader } from '../../inventory/typed-reader.ts';
import type { ClusterRuleInfo, PodStorageDrsEntry } from '../../vmodl/generated/data.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import { isAntiAffinity } from '../objects/cluster-compute-resource/rule-kinds.ts';

/** The entry with the state of each rule in it. */
export function withPodRuleStates(
  entry: PodStorageDrsEntry,
  read: TypedReader,
): PodStorageDrsEntry {
  const { storageDrsConfig } = entry;
  const { podConfig } = storageDrsConfig;
  if (!podConfig.rule?.length) return entry;
  const rule = podConfig.rule.map((one): ClusterRuleInfo => {
    const inCompliance = isKept(one, read);
    return { ...one, inCompliance, status: one.enabled && !inCompliance ? 'red' : 'green' };
  });
  return freezeDeep({
    ...entry,
    storageDrsConfig: { ...storageDrsConfig, podConfig: { ...podConfig, rule } },
  });
}

/** Does each datastore hold one of them at most? */
function isKept(rule: ClusterRuleInfo, read: TypedReader): boolean {
  if (!isAntiAffinity(rule)) return true;
  const used = rule.vm.flatMap((vm) => (read(vm, 'datastore') ?? []).map(({ value }) => value));
  return new Set(used).size === used.length;
}
