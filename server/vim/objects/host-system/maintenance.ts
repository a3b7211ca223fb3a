/**
 * Maintenance mode of a host.
 *
 * Entering waits until nothing runs on the host any more; it moves nothing itself. Where DRS is on, DRS
 * sees the host entering and evacuates it; elsewhere the VMs' owners do. While it waits, the host's
 * internal property `_enteringMaintenance` is true and nothing may power on or come in; beside it
 * `_evacuatePoweredOffVms` says whether powered-off VMs must leave as well.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Context, MethodTable, Services } from '../../method.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { type Host, hostEvent, vmsOn } from './host-event.ts';

/** How long ESXi takes to change over once it is empty, ms of virtual time. Ours. */
const CHANGE_OVER_MS = 1_000;
const MS_PER_S = 1_000;

export const maintenanceMethods: MethodTable<'HostSystem'> = {
  EnterMaintenanceMode_Task(self, args, context) {
    const name = 'EnterMaintenanceMode_Task';
    const task = context.tasks.create(context, { entity: self, name, cancelable: true });
    const evacuateAll = (args.evacuatePoweredOffVms ?? false) && isInCluster(self, context);
    const entering = new Entering(self, context, task, evacuateAll);
    task.cancelable(() => entering.cancel());
    context.clock.after(0, () => entering.begin(args.timeout * MS_PER_S));
    return task.ref;
  },

  ExitMaintenanceMode_Task(self, _args, context) {
    return context.tasks.start(context, {
      entity: self,
      name: 'ExitMaintenanceMode_Task',
      cancelable: true,
      durationMs: CHANGE_OVER_MS,
      finish: (task) => {
        demandConnected(self, context);
        if (!context.inventory.read(self, 'runtime').inMaintenanceMode) {
          throw new VimFault('InvalidState');
        }
        return {
          changes: [
            assign(self, 'runtime.inMaintenanceMode', false),
            hostEvent(context, 'ExitMaintenanceModeEvent', self, task.chainId),
          ],
        };
      },
    });
  },
};

/** Hosts that were entering when the server stopped, or before a reset, do so no longer. */
export function forgetEntering({ inventory, tasks }: Pick<Services, 'inventory' | 'tasks'>): void {
  const left = inventory
    .ofType('HostSystem')
    .filter((host) => isEntering(inventory, host) && tasks.activeOn(host).length === 0);
  if (left.length > 0) inventory.apply(left.flatMap(noLongerEntering));
}

/** Throws the fault which vCenter gives for a host it cannot talk to. */
export function demandConnected(host: Host, { inventory }: Pick<Context, 'inventory'>): void {
  const { connectionState } = inventory.read(host, 'runtime');
  if (connectionState === 'notResponding') throw new VimFault('HostNotReachable');
  if (connectionState !== 'connected') throw new VimFault('HostNotConnected');
}

/** One host on its way into maintenance mode: waits, watches, ends its task. */
class Entering {
  readonly #host: Host;
  readonly #context: Context;
  readonly #task: RunningTask;
  readonly #evacuateAll: boolean;
  #leave: (() => void)[] = [];
  #changingOver = false;

  constructor(host: Host, context: Context, task: RunningTask, evacuateAll: boolean) {
    this.#host = host;
    this.#context = context;
    this.#task = task;
    this.#evacuateAll = evacuateAll;
  }

  begin(timeoutMs: number): void {
    if (this.#task.ended || this.#isGone()) return;
    const { inventory, clock } = this.#context;
    const refusal = this.#refusal();
    if (refusal) {
      this.#task.fail(refusal);
      return;
    }
    this.#task.run([
      assign(this.#host, '_enteringMaintenance', true),
      assign(this.#host, '_evacuatePoweredOffVms', this.#evacuateAll || undefined),
      this.#event('EnteringMaintenanceModeEvent'),
    ]);
    this.#leave.push(inventory.subscribe(() => this.#look()));
    if (timeoutMs > 0) {
      // Background: instant time does not leap to the end of somebody's patience.
      const timer = clock.after(timeoutMs, () => this.#fail(new VimFault('Timedout')), {
        background: true,
      });
      this.#leave.push(() => timer.cancel());
    }
    this.#look();
  }

  cancel(): void {
    const canceled = new VimFault('RequestCanceled');
    if (this.#leave.length === 0) this.#task.fail(canceled);
    else this.#fail(canceled, [this.#event('CanceledHostOperationEvent')]);
  }

  /** Why it cannot begin. */
  #refusal(): VimFault | undefined {
    const { inventory } = this.#context;
    const { inMaintenanceMode } = inventory.read(this.#host, 'runtime');
    if (inMaintenanceMode || isEntering(inventory, this.#host)) return new VimFault('InvalidState');
    return this.#disconnection();
  }

  #disconnection(): VimFault | undefined {
    try {
      demandConnected(this.#host, this.#context);
      return undefined;
    } catch (error) {
      if (error instanceof VimFault) return error;
      throw error;
    }
  }

  /** Called after every commit: is the host empty, is it still there? */
  #look(): void {
    if (this.#task.ended || this.#isGone()) {
      this.#stop();
      return;
    }
    const disconnection = this.#disconnection();
    if (disconnection) {
      this.#fail(disconnection);
      return;
    }
    if (this.#changingOver || this.#isOccupied()) return;
    this.#changingOver = true;
    const timer = this.#context.clock.after(CHANGE_OVER_MS, () => this.#changeOver());
    this.#leave.push(() => timer.cancel());
  }

  #changeOver(): void {
    this.#changingOver = false;
    if (this.#task.ended || this.#isGone() || this.#isOccupied()) return;
    this.#stop();
    this.#task.succeed([
      ...noLongerEntering(this.#host),
      assign(this.#host, 'runtime.inMaintenanceMode', true),
      this.#event('EnteredMaintenanceModeEvent'),
    ]);
  }

  /** Something runs here, comes in, or must still be taken elsewhere. */
  #isOccupied(): boolean {
    const { inventory } = this.#context;
    const incoming: unknown = inventory.read(this.#host as Ref, '_incoming');
    if (Array.isArray(incoming) && incoming.length > 0) return true;
    return vmsOn(this.#context, this.#host).some(
      (vm) =>
        this.#evacuateAll ||
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
    this.#task.fail(fault, [...noLongerEntering(this.#host), ...changes]);
  }

  #stop(): void {
    for (const leave of this.#leave) leave();
    this.#leave = [];
  }

  #event(type: string): Change {
    return hostEvent(this.#context, type, this.#host, this.#task.chainId);
  }
}

function isEntering(inventory: Services['inventory'], host: Host): boolean {
  return inventory.read(host as Ref, '_enteringMaintenance') === true;
}

function noLongerEntering(host: Host): Change[] {
  return [
    assign(host, '_enteringMaintenance', undefined),
    assign(host, '_evacuatePoweredOffVms', undefined),
  ];
}

function isInCluster(host: Host, { inventory }: Context): boolean {
  return inventory.read(host, 'parent')?.type === 'ClusterComputeResource';
}
