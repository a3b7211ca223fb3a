/** `com.vmware.appliance.networking.firewall.inbound`: rules that are told and keep nobody out. */
import { data } from '../../../vmodl/value.ts';
import { vapiService } from '../../service.ts';
import { applianceError, applianceOf, type FirewallRule, setAppliance } from './appliance-store.ts';
import { isIP } from './names.ts';

/** Every interface. */
const ANY = '*';
const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

export const firewall = vapiService('com.vmware.appliance.networking.firewall.inbound', {
  get: (_input, { inventory }) =>
    (applianceOf(inventory).firewall ?? []).map(({ address, prefix, policy, interfaceName }) => ({
      ...{ address, prefix, policy },
      interface_name: interfaceName,
    })),

  /** All of them, the first that fits first. */
  set({ rules }, context) {
    const firewallRules = rules.map(({ address, prefix, policy, interface_name = ANY }) => {
      const bits = BITS[isIP(address)];
      if (bits === undefined || prefix < 0 || prefix > bits) {
        const range = `${address}/${prefix}`;
        throw applianceError('firewall.address.invalid', `'${range}' is no range.`, [range]);
      }
      return data<FirewallRule>('_ApplianceFirewallRule', {
        ...{ address, prefix, policy },
        interfaceName: interface_name,
      });
    });
    setAppliance(context, { firewall: firewallRules });
  },
});
