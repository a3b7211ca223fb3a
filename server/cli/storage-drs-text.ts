/**
 * Storage DRS as people read it: a line for each datastore cluster, or a page about the last pass over one.
 */
import type {
  ConsideredStorageReport,
  StorageDatastoreReport,
  StorageDrsReport,
  StorageDrsSummary,
  StorageFaultReport,
  StorageMoveReport,
  StorageRecommendationReport,
} from '../control/storage-drs.ts';
import { type Column, shown, textTable } from './text-table.ts';

const BYTES_PER_GB = 2 ** 30;
const BYTES_PER_MB = 2 ** 20;
const KB_PER_GB = 2 ** 20;

const PODS: readonly Column<StorageDrsSummary>[] = [
  { head: 'DATASTORE CLUSTER', cell: ({ pod }) => pod.name },
  { head: 'STORAGE DRS', cell: ({ enabled }) => (enabled ? 'on' : 'off') },
  right('TOO FULL', ({ datastoresOverThreshold }) => datastoresOverThreshold?.toString()),
  right('FAIRNESS', ({ ioFairnessBefore }) => ioFairnessBefore?.toFixed(3)),
  right('RECOMMENDED', ({ recommended }) => recommended?.toString()),
  { head: 'LOOKED AT', cell: ({ at }) => at },
];

const DATASTORES: readonly Column<StorageDatastoreReport>[] = [
  { head: 'DATASTORE', cell: ({ name }) => name },
  { head: 'STATE', cell: ({ state }) => state },
  right('GB', ({ capacityBytes }) => (capacityBytes / BYTES_PER_GB).toFixed(0)),
  right('USED', ({ before }) => percent(before.spaceUtil)),
  right('THEN', ({ after }) => percent(after.spaceUtil)),
  right('ASKED FOR', ({ before }) => percent(before.spaceDemand)),
  right('MB/H', ({ growthBytesPerHour }) => (growthBytesPerHour / BYTES_PER_MB).toFixed(1)),
  right('MS', ({ before }) => before.latencyMs?.toFixed(1)),
  right('THEN', ({ after }) => after.latencyMs?.toFixed(1)),
  { head: 'TOO FULL', cell: ({ before }) => (before.overThreshold ? 'yes' : 'no') },
];

interface RecommendedMove extends StorageMoveReport {
  readonly recommendation: StorageRecommendationReport;
}

const MOVES: readonly Column<RecommendedMove>[] = [
  { head: 'KEY', cell: ({ recommendation }) => recommendation.key },
  right('PRIORITY', ({ recommendation }) => String(recommendation.priority)),
  { head: 'REASON', cell: ({ recommendation }) => recommendation.reason },
  { head: 'VM', cell: ({ vm }) => vm.name },
  { head: 'FILES', cell: ({ disks }) => disks.join(' ') },
  { head: 'FROM', cell: ({ source }) => source.name },
  { head: 'TO', cell: ({ destination }) => destination.name },
  right('GB', ({ sizeTransferredKb }) => (sizeTransferredKb / KB_PER_GB).toFixed(1)),
  { head: 'AFTER', cell: ({ recommendation }) => recommendation.prerequisites.join(' ') },
  {
    head: 'CARRIED OUT',
    cell: ({ recommendation }) => (recommendation.automatic ? 'by itself' : 'when applied'),
  },
];

const FAULTS: readonly Column<StorageFaultReport>[] = [
  { head: 'NOT DONE', cell: ({ reason }) => reason },
  { head: 'VM', cell: ({ vm }) => vm?.name },
  { head: 'FILES', cell: ({ disks }) => disks.join(' ') },
  { head: 'FAULT', cell: ({ fault }) => fault },
  { head: 'WHY', cell: ({ message }) => message },
];

const CONSIDERED: readonly Column<ConsideredStorageReport>[] = [
  { head: 'LOOKED AT', cell: ({ vm }) => vm.name },
  { head: 'FILES', cell: ({ disks }) => disks.join(' ') },
  { head: 'FOR', cell: ({ kind }) => kind },
  { head: 'FROM', cell: ({ source }) => source.name },
  { head: 'TO', cell: ({ destination }) => destination.name },
  { head: 'VERDICT', cell: ({ verdict }) => verdict },
];

/** A line for each. */
export function podsTable(pods: readonly StorageDrsSummary[]): string {
  return pods.length > 0 ? textTable(PODS, pods) : 'no datastore clusters\n';
}

/** All that is known of the last pass. */
export function storageDrsPage(report: StorageDrsReport): string {
  const { datastores, recommendations, faults, considered } = report;
  const moves = recommendations.flatMap((recommendation) =>
    recommendation.moves.map((move) => ({ ...move, recommendation })),
  );
  const parts = [
    factsOf(report),
    textTable(DATASTORES, datastores),
    moves.length > 0 ? textTable(MOVES, moves) : 'nothing recommended\n',
    faults.length > 0 ? textTable(FAULTS, faults) : '',
    considered.length > 0 ? textTable(CONSIDERED, considered) : '',
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function factsOf({ pod, at, scope, ioFairnessBefore, ioFairnessAfter }: StorageDrsReport): string {
  const fairness =
    ioFairnessBefore === undefined
      ? 'not known yet'
      : `${ioFairnessBefore.toFixed(3)}, then ${ioFairnessAfter?.toFixed(3)}`;
  const facts = [
    ['pod', `${pod.name} (${pod.id})`],
    ['looked at', at ?? ''],
    ['for', scope === 'urgent' ? 'space and rules' : 'space, rules and I/O'],
    ['fairness', fairness],
  ];
  return facts.map(([name = '', text = '']) => `${name.padEnd(11)}${shown(text)}\n`).join('');
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}

function right<T>(head: string, cell: Column<T>['cell']): Column<T> {
  return { head, align: 'right', cell };
}
