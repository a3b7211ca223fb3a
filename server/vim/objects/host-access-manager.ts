/**
 * HostAccessManager: lockdown mode of a host and who is exempt from it.
 */
import { assign } from '../../inventory/change.ts';
import { demandHostOf, fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

const DISABLED = 'lockdownDisabled';
/** Users of the host itself which vCenter Server keeps out of lists. */
const SYSTEM_USERS: readonly string[] = ['dcui', 'vpxuser'];

export const hostAccessManager = objectType({
  type: 'HostAccessManager',
  methods: {
    ChangeLockdownMode: (self, { mode }, context) => {
      const { inventory } = context;
      if (inventory.read(self, 'lockdownMode') === mode) return;
      const host = demandHostOf(inventory, self);
      inventory.apply(
        [
          assign(host, 'config.lockdownMode', mode),
          assign(host, 'config.adminDisabled', mode !== DISABLED),
        ],
        causeOf(context),
      );
    },

    QuerySystemUsers: () => SYSTEM_USERS,

    QueryLockdownExceptions: (self, _args, { inventory }) => {
      const users = inventory.readPath(self, '_exceptions');
      return Array.isArray(users) ? users.map(String) : [];
    },

    UpdateLockdownExceptions: (self, { users = [] }, context) => {
      context.inventory.apply([assign(self, '_exceptions', users)], causeOf(context));
    },
  },
  derivations: [fromConfig('HostAccessManager', 'lockdownMode', 'lockdownMode', () => DISABLED)],
});
