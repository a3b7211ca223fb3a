/**
 * What must hold of datastore clusters, whoever did what: each function names what is wrong, and nothing
 * when all is well.
 */
import type { Services } from '../../server/vim/method.ts';
import type {
  ClusterAntiAffinityRuleSpec,
  PodStorageDrsEntry,
  StorageMigrationAction,
} from '../../server/vmodl/generated/data.ts';
import { isReference, type Ref } from '../../server/vmodl/reference.ts';

type Pod = Ref<'StoragePod'>;
type Look = Pick<Services, 'inventory' | 'storageDrs' | 'clock' | 'migrations'>;

const podsOf = ({ inventory }: Look) => inventory.ofType('StoragePod') as readonly Pod[];

/** Sums that are none. */
export function wrongSums({ inventory, ...rest }: Look): readonly string[] {
  return podsOf({ inventory, ...rest }).flatMap((pod) => {
    const members = (inventory.read(pod, 'childEntity') ?? []) as readonly Ref<'Datastore'>[];
    const summaries = members.map((one) => inventory.read(one, 'summary'));
    const { capacity, freeSpace } = inventory.read(pod, 'summary') ?? {};
    const sum = (name: 'capacity' | 'freeSpace') =>
      summaries.reduce((total, one) => total + Number(one[name]), 0);
    const isRight = Number(capacity) === sum('capacity') && Number(freeSpace) === sum('freeSpace');
    return isRight ? [] : [`${pod.value}: ${capacity} ${freeSpace}`];
  });
}

/** What an entry says of what is gone, of what does not lie there, or twice. */
export function wrongEntries(look: Look): readonly string[] {
  const { inventory } = look;
  const keys = new Set<string>();
  return podsOf(look).flatMap((pod) => {
    const entry = inventory.read(pod, 'podStorageDrsEntry');
    if (!entry) return [];
    return [
      ...(entry.recommendation ?? []).flatMap(({ key, prerequisite = [], action = [] }) => {
        const twice = keys.has(key) ? [`${pod.value}: key ${key} twice`] : [];
        keys.add(key);
        const all = (entry.recommendation ?? []).map((one) => one.key);
        const lost = prerequisite.filter((one) => !all.includes(one));
        return [...twice, ...lost.map((one) => `${key} needs ${one}`), ...goneIn(action, look)];
      }),
      ...wrongSettings(pod, entry, look),
      ...(entry.storageDrsConfig.podConfig.enabled || !entry.recommendation?.length
        ? []
        : [`${pod.value} is off and recommends`]),
    ];
  });
}

function goneIn(actions: readonly object[], { inventory }: Look): readonly string[] {
  return (actions as readonly StorageMigrationAction[]).flatMap(({ vm, source, destination }) =>
    [vm, source, destination]
      .filter((ref) => isReference(ref) && !inventory.has(ref))
      .map(({ value }) => `${value} is recommended and gone`),
  );
}

function wrongSettings(
  pod: Pod,
  { storageDrsConfig }: PodStorageDrsEntry,
  { inventory }: Look,
): readonly string[] {
  const members = new Set(
    ((inventory.read(pod, 'childEntity') ?? []) as readonly Ref[]).map(({ value }) => value),
  );
  const named = [
    ...(storageDrsConfig.vmConfig ?? []).flatMap(({ vm }) => vm ?? []),
    ...((storageDrsConfig.podConfig.rule ?? []) as readonly ClusterAntiAffinityRuleSpec[]).flatMap(
      ({ vm }) => vm,
    ),
  ];
  const ids = (storageDrsConfig.vmConfig ?? []).map(({ vm }) => vm?.value);
  return [
    ...(new Set(ids).size === ids.length ? [] : [`${pod.value}: two settings of one VM`]),
    ...named
      .filter(
        (vm) =>
          !inventory.has(vm) ||
          !(inventory.read(vm, 'datastore') ?? []).some(({ value }) => members.has(value)),
      )
      .map(({ value }) => `${pod.value} has settings of ${value}`),
  ];
}

/** What is held for moves or placements when none is under way. */
export function held(look: Look): readonly string[] {
  const { inventory, storageDrs, clock } = look;
  return [
    ...(inventory.ofType('VirtualMachine') as readonly Ref[])
      .filter((vm) => storageDrs.destinationsOf(vm).size > 0)
      .map(({ value }) => `${value} is still sent`),
    ...(inventory.ofType('Datastore') as readonly Ref[])
      .filter(({ value }) => storageDrs.leasedBytes(value, clock.now()) > 0)
      .map(({ value }) => `${value} is leased`),
  ];
}
