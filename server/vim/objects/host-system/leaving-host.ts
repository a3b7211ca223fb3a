/**
 * A host on its way out of use, into maintenance mode or into standby: waits until nothing runs there any
 * more, then changes over. It moves no running VM itself: where DRS is on, DRS sees the host leaving and
 * evacuates it; elsewhere the VMs' owners do. While it waits, an internal property of the host is true
 * and nothing may power on or come in.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Context, Services } from '../../method.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { type Host, hostEvent, vmsOn } from './host-event.ts';

/** What the host leaves for. */
export interface Leave {
  /** Events at the beginning and at the end. */
  readonly events: { readonly begun: string; readonly done: string };
  /** How long it takes once the host is empty, ms of virtual time. */
  readonly changeOverMs: number;
  /** Must a VM leave as well that neither runs nor is on its way? */
  readonly mustLeave: (vm: Ref<'VirtualMachine'>) => boolean;
  /** Why it cannot begin. */
  readonly refusal: () => VimFault | undefined;
  /** What shows that the host is leaving, what it is once it has left, and how it is put back. */
  readonly begun: () => readonly Change[];
  readonly done: () => readonly Change[];
  readonly undone: () => readonly Change[];
  /** Called once it has begun, after the commit that says so. */
  readonly begin?: (() => void) | undefined;
}

/** One host on its way: waits, watches, ends its task. */
export class LeavingHost {
  readonly #host: Host;
  readonly #context: Context;
  readonly #task: RunningTask;
  readonly #leave: Leave;
  #stops: (() => void)[] = [];
  #changingOver = false;

  constructor(host: Host, context: Context, task: RunningTask, leave: Leave) {
    this.#host = host;
    this.#context = context;
    this.#task = task;
    this.#leave = leave;
  }

  /** Without a positive timeout it waits for ever. */
  begin(timeoutMs: number): void {
    if (this.#task.ended || this.#isGone()) return;
    const { inventory, clock } = this.#context;
    const refusal = isLeaving(inventory, this.#host)
      ? new VimFault('InvalidState')
      : this.#leave.refusal();
    if (refusal) {
      this.#task.fail(refusal);
      return;
    }
    this.#task.run([...this.#leave.begun(), this.#event(this.#leave.events.begun)]);
    this.#stops.push(inventory.subscribe(() => this.#look()));
    if (timeoutMs > 0) {
      // Background: instant time does not leap to the end of somebody's patience.
      const timer = clock.after(timeoutMs, () => this.#fail(new VimFault('Timedout')), {
        background: true,
      });
      this.#stops.push(() => timer.cancel());
    }
    this.#leave.begin?.();
    this.#look();
  }

  cancel(): void {
    const canceled = new VimFault('RequestCanceled');
    if (this.#stops.length === 0) this.#task.fail(canceled);
    else this.#fail(canceled, [this.#event('CanceledHostOperationEvent')]);
  }

  /** Called after every commit: is the host empty, is it still there? */
  #look(): void {
    if (this.#task.ended || this.#isGone()) {
      this.#stop();
      return;
    }
    const disconnection = disconnectionOf(this.#host, this.#context);
    if (disconnection) {
      this.#fail(disconnection);
      return;
    }
    if (this.#changingOver || this.#isOccupied()) return;
    this.#changingOver = true;
    const timer = this.#context.clock.after(this.#leave.changeOverMs, () => this.#changeOver());
    this.#stops.push(() => timer.cancel());
  }

  #changeOver(): void {
    this.#changingOver = false;
    if (this.#task.ended || this.#isGone() || this.#isOccupied()) return;
    this.#stop();
    this.#task.succeed([...this.#leave.done(), this.#event(this.#leave.events.done)]);
  }

  /** Something runs here, comes in, or must still be taken elsewhere. */
  #isOccupied(): boolean {
    const { inventory } = this.#context;
    const incoming: unknown = inventory.read(this.#host as Ref, '_incoming');
    if (Array.isArray(incoming) && incoming.length > 0) return true;
    return vmsOn(this.#context, this.#host).some(
      (vm) =>
        this.#leave.mustLeave(vm) ||
        inventory.read(vm, 'runtime').powerState === 'poweredOn' ||
        inventory.read(vm as Ref, '_migration') !== undefined,
    );
  }

  #isGone(): boolean {
    if (this.#context.inventory.has(this.#host)) return false;
    this.#stop();
    this.#task.fail(new VimFault('ManagedObjectNotFound', { obj: this.#host }));
    return true;
  }

  #fail(fault: VimFault, changes: readonly Change[] = []): void {
    this.#stop();
    this.#task.fail(fault, [...this.#leave.undone(), ...changes]);
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #event(type: string): Change {
    return hostEvent(this.#context, type, this.#host, this.#task.chainId);
  }
}

const MAINTENANCE_MARKS = ['_enteringMaintenance', '_evacuatePoweredOffVms'] as const;

export function isEnteringMaintenance(inventory: Services['inventory'], host: Host): boolean {
  return inventory.read(host as Ref, '_enteringMaintenance') === true;
}

export function isEnteringStandby(inventory: Services['inventory'], host: Host): boolean {
  return inventory.read(host as Ref, '_enteringStandby') === true;
}

export function isLeaving(inventory: Services['inventory'], host: Host): boolean {
  return isEnteringMaintenance(inventory, host) || isEnteringStandby(inventory, host);
}

export function noLongerEnteringMaintenance(host: Host): Change[] {
  return MAINTENANCE_MARKS.map((mark) => assign(host, mark, undefined));
}

/** The host stays as awake as it was. */
export function noLongerEnteringStandby(host: Host): Change[] {
  return [assign(host, '_enteringStandby', undefined), assign(host, 'runtime.standbyMode', 'none')];
}

/**
 * Hosts that were entering a mode when the server stopped, or before a reset, do so no longer; one that was
 * waking up sleeps on.
 */
export function forgetEntering({ inventory, tasks }: Pick<Services, 'inventory' | 'tasks'>): void {
  const idle = inventory.ofType('HostSystem').filter((host) => tasks.activeOn(host).length === 0);
  const changes = idle.flatMap((host) => [
    ...(isEnteringMaintenance(inventory, host) ? noLongerEnteringMaintenance(host) : []),
    ...(isEnteringStandby(inventory, host) ? noLongerEnteringStandby(host) : []),
    ...(inventory.read(host, 'runtime').standbyMode === 'exiting'
      ? [assign(host, 'runtime.standbyMode', 'in')]
      : []),
  ]);
  if (changes.length > 0) inventory.apply(changes);
}

/** Throws the fault which vCenter gives for a host it cannot talk to. */
export function demandConnected(host: Host, context: Pick<Context, 'inventory'>): void {
  const fault = disconnectionOf(host, context);
  if (fault) throw fault;
}

export function disconnectionOf(
  host: Host,
  { inventory }: Pick<Context, 'inventory'>,
): VimFault | undefined {
  const { connectionState } = inventory.read(host, 'runtime');
  if (connectionState === 'connected') return undefined;
  return new VimFault(
    connectionState === 'notResponding' ? 'HostNotReachable' : 'HostNotConnected',
  );
}
