/**
 * Where the settings of vCenter say its single sign-on is. Known once the server listens: govc takes
 * host and port of the lookup service from there.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import { reference } from '../../vmodl/reference.ts';

const SETTINGS = reference('OptionManager', 'VpxSettings');
const KEYS = /^config\.vpxd\.sso\.(?:sts|admin|groupcheck)\.uri$/;
/** What a URL has before its path; nothing where the server listens at every address. */
const ORIGIN = /^(?:https?:\/\/[^/]*)?/;

/**
 * The changes that make the settings say so; none where they do.
 *
 * @param origin `https://127.0.0.1:8989`; empty for a server which has no address of its own: clients
 * then use the one they know it by
 */
export function ssoAddressChanges(inventory: Inventory, origin: string): readonly Change[] {
  const settings = inventory.read(SETTINGS, 'setting') ?? [];
  const moved = settings.map((setting) => {
    const { key, value } = setting;
    if (!KEYS.test(key) || typeof value !== 'string') return setting;
    const address = value.replace(ORIGIN, origin);
    return address === value ? setting : build('OptionValue', { key, value: address });
  });
  const isSame = moved.every((setting, index) => setting === settings[index]);
  return isSame ? [] : [assign(SETTINGS, 'setting', moved)];
}
