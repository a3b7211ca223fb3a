/**
 * HostFirewallSystem: which ports of a host are open, as `HostSystem.config.firewall` has it.
 */
import { assign } from '../../inventory/change.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { HostFirewallRuleset } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { demandHostOf, fromConfig } from '../host-managers.ts';
import { type Context, objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

export const hostFirewallSystem = objectType({
  type: 'HostFirewallSystem',
  methods: {
    EnableRuleset: (self, { id }, context) => {
      rulesetOf(context, self, id);
      change(context, self, `ruleset["${id}"].enabled`, true);
    },

    DisableRuleset: (self, { id }, context) => {
      if (rulesetOf(context, self, id).required) throw new VimFault('NotSupported');
      change(context, self, `ruleset["${id}"].enabled`, false);
    },

    UpdateRuleset: (self, { id, spec }, context) => {
      rulesetOf(context, self, id);
      change(context, self, `ruleset["${id}"].allowedHosts`, spec.allowedHosts);
    },

    UpdateDefaultPolicy: (self, { defaultPolicy }, context) => {
      change(context, self, 'defaultPolicy', defaultPolicy);
    },

    /** What is open is known here at all times. */
    RefreshFirewall: () => {},
  },
  derivations: [fromConfig('HostFirewallSystem', 'firewallInfo', 'firewall')],
});

function rulesetOf(
  { inventory }: Context,
  self: Ref<'HostFirewallSystem'>,
  id: string,
): HostFirewallRuleset {
  const ruleset = inventory.read(self, 'firewallInfo')?.ruleset?.find(({ key }) => key === id);
  if (!ruleset) throw new VimFault('NotFound');
  return ruleset;
}

function change(
  context: Context,
  self: Ref<'HostFirewallSystem'>,
  path: string,
  value: Parameters<typeof assign>[2],
): void {
  const host = demandHostOf(context.inventory, self);
  context.inventory.apply([assign(host, `config.firewall.${path}`, value)], causeOf(context));
}
