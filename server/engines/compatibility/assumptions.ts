/**
 * Facts as they would be if: the VM ran, the host were in service. For questions that leave the present
 * state aside.
 */
import type { HostFacts, VmFacts } from './facts.ts';

/** A VM that does not run yet plugs in what starts connected, and asks nothing of the processor. */
export function asRunning(vm: VmFacts): VmFacts {
  if (vm.powerState === 'poweredOn') return vm;
  const plugged = <T extends { readonly startConnected: boolean }>(part: T) => ({
    ...part,
    connected: part.startConnected,
  });
  return {
    ...vm,
    powerState: 'poweredOn',
    requiredEvcMode: vm.powerState === 'suspended' ? vm.requiredEvcMode : undefined,
    heartbeat: 'green',
    devices: vm.devices.map(plugged),
    nics: vm.nics.map(plugged),
  };
}

/** A clone: nobody works on it, nothing is plugged in, it has no snapshots of its own to lose. */
export function asCopy(vm: VmFacts): VmFacts {
  return {
    ...vm,
    powerState: 'poweredOff',
    activeTask: undefined,
    devices: vm.devices.map((device) => ({ ...device, connected: false })),
    nics: vm.nics.map((nic) => ({ ...nic, connected: false })),
  };
}

export function asInService(host: HostFacts): HostFacts {
  return {
    ...host,
    connectionState: 'connected',
    inMaintenance: false,
    enteringMaintenance: false,
    standby: false,
  };
}
