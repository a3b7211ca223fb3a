/** `com.vmware.vcenter.vm.console.tickets`: where a console of a running VM is to be had. */
import { reference } from '../../../../vmodl/reference.ts';
import { isBoxed } from '../../../../vmodl/value.ts';
import { objectOf } from '../../../objects.ts';
import { type VapiContext, vapiService } from '../../../service.ts';

const SESSION_MANAGER = reference('SessionManager', 'SessionManager');
const SETTINGS = reference('OptionManager', 'VpxSettings');
const NAME_OF_VCENTER = 'VirtualCenter.FQDN';

const NOT_RUNNING = {
  InvalidPowerState: {
    error: 'not_allowed_in_current_state',
    message: {
      id: 'com.vmware.api.vcenter.vm.console.tickets.not_allowed_in_current_state',
      default_message:
        'Unable to obtain console ticket because the virtual machine is powered off.',
      args: [],
    },
  },
} as const;

export const consoleTickets = vapiService('com.vmware.vcenter.vm.console.tickets', {
  /** For a browser the host's own address; for VMRC vCenter's, with a ticket for the session. */
  async create({ vm, spec: { type } }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    const faults = NOT_RUNNING;
    if (type === 'WEBMKS') {
      const args = { ticketType: 'webmks' };
      const { url = '' } = await context.call(self, 'AcquireTicket', args, { faults });
      return { ticket: url };
    }
    // The remote console asks for its own ticket later; who may not have one learns it here.
    await context.call(self, 'AcquireTicket', { ticketType: 'mks' }, { faults });
    const clone = await context.call(SESSION_MANAGER, 'AcquireCloneTicket', {});
    return { ticket: `vmrc://clone:${clone}@${nameOfVcenter(context)}/?moid=${vm}` };
  },
});

function nameOfVcenter({ inventory }: VapiContext): string {
  const settings = inventory.read(SETTINGS, 'setting') ?? [];
  const value: unknown = settings.find(({ key }) => key === NAME_OF_VCENTER)?.value;
  return String(isBoxed(value) ? value._value : value);
}
