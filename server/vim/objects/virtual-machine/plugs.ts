/**
 * Devices are connected while the VM runs: those that start connected when it powers on, none when it is off.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import type { Context } from '../../method.ts';
import type { Vm } from './power.ts';

export function replugged(self: Vm, running: boolean, { inventory }: Context): Change[] {
  return (inventory.read(self, 'config')?.hardware.device ?? []).flatMap(({ key, connectable }) => {
    const connected = running && connectable?.startConnected === true;
    if (!connectable || connectable.connected === connected) return [];
    return [
      assign(
        self,
        `config.hardware.device[${key}].connectable`,
        build('VirtualDeviceConnectInfo', {
          ...connectable,
          connected,
          status: connected ? 'ok' : 'untried',
        }),
      ),
    ];
  });
}
