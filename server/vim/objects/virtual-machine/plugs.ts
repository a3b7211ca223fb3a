/**
 * Devices are connected while the VM runs: those that start connected when it powers on, none when it is off.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Context } from '../../method.ts';

export function replugged(
  self: Ref<'VirtualMachine'>,
  running: boolean,
  { inventory }: Context,
): Change[] {
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
