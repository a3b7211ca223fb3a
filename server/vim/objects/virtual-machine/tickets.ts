/**
 * Tickets for the console of a VM. They are made out as a host makes them out; behind them is no screen,
 * since VMs of this server have none.
 */
import { secureId } from '../../../clock/random.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import type { Context, MethodTable } from '../../method.ts';
import { event, refuseTemplate, type Vm } from './power.ts';

const CONSOLE_PORT = 902;
const WEB_PORT = 443;
const TICKET_BYTES = 8;

/** Ticket type → the privilege it takes. */
const PRIVILEGES: Readonly<Record<string, string>> = {
  mks: 'VirtualMachine.Interact.ConsoleInteract',
  webmks: 'VirtualMachine.Interact.ConsoleInteract',
  device: 'VirtualMachine.Interact.DeviceConnection',
  webRemoteDevice: 'VirtualMachine.Interact.DeviceConnection',
  guestControl: 'VirtualMachine.Interact.GuestControl',
  dnd: 'VirtualMachine.Interact.DnD',
  guestIntegrity: 'VirtualMachine.Interact.ConsoleInteract',
};

export const ticketMethods: MethodTable<'VirtualMachine'> = {
  AcquireTicket(self, { ticketType }, context) {
    const privilege = PRIVILEGES[ticketType];
    if (privilege === undefined) throw invalidArgument('ticketType');
    demandPrivilege(context, privilege, self);
    const place = placeOfConsole(self, context);
    tell(self, 'VmAcquiredTicketEvent', { ticketType }, context);
    const ticket = secureId(TICKET_BYTES);
    if (ticketType !== 'webmks') {
      return build('VirtualMachineTicket', { ticket, ...place, port: CONSOLE_PORT });
    }
    const url = `wss://${place.host}:${WEB_PORT}/ticket/${ticket}`;
    return build('VirtualMachineTicket', { ticket, ...place, port: WEB_PORT, url });
  },

  AcquireMksTicket(self, _args, context) {
    const place = placeOfConsole(self, context);
    tell(self, 'VmAcquiredMksTicketEvent', {}, context);
    const ticket = secureId(TICKET_BYTES);
    return build('VirtualMachineMksTicket', { ticket, ...place, port: CONSOLE_PORT });
  },
};

/** Throws InvalidPowerState for a VM that does not run, InvalidState for one out of reach. */
function placeOfConsole(self: Vm, context: Context) {
  const { inventory } = context;
  refuseTemplate(self, context);
  const { host, powerState, connectionState } = inventory.read(self, 'runtime');
  if (connectionState !== 'connected' || !host) throw new VimFault('InvalidState');
  if (powerState !== 'poweredOn') {
    const states = { requestedState: 'poweredOn', existingState: powerState };
    throw new VimFault('InvalidPowerState', states);
  }
  const cfgFile = inventory.read(self, 'config')?.files.vmPathName ?? '';
  return { cfgFile, host: String(inventory.read(host as Ref, 'name')) };
}

function tell(
  self: Vm,
  type: string,
  members: Readonly<Record<string, unknown>>,
  context: Context,
): void {
  const chainId = context.events.nextChainId();
  context.inventory.apply([event(context, type, self, chainId, members)]);
}
