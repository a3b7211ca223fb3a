/**
 * A cluster of two hosts whose guests do something, and questions to its PerformanceManager.
 */
import { perfCounters } from '../../server/vim/catalogues/perf-counters.ts';
import type { PerfEntityMetric, PerfEntityMetricCSV } from '../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import { data } from '../../server/vmodl/value.ts';
import { Vcenter } from './vcenter.ts';

export const PERFORMANCE_MANAGER = reference('PerformanceManager', 'PerfMgr');

export const STATISTICS_SEED = `
name: statistics
description: Guests that do something
datacenters:
  - name: DC
    clusters:
      - name: C1
        hosts:
          - { name: esx1, cpu: { packages: 1, coresPerPackage: 4, threadsPerCore: 1, mhz: 2000 }, memoryGb: 32 }
          - { name: esx2, cpu: { packages: 1, coresPerPackage: 4, threadsPerCore: 1, mhz: 2000 }, memoryGb: 32 }
        pools: [{ name: prod, pools: [{ name: web }] }, { name: test }]
    datastores:
      - { name: ds1, capacityGb: 500 }
      - { name: ds2, capacityGb: 500 }
    vms:
      - { name: steady, host: esx1, pool: C1/prod, datastore: ds1, cpus: 2, memoryMb: 4096 }
      - name: wave
        host: esx1
        pool: C1/prod/web
        datastore: ds1
        cpus: 2
        memoryMb: 4096
        disks: [{ sizeGb: 16 }, { sizeGb: 16, datastore: ds2 }]
        profile:
          demand:
            cpuPercent: { kind: sine, mean: 50, amplitude: 40, periodSeconds: 1200, spread: 5 }
            activeMemoryPercent: { kind: steps, points: [[0, 20], [600, 40]] }
            diskReadIops: { kind: burst, base: 10, peak: 101, everySeconds: 300, lastingSeconds: 60 }
      - name: noisy
        host: esx2
        pool: C1/test
        datastore: ds2
        cpus: 1
        memoryMb: 2048
        profile:
          demand:
            cpuMhz: { kind: noise, mean: 900, spread: 600 }
            networkReceivedKbPerSecond: { kind: noise, mean: 500, spread: 500 }
      - { name: "off", host: esx2, pool: C1/test, datastore: ds2, power: "off" }
`;

export interface SeriesOf {
  readonly times: readonly string[];
  readonly values: readonly number[];
}

export interface Asked {
  readonly intervalId?: number;
  readonly instance?: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly maxSample?: number;
}

export class StatisticsWorld extends Vcenter {
  turns = 0;

  constructor(seedText = STATISTICS_SEED) {
    super({ seedText });
  }

  counter(fullName: string): number {
    const found = perfCounters().find((each) => each.fullName === fullName);
    if (!found) throw new Error(`there is no counter ${fullName}`);
    return found.key;
  }

  spec(entity: Ref, counters: readonly string[], asked: Asked & { format?: string } = {}) {
    const { instance = '', ...rest } = asked;
    return data('PerfQuerySpec', {
      entity,
      metricId: counters.map((name) =>
        data('PerfMetricId', { counterId: this.counter(name), instance }),
      ),
      ...rest,
    });
  }

  query(...querySpec: readonly object[]): readonly PerfEntityMetric[] {
    const answer = this.call(PERFORMANCE_MANAGER, 'QueryPerf', { querySpec });
    if (answer instanceof Promise) throw new Error('that takes long: ask for less');
    return answer;
  }

  /** What takes so long that others have their turn in between; `turns` says how often. */
  async long(...querySpec: readonly object[]): Promise<readonly PerfEntityMetric[]> {
    let done = false;
    this.turns = 0;
    const answer = Promise.resolve(this.call(PERFORMANCE_MANAGER, 'QueryPerf', { querySpec }));
    const noted = answer.finally(() => {
      done = true;
    });
    while (!done) {
      this.turns += this.wall.runTicks();
      await Promise.resolve();
    }
    return noted;
  }

  queryCsv(...querySpec: readonly object[]): readonly PerfEntityMetricCSV[] {
    return this.call(PERFORMANCE_MANAGER, 'QueryPerf', { querySpec });
  }

  /** One metric of one entity; nothing when there is nothing. */
  series(entity: Ref, counter: string, asked: Asked = {}): SeriesOf {
    const [metric] = this.query(this.spec(entity, [counter], asked));
    const [series] = metric?.value ?? [];
    return {
      times: (metric?.sampleInfo ?? []).map(({ timestamp }) => timestamp),
      values: series && 'value' in series ? (series.value as readonly number[]) : [],
    };
  }

  values(entity: Ref, counter: string, asked: Asked = {}): readonly number[] {
    return this.series(entity, counter, asked).values;
  }

  /** Gives a guest a new function, from now on. */
  demand(vm: Ref, functions: object): void {
    const profile = this.inventory.read(vm, '_profile') as object;
    this.inventory.apply([
      {
        op: 'assign',
        ref: vm,
        path: '_profile',
        value: data('_VmProfile', { ...profile, demand: functions }),
      },
    ]);
  }
}
