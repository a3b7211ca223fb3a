/**
 * DRS as a client sees it over SOAP: power-on with a choice of hosts, balancing, maintenance, rules, forecasts.
 */
import { element, type ObjectId, refElement } from '../helpers/soap-client.ts';
import { storiesOf } from '../helpers/story.ts';
import { storySeed, UNEVEN } from '../vim/drs/drs-story.ts';

const FIVE_MINUTES = 300_000;
const SEED = storySeed({ hosts: UNEVEN, behavior: 'manual', off: { off1: 'h1' } });
const story = storiesOf({ seed: 'drs-story.yaml', seedText: SEED });

const cluster = (): ObjectId => story.server.named('ClusterComputeResource', 'C1');
const datacenter = (): ObjectId => story.server.named('Datacenter', 'DC');

async function reconfigure(spec: string): Promise<void> {
  const task = await story.client.start(
    'ReconfigureComputeResource_Task',
    cluster(),
    `<spec xsi:type="ClusterConfigSpecEx">${spec}</spec>${element('modify', true)}`,
  );
  story.pass(1_000);
  expect(await story.outcome(task)).toMatchObject({ state: 'success' });
}

const automate = (behavior: string, more = '') =>
  reconfigure(`<drsConfig>${element('defaultVmBehavior', behavior)}${more}</drsConfig>`);

async function recommendations() {
  const found = (await story.client.read(cluster(), 'recommendation')).get('recommendation');
  return (found?.all('ClusterRecommendation') ?? []).map((one) => ({
    key: one.textAt('key') ?? '',
    reason: one.textAt('reason'),
    rating: Number(one.textAt('rating')),
    action: one.at('action')?.type,
    host: one.textAt('action/targetHost'),
  }));
}

const apply = (key: string) =>
  story.client.call('ApplyRecommendation', cluster(), element('key', key));
const applyFault = async (key: string) =>
  (await story.client.faultOf('ApplyRecommendation', cluster(), element('key', key))).name;
const summary = async (name: string) =>
  Number(await story.client.textOf(cluster(), `summary.${name}`));

async function powerOn(vm: string) {
  const args = refElement('vm', story.vm(vm));
  const task = await story.client.start('PowerOnMultiVM_Task', datacenter(), args);
  story.pass(5_000);
  return (await story.client.taskInfo(task)).at('result');
}

/** The tasks of DRS's own that the server shows as recent. */
async function drsTasks(): Promise<readonly string[]> {
  const ids = await story.recentTasks();
  const infos = await Promise.all(
    ids.map((value) => story.client.taskInfo({ type: 'Task', value })),
  );
  return infos.flatMap((info) => {
    const id = info.textAt('descriptionId') ?? '';
    return id.startsWith('Drm.') ? [`${id} ${info.at('reason')?.type}`] : [];
  });
}

describe('A VM powered on in a manual cluster', () => {
  it('waits for the host that is applied, which takes its other host back', async () => {
    const result = await powerOn('off1');

    expect(result?.all('recommendations')).toHaveLength(2);
    expect(result?.all('attempted')).toEqual([]);
    const [best, other] = await recommendations();
    expect(best).toMatchObject({
      reason: 'powerOnVm',
      rating: 5,
      action: 'ClusterInitialPlacementAction',
      host: story.host('h2').value,
    });

    await apply(other?.key ?? '');
    story.pass(5_000);

    expect(await story.hostOf('off1')).toBe('h1');
    expect(await story.client.textOf(story.vm('off1'), 'runtime.powerState')).toBe('poweredOn');
    expect(await story.eventTypes(story.vm('off1'))).toContain('DrsVmPoweredOnEvent');
    expect(await applyFault(best?.key ?? '')).toBe('InvalidArgument');
    expect(await applyFault(other?.key ?? '')).toBe('InvalidArgument');
  });
});

describe('A VM powered on in an automated cluster', () => {
  it('starts on the emptier host', async () => {
    await automate('fullyAutomated', element('vmotionRate', 5));

    const result = await powerOn('off1');

    expect(result?.all('recommendations')).toEqual([]);
    const value = result?.textAt('attempted/task') ?? '';
    expect(await story.outcome({ type: 'Task', value })).toMatchObject({ state: 'success' });
    expect(await story.hostOf('off1')).toBe('h2');
  });
});

describe('A load that stays uneven', () => {
  it('is balanced after five minutes by one vMotion of DRS', async () => {
    await automate('fullyAutomated');
    // The pass that the change asked for sees five minutes of the same load already.
    story.pass(30_000);

    expect(await story.hostOf('A')).toBe('h2');
    expect(await drsTasks()).toEqual(['Drm.ExecuteVMotionLRO TaskReasonSystem']);
    expect(await story.eventTypes(story.vm('A'))).toContain('DrsVmMigratedEvent');

    story.pass(FIVE_MINUTES);
    expect(await summary('currentBalance')).toBe(0);
    const history = (await story.client.read(cluster(), 'migrationHistory')).get(
      'migrationHistory',
    );
    expect(history?.all('ClusterDrsMigration')).toHaveLength(1);
  });

  it('is only told where DRS may place VMs and not move them', async () => {
    await automate('partiallyAutomated');
    story.pass(FIVE_MINUTES);

    expect(await recommendations()).toMatchObject([
      { reason: 'fairnessCpuAvg', rating: 4, action: 'ClusterMigrationAction' },
    ]);
    expect(await summary('currentBalance')).toBe(300);
    expect(await drsTasks()).toEqual([]);
  });

  it('is left alone by the most conservative threshold', async () => {
    await automate('fullyAutomated', element('vmotionRate', 5));
    story.pass(2 * FIVE_MINUTES);

    expect(await recommendations()).toEqual([]);
    expect(await drsTasks()).toEqual([]);
  });

  it('is looked at when a client wants it', async () => {
    const generation = () => summary('usageSummary.statsGenNumber');
    const before = await generation();

    await story.client.call('RefreshRecommendation', cluster());

    expect(await generation()).toBe(before + 1);
    expect(await recommendations()).toMatchObject([{ reason: 'fairnessCpuAvg' }]);
  });
});

describe('A host that must be serviced', () => {
  const enter = () =>
    story.client.start('EnterMaintenanceMode_Task', story.host('h1'), element('timeout', 0));

  it('is emptied by DRS', async () => {
    await automate('fullyAutomated');
    const task = await enter();
    story.pass(120_000);

    expect(await story.outcome(task)).toMatchObject({ state: 'success' });
    expect(await story.hostOf('B')).toBe('h2');
    expect(await story.eventTypes(story.host('h1'))).toContain('EnteredMaintenanceModeEvent');
  });

  it('waits in a manual cluster until what DRS recommends is applied', async () => {
    const task = await enter();
    story.pass(10_000);

    expect(await story.outcome(task)).toMatchObject({ state: 'running' });
    const waiting = await recommendations();
    expect(waiting.map(({ reason }) => reason)).toEqual(['hostMaint', 'hostMaint', 'hostMaint']);

    for (const { key } of waiting) await apply(key);
    story.pass(120_000);
    expect(await story.outcome(task)).toMatchObject({ state: 'success' });
  });
});

describe('A rule that keeps a VM on a host', () => {
  const group = (type: string, name: string, members: string) =>
    `<groupSpec>${element('operation', 'add')}<info xsi:type="${type}">${element('name', name)}${members}</info></groupSpec>`;
  const mustRule = () => {
    const rule = [
      element('enabled', true),
      element('name', 'stay'),
      element('mandatory', true),
      element('vmGroupName', 'vms'),
      element('affineHostGroupName', 'hosts'),
    ].join('');
    return [
      `<rulesSpec>${element('operation', 'add')}<info xsi:type="ClusterVmHostRuleInfo">${rule}</info></rulesSpec>`,
      group('ClusterVmGroup', 'vms', refElement('vm', story.vm('A'))),
      group('ClusterHostGroup', 'hosts', refElement('host', story.host('h1'))),
    ].join('');
  };
  const moveAway = async () => {
    const task = await story.relocate('A', 'h2');
    story.pass(60_000);
    return story.outcome(task);
  };

  it('refuses other hosts, with DRS and without', async () => {
    await reconfigure(mustRule());
    expect(await moveAway()).toMatchObject({ fault: 'VmHostAffinityRuleViolation' });

    await reconfigure(`<drsConfig>${element('enabled', false)}</drsConfig>`);
    expect(await moveAway()).toMatchObject({ fault: 'VmHostAffinityRuleViolation' });
  });

  it('is kept by DRS, which moves another VM', async () => {
    await reconfigure(mustRule());
    await automate('fullyAutomated');
    story.pass(60_000);

    expect(await story.hostOf('A')).toBe('h1');
    expect(await story.hostOf('B')).toBe('h2');
  });

  it('brings a VM back that is elsewhere', async () => {
    await story.relocate('A', 'h2');
    story.pass(60_000);
    await reconfigure(mustRule());
    await automate('fullyAutomated');
    story.pass(60_000);

    expect(await story.hostOf('A')).toBe('h1');
  });
});

describe('A load that is foretold', () => {
  const foretell = async (afterMs: number) => {
    const { server } = story;
    const t = server.clock.iso(server.clock.now() + afterMs);
    const response = await fetch(`${server.running.url}/_mock/forecasts`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        forecasts: [{ vm: 'D', resource: 'cpu', points: [{ t, value: 9_000 }] }],
      }),
    });
    expect(response.status).toBe(200);
  };
  const predictive = (enabled: boolean) =>
    reconfigure(`<proactiveDrsConfig>${element('enabled', enabled)}</proactiveDrsConfig>`);
  const balance = async () => {
    await story.client.call('RefreshRecommendation', cluster());
    return summary('currentBalance');
  };

  it('counts within the hour that DRS looks ahead', async () => {
    await foretell(40 * 60_000);
    await predictive(true);

    expect(await balance()).toBe(100);
  });

  it('does not count beyond it, nor where nobody wants forecasts', async () => {
    await foretell(40 * 60_000);
    expect(await balance()).toBe(300);

    await predictive(true);
    await foretell(70 * 60_000);
    expect(await balance()).toBe(300);
  });
});

describe('The last pass', () => {
  it('is explained over the control plane', async () => {
    await story.client.call('RefreshRecommendation', cluster());
    const { url } = story.server.running;

    const list = (await (await fetch(`${url}/_mock/drs`)).json()) as object;
    const pass = (await (await fetch(`${url}/_mock/drs/C1`)).json()) as object;

    expect(list).toMatchObject({ clusters: [{ cluster: { name: 'C1' }, recommended: 1 }] });
    expect(pass).toMatchObject({
      model: 'classic',
      level: 3,
      hosts: [
        { name: 'h1', before: { cpuShare: 0.7, vmCount: 3 }, after: { cpuShare: 0.4 } },
        { name: 'h2', before: { cpuShare: 0.1, vmCount: 1 }, after: { cpuShare: 0.4 } },
      ],
      recommendations: [{ reason: 'fairnessCpuAvg', priority: 2, automatic: false }],
    });
    expect((await fetch(`${url}/_mock/drs/nowhere`)).status).toBe(404);
  });
});
