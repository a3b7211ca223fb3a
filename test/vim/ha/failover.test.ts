/** Hosts that lose their power, and vSphere HA. */
import { failHost, restoreHost } from '../../../server/vim/ha/host-failure.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../helpers/vcenter.ts';

const SEED = `
name: ha
description: three hosts
datacenters:
  - name: DC
    clusters:
      - name: C
        drs: { enabled: false }
        ha: { enabled: HA_ENABLED }
        hosts:
          - { name: h1, memoryGb: 32 }
          - { name: h2, memoryGb: 32 }
          - { name: h3, memoryGb: 32 }
    datastores:
      - { name: shared, type: VMFS, capacityGb: 500 }
    vms:
      - { name: web, host: h1, datastore: shared, power: on, memoryMb: 1024 }
      - { name: db, host: h1, datastore: shared, power: on, memoryMb: 1024 }
      - { name: idle, host: h1, datastore: shared, power: off }
      - { name: other, host: h2, datastore: shared, power: on, memoryMb: 1024 }
`;

let lab: Vcenter;
let h1: Ref<'HostSystem'>;
function start(ha = true): void {
  lab = new Vcenter({ seedText: SEED.replace('HA_ENABLED', String(ha)) });
  h1 = lab.named('HostSystem', 'h1');
}
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const vm = (name: string) => lab.named('VirtualMachine', name);
const stateOf = (name: string) => {
  const { host, powerState, connectionState } = lab.read(vm(name), 'runtime');
  return [lab.read(host, 'name'), powerState, connectionState].join(' ');
};
const fail = (host = h1) => failHost(lab.services, host);
const told = (since: number) => lab.eventTypes(since);

describe('a host that loses its power', () => {
  it('is not responding, and its VMs are off and disconnected', () => {
    start(false);
    const since = lab.eventCount;

    fail();
    lab.clock.advance(600_000);

    expect(lab.read(h1, 'runtime')).toMatchObject({
      connectionState: 'notResponding',
      powerState: 'unknown',
    });
    expect(stateOf('web')).toBe('h1 poweredOff disconnected');
    expect(stateOf('idle')).toBe('h1 poweredOff disconnected');
    expect(stateOf('other')).toBe('h2 poweredOn connected');
    expect(told(since)).toEqual([
      'HostConnectionLostEvent',
      ...Array(3).fill('VmDisconnectedEvent'),
    ]);
    expect(lab.read(lab.first('ClusterComputeResource'), 'summary.numEffectiveHosts')).toBe(2);
  });

  it('fails the migrations from it, and cannot be reconnected', () => {
    start(false);
    const args = { host: lab.named('HostSystem', 'h2'), priority: 'defaultPriority' };
    const move = lab.call(vm('web'), 'MigrateVM_Task', args) as Ref<'Task'>;
    lab.clock.advance(1_500);

    fail();
    lab.clock.advance(60_000);

    expect(lab.taskInfo(move).state).toBe('error');
    expect(stateOf('web')).toBe('h1 poweredOff disconnected');
    expect(lab.read(vm('web'), '_migration')).toBeUndefined();
    expect(faultOf(() => lab.run(h1, 'ReconnectHost_Task')).name).toBe('NoHost');
  });

  it('comes back with its VMs, which stay off', () => {
    start(false);
    fail();
    lab.clock.advance(60_000);
    const since = lab.eventCount;

    restoreHost(lab.services, h1);

    expect(stateOf('web')).toBe('h1 poweredOff connected');
    expect(told(since)).toEqual(['HostConnectedEvent', ...Array(3).fill('VmConnectedEvent')]);
    lab.run(vm('web'), 'PowerOnVM_Task');
  });

  it('shows nothing while it sleeps, and does not wake up', () => {
    start(false);
    const h3 = lab.named('HostSystem', 'h3');
    lab.run(h3, 'PowerDownHostToStandBy_Task', { timeoutSec: 0 });
    const since = lab.eventCount;

    fail(h3);
    const wake = () => lab.run(h3, 'PowerUpHostFromStandBy_Task', { timeoutSec: 0 }, 200_000);

    expect(faultOf(wake).name).toBe('HostPowerOpFailed');
    expect(told(since)).toEqual(['ExitingStandbyModeEvent', 'ExitStandbyModeFailedEvent']);
    restoreHost(lab.services, h3);
    wake();
  });
});

describe('vSphere HA', () => {
  it('restarts what ran on other hosts, where the fewest VMs run', () => {
    start();
    const since = lab.eventCount;

    fail();
    lab.clock.advance(14_000);
    expect(stateOf('web')).toBe('h1 poweredOff disconnected');
    lab.clock.advance(1_000);

    expect(stateOf('web')).toBe('h3 poweredOn connected');
    expect(stateOf('db')).toBe('h2 poweredOn connected');
    expect(stateOf('idle')).toBe('h1 poweredOff disconnected');
    expect(told(since).slice(-3)).toEqual([
      'DasHostFailedEvent',
      'VmRestartedOnAlternateHostEvent',
      'VmRestartedOnAlternateHostEvent',
    ]);
    expect(lab.events(since).at(-2)).toMatchObject({
      vm: { name: 'web' },
      host: { name: 'h3' },
      sourceHost: { name: 'h1' },
      fullFormattedMessage: 'web was restarted on h3 since h1 failed',
    });
    lab.clock.advance(60_000);
    expect(lab.read(vm('web'), 'guest.guestState')).toBe('running');
    restoreHost(lab.services, h1);
    expect(stateOf('idle')).toBe('h1 poweredOff connected');
  });

  it('restarts urgent VMs first and leaves those with restarts disabled', () => {
    start();
    lab.run(lab.first('ClusterComputeResource'), 'ReconfigureComputeResource_Task', {
      modify: true,
      spec: {
        _typeName: 'ClusterConfigSpecEx',
        dasVmConfigSpec: [priority(vm('db'), 'high'), priority(vm('web'), 'disabled')],
      },
    });
    const since = lab.eventCount;

    fail();
    lab.clock.advance(15_000);

    expect(stateOf('db')).toBe('h3 poweredOn connected');
    expect(stateOf('web')).toBe('h1 poweredOff disconnected');
    expect(told(since)).not.toContain('VmFailoverFailed');
  });

  it('says why a VM finds no host, and tries again', () => {
    start();
    for (const name of ['h2', 'h3']) lab.run(lab.named('HostSystem', name), 'DisconnectHost_Task');
    const since = lab.eventCount;

    fail();
    lab.clock.advance(15_000);
    expect(told(since).slice(-2)).toEqual(['VmFailoverFailed', 'VmFailoverFailed']);
    lab.run(lab.named('HostSystem', 'h3'), 'ReconnectHost_Task');
    lab.clock.advance(120_000);

    expect(stateOf('web')).toBe('h3 poweredOn connected');
    expect(stateOf('db')).toBe('h3 poweredOn connected');
  });

  it('gives up after five tries', () => {
    start();
    for (const name of ['h2', 'h3']) lab.run(lab.named('HostSystem', name), 'DisconnectHost_Task');
    const since = lab.eventCount;

    fail();
    lab.clock.advance(24 * 3_600_000);

    const failures = told(since).filter((type) => type === 'VmFailoverFailed');
    expect(failures).toHaveLength(10);
    expect(lab.read(vm('web'), '_awaitsRestart')).toBeUndefined();
  });

  it('restarts nothing when the host is back before it is declared dead', () => {
    start();
    fail();
    lab.clock.advance(5_000);
    restoreHost(lab.services, h1);
    lab.clock.advance(60_000);

    expect(stateOf('web')).toBe('h1 poweredOff connected');
    expect(lab.read(vm('web'), '_awaitsRestart')).toBeUndefined();
  });
});

function priority(key: Ref, restartPriority: string) {
  return {
    _typeName: 'ClusterDasVmConfigSpec',
    operation: 'add',
    info: {
      _typeName: 'ClusterDasVmConfigInfo',
      key,
      dasSettings: { _typeName: 'ClusterDasVmSettings', restartPriority },
    },
  };
}
