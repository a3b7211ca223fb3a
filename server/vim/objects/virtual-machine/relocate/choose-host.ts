/**
 * The host that a move goes to when its caller leaves the choice.
 */
import { Placer } from '../../../drs/placement.ts';
import { newcomer } from '../../../facts/drs-facts.ts';
import { hasDrs } from '../../../facts/drs-settings.ts';
import { hostResources } from '../../../facts/host-facts.ts';
import type { Context } from '../../../method.ts';
import type { Host } from '../../../migrations/move.ts';
import { compatibility } from '../../../migrations/verdict.ts';
import { moveTo, type Relocation } from './resolve.ts';

/** A rule that a user may overrule; whoever chooses by itself keeps it. */
const RULE_WARNING = 'RuleViolation';

/**
 * Of the hosts that can take the VM the one which DRS likes best; without DRS the one with the smallest share
 * of its memory reserved, if possible one that breaks no rule. When none can, the first, so that the move
 * fails for that host's reason; undefined when there is no host at all.
 */
export function chooseHost(relocation: Relocation, context: Context): Host | undefined {
  const { candidates } = relocation;
  const [first, ...others] = candidates;
  if (others.length === 0) return first;
  const able = candidates.flatMap((host) => {
    const { errors, warnings } = compatibility(context.inventory, moveTo(relocation, host));
    if (errors.length > 0) return [];
    const breaksRule = warnings.some(({ fault }) => fault.name === RULE_WARNING);
    return [{ host, breaksRule, load: reservedShare(host, context) }];
  });
  const [best] = able.toSorted(
    (left, right) => Number(left.breaksRule) - Number(right.breaksRule) || left.load - right.load,
  );
  return (
    chosenByDrs(
      relocation,
      able.map(({ host }) => host),
      context,
    ) ??
    best?.host ??
    first
  );
}

function chosenByDrs(
  { vm, pool }: Relocation,
  able: readonly Host[],
  context: Context,
): Host | undefined {
  const { inventory } = context;
  const cluster = inventory.read(pool, 'owner');
  if (able.length < 2 || !hasDrs(inventory, cluster)) return undefined;
  const placer = new Placer(context, cluster);
  const hosts = new Set(able.map(({ value }) => value));
  const asked = newcomer(context, vm, { settings: placer.settings, hosts });
  const [best] = placer.rank({ ...asked, pool: pool.value }).placements;
  return able.find(({ value }) => value === best?.host);
}

function reservedShare(host: Host, { inventory }: Context): number {
  const { reservedMemoryMb, availableMemoryMb } = hostResources(inventory, host);
  return availableMemoryMb > 0 ? reservedMemoryMb / availableMemoryMb : 1;
}
