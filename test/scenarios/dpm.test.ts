/**
 * DPM as a client sees it over SOAP where it only recommends (S-DPM-1, manual): what it recommends, in which
 * order that is carried out when it is applied, and how a host comes back.
 */
import { element, type ObjectId } from '../helpers/soap-client.ts';
import { storiesOf } from '../helpers/story.ts';
import { type HostOfStory, storySeed } from '../vim/drs/drs-story.ts';

const QUARTER_HOUR = 900_000;
const HOST_MHZ = 10_000;
/** Shares of a host that its four VMs ask for together. */
const QUIET = { h1: 0.2, h2: 0.25, h3: 0.3, h4: 0.15 };
const vmsOf = (host: string) => [0, 1, 2, 3].map((index) => `${host}-${index}`);
const hosts = Object.entries(QUIET).map(
  ([name, use]): HostOfStory => ({
    name,
    vms: Object.fromEntries(vmsOf(name).map((vm) => [vm, (use * HOST_MHZ) / 4])),
  }),
);
const story = storiesOf({ seed: 'dpm-story.yaml', seedText: storySeed({ hosts }) });

const cluster = (): ObjectId => story.server.named('ClusterComputeResource', 'C1');
const powerOf = (host: string) => story.client.textOf(story.host(host), 'runtime.powerState');
const apply = (key: string) =>
  story.client.call('ApplyRecommendation', cluster(), element('key', key));

/** With a word now and then, lest the session be forgotten. */
async function anHour(): Promise<void> {
  for (let quarter = 0; quarter < 4; quarter += 1) {
    story.pass(QUARTER_HOUR);
    await story.client.textOf(cluster(), 'name');
  }
}

async function dpm(more = ''): Promise<void> {
  const config = `${element('enabled', true)}${element('defaultDpmBehavior', 'manual')}${more}`;
  const task = await story.client.start(
    'ReconfigureComputeResource_Task',
    cluster(),
    `<spec xsi:type="ClusterConfigSpecEx"><dpmConfig>${config}</dpmConfig></spec>${element('modify', true)}`,
  );
  story.pass(1_000);
  expect(await story.outcome(task)).toMatchObject({ state: 'success' });
}

async function recommendations() {
  const found = (await story.client.read(cluster(), 'recommendation')).get('recommendation');
  return (found?.all('ClusterRecommendation') ?? []).map((one) => ({
    key: one.textAt('key') ?? '',
    reason: one.textAt('reason'),
    rating: Number(one.textAt('rating')),
    action: one.at('action')?.type,
    operation: one.textAt('action/operationType'),
    target: one.textAt('action/target'),
    first: one.all('prerequisite').map(({ text }) => text),
  }));
}
const powerActions = async () =>
  (await recommendations()).filter(({ action }) => action === 'ClusterHostPowerAction');

describe('A host that a manual DPM can do without', () => {
  it('is emptied, then sent to standby, once its recommendation is applied', async () => {
    await dpm();
    await anHour();
    const [power] = await powerActions();
    expect(power).toMatchObject({
      reason: 'powerSaving',
      rating: 3,
      operation: 'powerOff',
      target: story.host('h4').value,
    });
    const first = (await recommendations()).filter(({ key }) => power?.first.includes(key));
    expect(first.map(({ reason }) => reason)).toEqual(Array(4).fill('enterStandby'));
    expect(await powerOf('h4')).toBe('poweredOn');

    await apply(power?.key ?? '');
    story.pass(120_000);

    expect(await powerOf('h4')).toBe('standBy');
    const told = await story.events(story.host('h4'));
    const keyOf = (type: string) => told.find((one) => one.type === type)?.key ?? Number.NaN;
    const [entering, entered] = [
      keyOf('DrsEnteringStandbyModeEvent'),
      keyOf('DrsEnteredStandbyModeEvent'),
    ];
    expect(entering).toBeLessThan(entered);
    const arrivals = await Promise.all(
      vmsOf('h4').map(async (vm) => {
        expect(await story.hostOf(vm)).not.toBe('h4');
        const moved = (await story.events(story.vm(vm))).find(
          ({ type }) => type === 'DrsVmMigratedEvent',
        );
        return moved?.key ?? Number.NaN;
      }),
    );
    // One after the other, in the order of the prerequisites.
    const inOrder = first.map(({ target }) =>
      vmsOf('h4').findIndex((vm) => story.vm(vm).value === target),
    );
    const keys = inOrder.map((index) => arrivals[index] ?? Number.NaN);
    expect(keys).toEqual([...keys].sort((one, other) => one - other));
    expect(Math.max(...keys)).toBeLessThan(entering);
    expect(await story.client.textOf(cluster(), 'summary.numEffectiveHosts')).toBe('3');
  });

  it('stays when one of its VMs cannot be moved any more', async () => {
    await dpm();
    await anHour();
    const [power] = await powerActions();
    await apply(power?.key ?? '');
    const [task] = await story.client.idsOf(story.vm('h4-0'), 'recentTask');
    const running = await Promise.all(
      vmsOf('h4').map((vm) => story.client.idsOf(story.vm(vm), 'recentTask')),
    );
    const value = task ?? running.flat()[0] ?? '';

    await story.cancel({ type: 'Task', value });
    story.pass(120_000);

    expect(await powerOf('h4')).toBe('poweredOn');
    const fault = await story.client.faultOf(
      'ApplyRecommendation',
      cluster(),
      element('key', power?.key ?? ''),
    );
    expect(fault.name).toBe('InvalidArgument');
  });

  it('comes back when more must stay on, once that is applied', async () => {
    await dpm();
    await anHour();
    const [off] = await powerActions();
    await apply(off?.key ?? '');
    story.pass(120_000);

    const least = `<option>${element('key', 'MinPoweredOnCpuCapacity')}<value xsi:type="xsd:string">${3 * HOST_MHZ + 1}</value></option>`;
    await dpm(least);
    const [power] = await powerActions();
    expect(power).toMatchObject({
      reason: 'unreservedCapacity',
      rating: 5,
      operation: 'powerOn',
      target: story.host('h4').value,
      first: [],
    });
    await apply(power?.key ?? '');
    story.pass(180_000);

    expect(await powerOf('h4')).toBe('poweredOn');
    expect(await story.eventTypes(story.host('h4'))).toContain('DrsExitedStandbyModeEvent');
  });
});
