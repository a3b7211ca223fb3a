import { FailoverWatch } from '../../server/automation/failover-watch.ts';
import { failHost, restoreHost } from '../../server/vim/ha/host-failure.ts';
import { data } from '../../server/vmodl/value.ts';
import { DrsWorld } from '../vim/drs/drs-world.ts';

const TOLD: readonly string[] = ['InsufficientFailoverResourcesEvent', 'FailoverLevelRestored'];

let world: DrsWorld;
let watch: FailoverWatch;
beforeEach(() => {
  world = new DrsWorld({
    hosts: [
      { name: 'h1', vms: { one: 500 } },
      { name: 'h2', vms: {} },
    ],
  });
  watch = new FailoverWatch(world);
});
afterEach(() => {
  expect(world.errors).toEqual([]);
  watch.stop();
  world.loop.stop();
  world.stop();
});

const das = (members: object) =>
  world.reconfigure({ dasConfig: data('ClusterDasConfigInfo', members) });
const told = () => world.eventTypes().filter((type) => TOLD.includes(type));

describe('A cluster whose vSphere HA can no longer bear a failure', () => {
  it('is told of once, and once more when it can again', () => {
    das({ enabled: true, admissionControlEnabled: true });
    world.clock.advance(60_000);
    expect(told()).toEqual([]);

    failHost(world.services, world.host('h2'));
    world.clock.advance(60_000);
    expect(told()).toEqual(['InsufficientFailoverResourcesEvent']);

    restoreHost(world.services, world.host('h2'));
    world.clock.advance(600_000);
    expect(told()).toEqual(TOLD);
    const [event] = world.events().filter(({ _typeName }) => TOLD.includes(_typeName));
    expect(event).toMatchObject({ computeResource: { computeResource: world.cluster } });
  });

  it('is told of when HA is switched on in a cluster that cannot', () => {
    failHost(world.services, world.host('h2'));

    das({ enabled: true, admissionControlEnabled: true });
    world.clock.advance(60_000);

    expect(told()).toEqual(['InsufficientFailoverResourcesEvent']);
  });

  it('is nobody’s concern without HA, or without admission control', () => {
    failHost(world.services, world.host('h2'));
    das({ enabled: true, admissionControlEnabled: false });
    world.clock.advance(60_000);

    expect(told()).toEqual([]);
  });

  it('is looked at once within a sample of the statistics, however much happens', () => {
    das({ enabled: true, admissionControlEnabled: true });
    world.clock.advance(60_000);

    failHost(world.services, world.host('h2'));
    world.clock.advance(1_000);
    restoreHost(world.services, world.host('h2'));
    world.clock.advance(300_000);

    expect(told()).toEqual(TOLD);
  });
});
