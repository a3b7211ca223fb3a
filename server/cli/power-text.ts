/**
 * What DPM saw and said in its last look, as people read it.
 */
import type {
  PowerConsideredReport,
  PowerHostReport,
  PowerRecommendationReport,
  PowerReport,
} from '../control/dpm.ts';
import { type Column, textTable } from './text-table.ts';

const WORDS = { powerOff: 'off', powerOn: 'on' } as const;

const USE: readonly Column<PowerHostReport>[] = [
  { head: 'USE OF HOST', cell: ({ name }) => name },
  right('CPU, SHORT', ({ on }) => percent(on.cpuShare)),
  right('MEMORY', ({ on }) => percent(on.memoryShare)),
  right('CPU, LONG', ({ off }) => percent(off.cpuShare)),
  right('MEMORY', ({ off }) => percent(off.memoryShare)),
];

const RECOMMENDED: readonly Column<PowerRecommendationReport>[] = [
  { head: 'SWITCH', cell: ({ kind }) => WORDS[kind] },
  { head: 'HOST', cell: ({ host }) => host.name },
  { head: 'REASON', cell: ({ reason }) => reason },
  right('PRIORITY', ({ priority }) => String(priority)),
  right('MOVES FIRST', ({ moves }) => String(moves)),
  { head: 'CARRIED OUT', cell: ({ automatic }) => (automatic ? 'by itself' : 'when applied') },
];

const CONSIDERED: readonly Column<PowerConsideredReport>[] = [
  { head: 'SWITCH', cell: ({ kind }) => WORDS[kind] },
  { head: 'HOST', cell: ({ host }) => host.name },
  right('ABOVE', ({ before }) => score(before && before.highCpu + before.highMemory)),
  right('THEN', ({ after }) => score(after && after.highCpu + after.highMemory)),
  right('BELOW', ({ before }) => score(before && before.lowCpu + before.lowMemory)),
  right('THEN', ({ after }) => score(after && after.lowCpu + after.lowMemory)),
  { head: 'VERDICT', cell: ({ verdict }) => verdict },
];

/** Tables, each after an empty line. */
export function powerTables({ hosts, recommendations, considered }: PowerReport): string[] {
  return [
    hosts.length > 0 ? textTable(USE, hosts) : 'no host is on\n',
    recommendations.length > 0
      ? textTable(RECOMMENDED, recommendations)
      : 'no host is to be switched on or off\n',
    considered.length > 0 ? textTable(CONSIDERED, considered) : '',
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function score(value: number | undefined): string | undefined {
  return value?.toFixed(3);
}

function right<T>(head: string, cell: Column<T>['cell']): Column<T> {
  return { head, align: 'right', cell };
}
