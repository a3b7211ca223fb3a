/** DPM at work in a cluster (S-DPM-1, 2). */
import { DrsReports } from '../../../server/control/drs.ts';
import type {
  ClusterHostPowerAction,
  ClusterRecommendation,
} from '../../../server/vmodl/generated/data.ts';
import { data } from '../../../server/vmodl/value.ts';
import type { HostOfStory } from '../drs/drs-story.ts';
import { DrsWorld } from '../drs/drs-world.ts';

const MINUTE = 60_000;
/** Shares of a host that its four VMs ask for together. */
const QUIET = { h1: 0.2, h2: 0.25, h3: 0.3, h4: 0.15 };
const HOST_MHZ = 10_000;
const VM_MHZ = 4200;

let world: DrsWorld;
function start(uses: Readonly<Record<string, number>>): void {
  const hosts = Object.entries(uses).map(
    ([name, use]): HostOfStory => ({
      name,
      vms: Object.fromEntries(vmsOf(name).map((vm) => [vm, (use * HOST_MHZ) / 4])),
    }),
  );
  world = new DrsWorld({ hosts });
}
afterEach(() => {
  expect(world.errors).toEqual([]);
  world.loop.stop();
  world.stop();
});

const vmsOf = (host: string) => [0, 1, 2, 3].map((index) => `${host}-${index}`);
const dpm = (members: object) =>
  world.reconfigure({ dpmConfig: data('ClusterDpmConfigInfo', { enabled: true, ...members }) });
function ask(uses: Readonly<Record<string, number>>): void {
  for (const [host, use] of Object.entries(uses)) {
    for (const vm of vmsOf(host)) world.ask(vm, ((use * HOST_MHZ) / 4 / VM_MHZ) * 100);
  }
}
const powerOf = (host: string) => world.read(world.host(host), 'runtime.powerState');
const standbyEvents = (since: number) =>
  world.eventTypes(since).filter((type) => type.includes('Standby'));
const isPower = ({ action }: ClusterRecommendation) =>
  action?.[0]?._typeName === 'ClusterHostPowerAction';

describe('DPM', () => {
  it('empties the least used host after forty quiet minutes, and sends it to standby', () => {
    start({ h1: 0.6, h2: 0.6, h3: 0.6, h4: 0.6 });
    dpm({ defaultDpmBehavior: 'automated', hostPowerActionRate: 3 });
    world.clock.advance(10 * MINUTE);
    ask(QUIET);
    const since = world.eventCount;

    world.clock.advance(25 * MINUTE);
    expect(standbyEvents(since)).toEqual([]);
    world.clock.advance(35 * MINUTE);

    expect(standbyEvents(since)).toEqual([
      'DrsEnteringStandbyModeEvent',
      'DrsEnteredStandbyModeEvent',
    ]);
    expect(powerOf('h4')).toBe('standBy');
    expect(vmsOf('h4').map((vm) => world.hostOf(vm))).not.toContain('h4');
    expect(vmsOf('h4').map((vm) => world.powerStateOf(vm))).toEqual(Array(4).fill('poweredOn'));
    expect(world.eventTypes(since).filter((type) => type === 'DrsVmMigratedEvent')).toHaveLength(4);
    expect(world.tasksOf('Drm.EnterStandbyLRO').map(({ state }) => state)).toEqual(['success']);
    expect(world.summary.numEffectiveHosts).toBe(3);
    expect(world.read(world.cluster, 'actionHistory')).toContainEqual(
      expect.objectContaining({
        action: expect.objectContaining({
          _typeName: 'ClusterHostPowerAction',
          operationType: 'powerOff',
        }),
      }),
    );
  });

  it('only recommends it when manual; applying it moves the VMs first', () => {
    start(QUIET);
    dpm({ defaultDpmBehavior: 'manual', hostPowerActionRate: 3 });
    world.clock.advance(60 * MINUTE);
    expect(powerOf('h4')).toBe('poweredOn');
    const since = world.eventCount;

    const power = world.recommendations.find(isPower);
    const [action] = (power?.action ?? []) as readonly ClusterHostPowerAction[];
    expect(power).toMatchObject({ reason: 'powerSaving', rating: 3, type: 'V1' });
    expect(action).toMatchObject({
      type: 'HostPowerV1',
      target: world.host('h4'),
      operationType: 'powerOff',
      cpuCapacityMHz: HOST_MHZ,
    });
    const first = world.recommendations.filter(({ key }) => power?.prerequisite?.includes(key));
    expect(first.map(({ reason }) => reason)).toEqual(Array(4).fill('enterStandby'));

    world.call(world.cluster, 'ApplyRecommendation', { key: power?.key });
    world.clock.advance(2 * MINUTE);

    expect(powerOf('h4')).toBe('standBy');
    const told = world.eventTypes(since);
    expect(told.indexOf('DrsEnteringStandbyModeEvent')).toBeGreaterThan(
      told.lastIndexOf('DrsVmMigratedEvent'),
    );
    expect(world.recommendations.filter(isPower)).toEqual([]);
  });

  it('wakes a host when demand rises, and DRS uses it', () => {
    start({ h1: 0.3, h2: 0.3 });
    dpm({ defaultDpmBehavior: 'automated', hostPowerActionRate: 1 });
    world.clock.advance(60 * MINUTE);
    const asleep = ['h1', 'h2'].filter((name) => powerOf(name) === 'standBy');
    expect(asleep).toHaveLength(1);
    const since = world.eventCount;

    ask({ h1: 0.46, h2: 0.46 });
    world.clock.advance(15 * MINUTE);

    expect(standbyEvents(since)).toEqual([
      'DrsExitingStandbyModeEvent',
      'DrsExitedStandbyModeEvent',
    ]);
    expect(world.summary.numEffectiveHosts).toBe(2);
    expect(world.eventTypes(since)).toContain('DrsVmMigratedEvent');
    expect(world.tasksOf('Drm.ExitStandbyLRO').map(({ state }) => state)).toEqual(['success']);
  });

  it('leaves hosts alone where it is off, or disabled for them, and keeps two for HA', () => {
    start(QUIET);
    world.clock.advance(60 * MINUTE);
    expect(world.summary.numEffectiveHosts).toBe(4);

    world.reconfigure({
      dpmConfig: data('ClusterDpmConfigInfo', { enabled: true, hostPowerActionRate: 1 }),
      dpmHostConfigSpec: ['h3', 'h4'].map((name) =>
        data('ClusterDpmHostConfigSpec', {
          operation: 'add',
          info: data('ClusterDpmHostConfigInfo', { key: world.host(name), enabled: false }),
        }),
      ),
    });
    world.clock.advance(60 * MINUTE);

    expect(['h3', 'h4'].map(powerOf)).toEqual(['poweredOn', 'poweredOn']);
    expect(world.summary.numEffectiveHosts).toBe(2);
  });

  it('keeps two hosts for HA', () => {
    start({ h1: 0.02, h2: 0.02, h3: 0.02 });
    world.reconfigure({
      dasConfig: data('ClusterDasConfigInfo', { enabled: true, admissionControlEnabled: false }),
    });
    dpm({ hostPowerActionRate: 1 });
    world.clock.advance(120 * MINUTE);

    expect(world.summary.numEffectiveHosts).toBe(2);
  });

  const drsOff = { drsConfig: data('ClusterDrsConfigInfo', { enabled: false }) };
  const dpmOff = { dpmConfig: data('ClusterDpmConfigInfo', { enabled: false }) };

  it.each([
    ['it is switched off', dpmOff],
    ['DRS is switched off', drsOff],
  ])('wakes the hosts that sleep when %s', (_, off) => {
    start({ h1: 0.02, h2: 0.02, h3: 0.02, h4: 0.02 });
    dpm({ hostPowerActionRate: 1 });
    world.clock.advance(120 * MINUTE);
    expect(world.summary.numEffectiveHosts).toBe(1);
    const asleep = ['h1', 'h2', 'h3', 'h4'].filter((name) => powerOf(name) === 'standBy');
    const [serviced = '', ...others] = asleep;
    world.assign(world.host(serviced), 'runtime.inMaintenanceMode', true);

    world.reconfigure(off);
    world.clock.advance(4 * MINUTE);

    expect(others.map(powerOf)).toEqual(['poweredOn', 'poweredOn']);
    expect(powerOf(serviced)).toBe('standBy');
    expect(world.tasksOf('Drm.ExitStandbyLRO').map(({ state }) => state)).toEqual([
      'success',
      'success',
    ]);
  });

  it('keeps a host awake that it was just sending to sleep when it is switched off', () => {
    start(QUIET);
    dpm({ defaultDpmBehavior: 'automated', hostPowerActionRate: 3 });
    const isEntering = () => world.read(world.host('h4'), 'runtime.standbyMode') === 'entering';
    for (let second = 0; second < 7200 && !isEntering(); second += 1) world.clock.advance(1_000);
    expect(isEntering()).toBe(true);

    world.reconfigure(dpmOff);
    world.clock.advance(60 * MINUTE);

    expect(world.read(world.host('h4'), 'runtime')).toMatchObject({
      powerState: 'poweredOn',
      standbyMode: 'none',
    });
    expect(world.tasksOf('Drm.EnterStandbyLRO').map(({ error }) => error?.fault._typeName)).toEqual(
      ['RequestCanceled'],
    );
  });

  it('tells those who ask what it thought', () => {
    start(QUIET);
    dpm({ defaultDpmBehavior: 'manual', hostPowerActionRate: 3 });
    world.clock.advance(60 * MINUTE);

    const { power } = new DrsReports(world.services).get('C1');
    expect(power?.hosts.map(({ name, off }) => [name, off.cpuShare.toFixed(2)])).toEqual([
      ['h1', '0.20'],
      ['h2', '0.25'],
      ['h3', '0.30'],
      ['h4', '0.15'],
    ]);
    expect(power?.recommendations).toMatchObject([
      { kind: 'powerOff', host: { name: 'h4' }, reason: 'powerSaving', priority: 3, moves: 4 },
    ]);
    expect(power?.considered.slice(0, 2)).toMatchObject([
      { host: { name: 'h4' }, verdict: 'recommended', after: { highCpu: 0 } },
      { verdict: 'priority below the threshold' },
    ]);
  });
});
