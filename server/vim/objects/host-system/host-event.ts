/**
 * Events about a host, and the VMs that share its fate.
 */
import type { Change } from '../../../inventory/change.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Context } from '../../method.ts';

export type Host = Ref<'HostSystem'>;

export function hostEvent(
  context: Context,
  type: string,
  host: Host,
  chainId: number,
  members: Readonly<Record<string, unknown>> = {},
): Change {
  const userName = context.session?.userName;
  return context.events.change({ type, about: host, chainId, members, userName });
}

export function vmsOn({ inventory }: Pick<Context, 'inventory'>, host: Host) {
  return (inventory.read(host, 'vm') ?? []).filter((vm) => inventory.has(vm));
}
