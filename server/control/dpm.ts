/**
 * Why DPM did what it did: how much of each host was asked for, which hosts were looked at and what was said
 * of them.
 */
import type { ConsideredHost, DpmPlan, DpmScores, HostUse } from '../engines/dpm/facts.ts';
import type { Named } from './migrations.ts';

export interface PowerReport {
  readonly hosts: readonly PowerHostReport[];
  readonly recommendations: readonly PowerRecommendationReport[];
  readonly considered: readonly PowerConsideredReport[];
}

/** Shares of what the host has; over the short window (on) and the long one (off). */
export interface PowerHostReport extends Named {
  readonly on: Omit<HostUse, 'id'>;
  readonly off: Omit<HostUse, 'id'>;
}

export interface PowerRecommendationReport {
  readonly kind: 'powerOff' | 'powerOn';
  readonly host: Named;
  readonly reason: string;
  readonly priority: number;
  readonly rating: number;
  readonly automatic: boolean;
  readonly moves: number;
}

export interface PowerConsideredReport {
  readonly kind: 'powerOff' | 'powerOn';
  readonly host: Named;
  readonly verdict: ConsideredHost['verdict'];
  readonly before?: DpmScores | undefined;
  readonly after?: DpmScores | undefined;
}

export function powerReport(plan: DpmPlan, named: (id: string) => Named): PowerReport {
  const useIn = (uses: readonly HostUse[], id: string) => {
    const use = uses.find((one) => one.id === id);
    return { cpuShare: use?.cpuShare ?? 0, memoryShare: use?.memoryShare ?? 0 };
  };
  return {
    hosts: plan.offUse.map(({ id }) => ({
      ...named(id),
      on: useIn(plan.onUse, id),
      off: useIn(plan.offUse, id),
    })),
    recommendations: plan.recommendations.map(
      ({ kind, host, reason, priority, rating, automatic, prerequisites }) => ({
        ...{ kind, reason, priority, rating, automatic },
        host: named(host),
        moves: prerequisites.reduce((sum, { moves }) => sum + moves.length, 0),
      }),
    ),
    considered: plan.considered.map(({ host, ...others }) => ({ ...others, host: named(host) })),
  };
}
