import { build } from '../../server/vmodl/build.ts';

describe('build', () => {
  it('makes a frozen data object without unset members', () => {
    const stats = build('VirtualMachineQuickStats', {
      guestHeartbeatStatus: 'green',
      overallCpuUsage: undefined,
      hostMemoryUsage: 512,
    });

    expect(stats).toEqual({
      _typeName: 'VirtualMachineQuickStats',
      guestHeartbeatStatus: 'green',
      hostMemoryUsage: 512,
    });
    expect(Object.isFrozen(stats)).toBe(true);
  });

  it('lets the compiler refuse members which the type has not', () => {
    // @ts-expect-error green is not a power state
    build('VirtualMachineRuntimeInfo', { connectionState: 'connected', powerState: 'green' });
    // @ts-expect-error a member that does not exist
    build('VirtualMachineQuickStats', { guestHeartbeatStatus: 'green', cpuUsage: 1 });

    expect(build('Description', { label: 'a', summary: 'b' }).label).toBe('a');
  });
});
