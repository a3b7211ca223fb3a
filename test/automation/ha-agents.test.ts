import { HaAgents } from '../../server/automation/ha-agents.ts';
import { failHost, restoreHost } from '../../server/vim/ha/host-failure.ts';
import { data } from '../../server/vmodl/value.ts';
import { DrsWorld } from '../vim/drs/drs-world.ts';

let world: DrsWorld;
let agents: HaAgents;
beforeEach(() => {
  world = new DrsWorld({ hosts: ['h1', 'h2', 'h3'].map((name) => ({ name, vms: {} })) });
  agents = new HaAgents(world);
});
afterEach(() => {
  expect(world.errors).toEqual([]);
  agents.stop();
  world.loop.stop();
  world.stop();
});

const ha = (enabled: boolean) =>
  world.reconfigure({ dasConfig: data('ClusterDasConfigInfo', { enabled }) });
const states = () =>
  ['h1', 'h2', 'h3'].map((name) => world.read(world.host(name), 'runtime.dasHostState.state'));
const told = (since: number) =>
  world.eventTypes(since).filter((type) => type.startsWith('HostDas'));

describe('vSphere HA switched on', () => {
  it('makes one host the primary and connects the others to it', () => {
    expect(states()).toEqual([undefined, undefined, undefined]);
    const since = world.eventCount;

    ha(true);

    expect(states()).toEqual(['master', 'connectedToMaster', 'connectedToMaster']);
    expect(world.read(world.host('h2'), 'runtime.dasHostState')).toMatchObject({
      stateReporter: world.host('h1'),
    });
    expect(told(since)).toEqual(
      Array(3).fill(['HostDasEnablingEvent', 'HostDasEnabledEvent']).flat(),
    );
  });

  it('ends with all agents when it is switched off', () => {
    ha(true);
    const since = world.eventCount;

    ha(false);

    expect(states()).toEqual([undefined, undefined, undefined]);
    expect(told(since)).toEqual(
      Array(3).fill(['HostDasDisablingEvent', 'HostDasDisabledEvent']).flat(),
    );
  });

  it('is told of nobody where it was on from the start', () => {
    ha(true);
    const since = world.eventCount;

    agents.restart();

    expect(states()[0]).toBe('master');
    expect(told(since)).toEqual([]);
  });
});

describe('The primary', () => {
  it('is followed by another when it fails, and does not come back as primary', () => {
    ha(true);

    failHost(world.services, world.host('h1'));
    expect(states()).toEqual(['hostDown', 'master', 'connectedToMaster']);
    restoreHost(world.services, world.host('h1'));

    expect(states()).toEqual(['connectedToMaster', 'master', 'connectedToMaster']);
  });

  it('leaves when it goes into maintenance', () => {
    ha(true);

    world.run(world.host('h1'), 'EnterMaintenanceMode_Task', { timeout: 0 });
    expect(states()).toEqual([undefined, 'master', 'connectedToMaster']);
    world.run(world.host('h1'), 'ExitMaintenanceMode_Task', { timeout: 0 });

    expect(states()[0]).toBe('connectedToMaster');
  });
});

describe('A host that is disconnected', () => {
  it('cannot be reached by anybody', () => {
    ha(true);

    world.run(world.host('h3'), 'DisconnectHost_Task');

    expect(states()[2]).toBe('fdmUnreachable');
  });
});
