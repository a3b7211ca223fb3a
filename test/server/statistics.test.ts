/**
 * Statistics over the wire: what a client reads, old ones too. Every answer is held against the
 * published schemas of its version.
 */
import { perfCounters } from '../../server/vim/catalogues/perf-counters.ts';
import { serverForThisFile } from '../helpers/server.ts';
import { element, type ObjectId, refElement } from '../helpers/soap-client.ts';

const server = serverForThisFile();
const MANAGER: ObjectId = { type: 'PerformanceManager', value: 'PerfMgr' };

function metric(fullName: string, instance: string): string {
  const key = perfCounters().find((counter) => counter.fullName === fullName)?.key ?? 0;
  return `<metricId>${element('counterId', key)}${element('instance', instance)}</metricId>`;
}

/** Members in the order of the schema. */
function spec(entity: ObjectId, members: { before?: string; instance?: string; after?: string }) {
  const { before = '', instance = '', after = '' } = members;
  const usage = metric('cpu.usagemhz.average', instance);
  return `<querySpec>${refElement('entity', entity)}${before}${usage}${after}</querySpec>`;
}

describe('QueryPerf over the wire', () => {
  it.each(['5.5', '8.0.3.0', '9.1.0.0'])('reads alike for a client of %s', async (version) => {
    const client = await server.loggedIn(version);
    const vm = server.named('VirtualMachine', 'web-01');
    const last = { before: element('maxSample', 3), after: element('intervalId', 20) };

    const normal = await client.call('QueryPerf', MANAGER, spec(vm, { ...last, instance: '*' }));
    const csv = await client.call(
      'QueryPerf',
      MANAGER,
      spec(vm, { ...last, after: last.after + element('format', 'csv') }),
    );

    expect(normal.at('returnval')?.type).toBe('PerfEntityMetric');
    expect(normal.texts('returnval/sampleInfo/timestamp')).toEqual([
      '2025-12-31T23:59:20Z',
      '2025-12-31T23:59:40Z',
      '2026-01-01T00:00:00Z',
    ]);
    expect(normal.all('returnval/value').map((each) => [each.type, each.texts('value')])).toEqual([
      ['PerfMetricIntSeries', ['210', '210', '210']],
      ['PerfMetricIntSeries', ['210', '210', '210']],
    ]);
    expect(csv.at('returnval')?.type).toBe('PerfEntityMetricCSV');
    expect(csv.textAt('returnval/value/value')).toBe('210,210,210');
    expect(csv.textAt('returnval/sampleInfoCSV')).toMatch(/^20,2025-12-31T23:59:20Z,20,/);
  });

  it('gives a host with its VMs, and tells what it refuses', async () => {
    const client = await server.loggedIn();
    const host = server.named('HostSystem', '172.16.0.172');

    const composite = await client.call('QueryPerfComposite', MANAGER, spec(host, {}));
    const fault = await client.faultOf(
      'QueryPerf',
      MANAGER,
      spec(host, { after: element('intervalId', 60) }),
    );

    expect(composite.at('returnval/entity')?.type).toBe('PerfEntityMetric');
    expect(composite.all('returnval/childEntity').length).toBeGreaterThan(1);
    expect(fault.name).toBe('InvalidArgument');
    expect(fault.message).toBe('A specified parameter was not correct: querySpec.interval');
  });
});
