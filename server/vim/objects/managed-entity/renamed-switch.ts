/**
 * A distributed switch's name stands on its member hosts too, on the proxy switch of each.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import type { Ref } from '../../../vmodl/reference.ts';

export function switchRenamed(inventory: Inventory, self: Ref, newName: string): Change[] {
  const uuid = inventory.read(self, 'uuid');
  return inventory.ofType('HostSystem').flatMap((host) => {
    const proxies = inventory.read(host, 'config')?.network?.proxySwitch ?? [];
    if (!proxies.some(({ dvsUuid }) => dvsUuid === uuid)) return [];
    const renamed = proxies.map((proxy) =>
      proxy.dvsUuid === uuid ? { ...proxy, dvsName: newName } : proxy,
    );
    return [assign(host, 'config.network.proxySwitch', renamed)];
  });
}
