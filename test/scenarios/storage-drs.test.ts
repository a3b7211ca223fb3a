/**
 * Storage DRS as a client sees it over SOAP: a datastore that is too full, a recommendation applied once, the
 * same carried out without asking.
 */
import { element, type ObjectId, refElement } from '../helpers/soap-client.ts';
import { storiesOf } from '../helpers/story.ts';
import { storageSeed } from '../vim/storage-drs/storage-story.ts';

const NINE_MINUTES = 540_000;
const MANAGER: ObjectId = { type: 'StorageResourceManager', value: 'StorageResourceManager' };
const story = storiesOf({ seed: 'storage-story.yaml', seedText: storageSeed({}) });

const pod = (): ObjectId => story.server.named('StoragePod', 'POD');
const onPod = () => refElement('pod', pod());
const refresh = () => story.client.call('RefreshStorageDrsRecommendation', MANAGER, onPod());
const applyArgs = (key: string) => `${onPod()}${element('key', key)}`;
const apply = (key: string) =>
  story.client.start('ApplyStorageDrsRecommendationToPod_Task', MANAGER, applyArgs(key));

async function recommendations() {
  const property = 'podStorageDrsEntry.recommendation';
  const found = (await story.client.read(pod(), property)).get(property);
  return found?.all('ClusterRecommendation') ?? [];
}

async function datastoresOf(name: string): Promise<readonly (string | undefined)[]> {
  const ids = await story.client.idsOf(story.vm(name), 'datastore');
  return Promise.all(ids.map((value) => story.client.textOf({ type: 'Datastore', value }, 'name')));
}

async function automate(): Promise<void> {
  const overrides = element('spaceLoadBalanceAutomationMode', 'automated');
  const config = `<podConfigSpec><automationOverrides>${overrides}</automationOverrides></podConfigSpec>`;
  const args = `${onPod()}<spec>${config}</spec>${element('modify', true)}`;
  const task = await story.client.start('ConfigureStorageDrsForPod_Task', MANAGER, args);
  story.pass(1_000);
  expect(await story.outcome(task)).toMatchObject({ state: 'success' });
}

describe('A datastore that is too full', () => {
  it('gets one recommendation, which can be applied once', async () => {
    await refresh();

    const [recommendation, ...others] = await recommendations();
    expect(others).toEqual([]);
    const action = recommendation?.at('action');
    expect(action?.type).toBe('StorageMigrationAction');
    expect(action?.textAt('vm')).toBe(story.vm('v2').value);
    const figures = ['SrcBefore', 'SrcAfter', 'DstBefore', 'DstAfter'].map((name) =>
      Math.round(Number(action?.textAt(`spaceUtil${name}`)) * 10),
    );
    expect(figures).toEqual([850, 790, 600, 660]);

    const key = recommendation?.textAt('key') ?? '';
    const task = await apply(key);
    story.pass(NINE_MINUTES);

    expect(await story.outcome(task)).toMatchObject({ state: 'success' });
    expect(await datastoresOf('v2')).toEqual(['B']);
    expect(await recommendations()).toEqual([]);
    const fault = await story.client.faultOf(
      'ApplyStorageDrsRecommendationToPod_Task',
      MANAGER,
      applyArgs(key),
    );
    expect(fault.name).toBe('InvalidArgument');
  });

  it('is relieved without asking where space balancing is automated', async () => {
    await automate();
    story.pass(NINE_MINUTES);

    expect(await datastoresOf('v2')).toEqual(['B']);
    expect(await recommendations()).toEqual([]);
    expect(await story.eventTypes(story.vm('v2'))).toContain('VmRelocatedEvent');
  });
});

describe('The last pass', () => {
  it('is explained over the control plane', async () => {
    await refresh();
    const { url } = story.server.running;

    const list = (await (await fetch(`${url}/_mock/storage-drs`)).json()) as object;
    const pass = (await (await fetch(`${url}/_mock/storage-drs/POD`)).json()) as object;

    expect(list).toMatchObject({ pods: [{ pod: { name: 'POD' }, recommended: 1 }] });
    expect(pass).toMatchObject({
      scope: 'all',
      datastoresOverThreshold: 1,
      datastores: [
        { name: 'A', before: { overThreshold: true }, after: { overThreshold: false } },
        { name: 'B', before: { overThreshold: false }, after: { overThreshold: false } },
        { name: 'C' },
      ],
      recommendations: [
        {
          ...{ reason: 'balanceDatastoreSpaceUsage', automatic: false, prerequisites: [] },
          moves: [{ vm: { name: 'v2' }, disks: ['home', '2000'] }],
        },
      ],
      considered: [{ kind: 'space', verdict: 'taken' }],
    });
    expect((await fetch(`${url}/_mock/storage-drs/nowhere`)).status).toBe(404);
  });

  it('is refused before there was one', async () => {
    const { url } = story.server.running;
    const off = `${onPod()}<spec><podConfigSpec>${element('enabled', false)}</podConfigSpec></spec>`;
    const args = `${off}${element('modify', true)}`;
    await story.client.start('ConfigureStorageDrsForPod_Task', MANAGER, args);
    story.pass(1_000);

    expect((await fetch(`${url}/_mock/storage-drs/POD`)).status).toBe(409);
  });
});
