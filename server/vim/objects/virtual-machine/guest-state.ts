/**
 * The guest inside a VM: it boots some time after power-on, then VMware Tools answer and its
 * addresses show; it is silent again when the VM stops.
 *
 * What the guest shows when it runs is the VM's internal property `_guest`, a whole GuestInfo.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import type { GuestInfo } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { data } from '../../../vmodl/value.ts';
import type { Services } from '../../method.ts';

type Vm = Ref<'VirtualMachine'>;

/** From power-on to running tools, ms of virtual time: a small guest on idle hosts. Ours. */
const BOOT_MS = 15_000;

/** Where a guest of the Linux family tells what was done to it. */
const CUSTOMIZATION_LOG = '/var/log/vmware-imc/toolsDeployPkg.log';

/** Members of GuestInfo that only a running guest shows. */
const RUNNING_ONLY = ['hostName', 'ipAddress', 'net', 'ipStack', 'disk', 'screen', 'hwVersion'];

/** Lets the guest boot: its tools answer BOOT_MS from now if the VM is still in the same run. */
export function startGuest(self: Vm, services: Services, delayMs = BOOT_MS): void {
  const { inventory, clock } = services;
  const bornMs = clock.now();
  clock.after(delayMs, () => {
    if (!inventory.has(self)) return;
    const { powerState, bootTime } = inventory.read(self, 'runtime');
    if (powerState !== 'poweredOn' || !bootTime || Date.parse(bootTime) > bornMs + 1) return;
    const running = inventory.read(self, '_guest') as GuestInfo | undefined;
    if (!running || inventory.read(self, 'guest')?.guestState === 'running') return;
    inventory.apply([...guestRunning(self, running), ...customized(self, services)]);
  });
}

/** Guests that were booting when the server stopped go on booting. */
export function resumeGuests(services: Services): void {
  const { inventory } = services;
  for (const vm of inventory.ofType('VirtualMachine')) {
    const running = inventory.read(vm, '_guest') as GuestInfo | undefined;
    if (!running || inventory.read(vm, 'runtime').powerState !== 'poweredOn') continue;
    if (inventory.read(vm, 'guest')?.guestState !== 'running') startGuest(vm, services);
  }
}

/** The guest as it shows when the VM does not run. */
export function guestStopped(self: Vm, { inventory }: Pick<Services, 'inventory'>): Change[] {
  const guest = inventory.read(self, 'guest');
  if (!guest) return [];
  return [assign(self, 'guest', silent(guest)), assign(self, 'guestHeartbeatStatus', 'gray')];
}

/** What is known of a guest that cannot be asked. */
export function silent(guest: GuestInfo): GuestInfo {
  const installed = guest.toolsVersionStatus2 !== 'guestToolsNotInstalled';
  const shown = Object.fromEntries(
    Object.entries(guest).filter(([name]) => !RUNNING_ONLY.includes(name)),
  );
  return data<GuestInfo>('GuestInfo', {
    ...(shown as unknown as GuestInfo),
    toolsStatus: installed ? 'toolsNotRunning' : 'toolsNotInstalled',
    toolsRunningStatus: 'guestToolsNotRunning',
    guestState: 'notRunning',
    guestOperationsReady: false,
    interactiveGuestOperationsReady: false,
    guestStateChangeSupported: false,
  });
}

function guestRunning(self: Vm, running: GuestInfo): Change[] {
  const tools = running.toolsRunningStatus === 'guestToolsRunning';
  return [
    assign(self, 'guest', running),
    assign(self, 'guestHeartbeatStatus', tools ? 'green' : 'gray'),
  ];
}

/** A guest that a clone was made with a specification for is as it asks once it runs for the first time. */
function customized(self: Vm, { inventory, events, clock }: Services): Change[] {
  if (inventory.read(self as Ref, '_customizing') !== true) return [];
  const done = build('GuestInfoCustomizationInfo', {
    customizationStatus: 'TOOLSDEPLOYPKG_SUCCEEDED',
    startTime: inventory.read(self, 'runtime').bootTime,
    endTime: clock.iso(),
  });
  const told = ['CustomizationStartedEvent', 'CustomizationSucceeded'].map((type) =>
    events.change({ type, about: self, members: { logLocation: CUSTOMIZATION_LOG } }),
  );
  return [
    assign(self, '_customizing', undefined),
    assign(self, 'guest.customizationInfo', done),
    assign(self, '_guest.customizationInfo', done),
    ...told,
  ];
}
