/**
 * GuestAuthManager: logging in to guests. The guests here run no agent which could answer.
 */
import { VimFault } from '../../vmodl/fault.ts';
import { objectType } from '../method.ts';

export const guestAuthManager = objectType({
  type: 'GuestAuthManager',
  methods: {
    ValidateCredentialsInGuest: (_self, args, { authorization, inventory, session }) => {
      const vm = inventory.demand(args.vm);
      authorization.demand(session.userName, 'VirtualMachine.GuestOperations.Query', vm);
      const existingState = inventory.read(vm, 'runtime').powerState;
      if (existingState !== 'poweredOn') {
        throw new VimFault('InvalidPowerState', { requestedState: 'poweredOn', existingState });
      }
      throw new VimFault('GuestOperationsUnavailable');
    },
  },
});
