/**
 * DRS as people read it: a line for each cluster, or a page about the last pass over one of them.
 */
import type {
  ConsideredReport,
  DrsFaultReport,
  DrsHostReport,
  DrsMoveReport,
  DrsRecommendationReport,
  DrsReport,
  DrsSummary,
} from '../control/drs.ts';
import { powerTables } from './power-text.ts';
import { type Column, shown, textTable } from './text-table.ts';

const CLUSTERS: readonly Column<DrsSummary>[] = [
  { head: 'CLUSTER', cell: ({ cluster }) => cluster.name },
  { head: 'DRS', cell: ({ enabled }) => (enabled ? 'on' : 'off') },
  { head: 'MODEL', cell: ({ model }) => model },
  right('LEVEL', ({ level }) => level?.toString()),
  right('IMBALANCE', ({ imbalanceBefore }) => share(imbalanceBefore)),
  right('TARGET', ({ targetImbalance }) => share(targetImbalance)),
  right('RECOMMENDED', ({ recommended }) => recommended?.toString()),
  { head: 'LOOKED AT', cell: ({ at }) => at },
];

const HOSTS: readonly Column<DrsHostReport>[] = [
  { head: 'HOST', cell: ({ name }) => name },
  { head: 'STATE', cell: ({ state }) => state },
  right('CPU MHz', ({ before }) => before.cpuMhz.toFixed(0)),
  right('OF', ({ capacity }) => capacity.cpuMhz.toFixed(0)),
  right('CPU', ({ before }) => share(before.cpuShare)),
  right('THEN', ({ after }) => share(after.cpuShare)),
  right('MEMORY MB', ({ before }) => before.memoryMb.toFixed(0)),
  right('OF', ({ capacity }) => capacity.memoryMb.toFixed(0)),
  right('MEMORY', ({ before }) => share(before.memoryShare)),
  right('THEN', ({ after }) => share(after.memoryShare)),
  right('VMS', ({ before }) => String(before.vmCount)),
  right('THEN', ({ after }) => String(after.vmCount)),
];

interface RecommendedMove extends DrsMoveReport {
  readonly recommendation: DrsRecommendationReport;
}

const MOVES: readonly Column<RecommendedMove>[] = [
  { head: 'KEY', cell: ({ recommendation }) => recommendation.key },
  right('PRIORITY', ({ recommendation }) => String(recommendation.priority)),
  { head: 'REASON', cell: ({ recommendation }) => recommendation.reason },
  { head: 'VM', cell: ({ vm }) => vm.name },
  { head: 'FROM', cell: ({ source }) => source.name },
  { head: 'TO', cell: ({ destination }) => destination.name },
  right('CPU MHz', ({ cpuMhz }) => cpuMhz.toFixed(0)),
  right('MEMORY MB', ({ memoryMb }) => memoryMb.toFixed(0)),
  {
    head: 'CARRIED OUT',
    cell: ({ recommendation }) => (recommendation.automatic ? 'by itself' : 'when applied'),
  },
];

const FAULTS: readonly Column<DrsFaultReport>[] = [
  { head: 'NOT DONE', cell: ({ reason }) => reason },
  { head: 'VM', cell: ({ vm }) => vm?.name },
  { head: 'FAULT', cell: ({ fault }) => fault },
  { head: 'WHY', cell: ({ message }) => message },
];

const CONSIDERED: readonly Column<ConsideredReport>[] = [
  { head: 'LOOKED AT', cell: ({ vm }) => vm.name },
  { head: 'FROM', cell: ({ source }) => source.name },
  { head: 'TO', cell: ({ destination }) => destination.name },
  right('GAINS', ({ goodness }) => goodness.toFixed(4)),
  { head: 'VERDICT', cell: ({ verdict }) => verdict },
];

/** A line for each. */
export function clustersTable(clusters: readonly DrsSummary[]): string {
  return clusters.length > 0 ? textTable(CLUSTERS, clusters) : 'no clusters\n';
}

/** All that is known of the last pass. */
export function drsPage(report: DrsReport): string {
  const { hosts, recommendations, faults, considered, power } = report;
  const moves = recommendations.flatMap((recommendation) =>
    recommendation.moves.map((move) => ({ ...move, recommendation })),
  );
  const parts = [
    factsOf(report),
    textTable(HOSTS, hosts),
    moves.length > 0 ? textTable(MOVES, moves) : 'nothing recommended\n',
    faults.length > 0 ? textTable(FAULTS, faults) : '',
    considered.length > 0 ? textTable(CONSIDERED, considered) : '',
    ...(power ? powerTables(power) : []),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function factsOf(report: DrsReport): string {
  const { cluster, at, model, level, imbalanceBefore, imbalanceAfter, targetImbalance } = report;
  const wanted = targetImbalance === undefined ? 'no target' : `target ${share(targetImbalance)}`;
  const facts = [
    ['cluster', `${cluster.name} (${cluster.id})`],
    ['looked at', at ?? ''],
    ['model', `${model}, level ${level} of 5`],
    ['imbalance', `${share(imbalanceBefore)}, then ${share(imbalanceAfter)}, ${wanted}`],
  ];
  return facts.map(([name = '', text = '']) => `${name.padEnd(11)}${shown(text)}\n`).join('');
}

function share(value: number | undefined): string | undefined {
  return value?.toFixed(3);
}

function right<T>(head: string, cell: Column<T>['cell']): Column<T> {
  return { head, align: 'right', cell };
}
