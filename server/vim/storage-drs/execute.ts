/**
 * Carries out recommendations of Storage DRS: all at once that need not wait, what needs others once these
 * have succeeded, and what moves other disks of the same virtual machine one after the other.
 */
import type { Commit } from '../../inventory/change.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { ClusterRecommendation } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Context } from '../method.ts';
import { storageMigrationsOf } from './recommendations.ts';
import {
  byVm,
  destinationsOf,
  type StorageExecution,
  startStorageMove,
  type VmActions,
} from './storage-move.ts';

/** A recommendation as it is carried out. */
interface Step {
  readonly parts: readonly VmActions[];
  /** Must have succeeded. */
  readonly needs: readonly Step[];
  /** Must have ended. */
  readonly after: readonly Step[];
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** Those that have not ended; tasks that ended are forgotten before long. */
  open: readonly Ref<'Task'>[];
  failed: boolean;
}

/** `onEnd` is called once all have ended, with the first fault there was. */
export function carryOut(
  recommendations: readonly ClusterRecommendation[],
  execution: StorageExecution,
  context: Context,
  onEnd: (fault?: VimFault) => void = () => undefined,
): void {
  new Run(stepsOf(recommendations), execution, context, onEnd).begin();
}

function stepsOf(recommendations: readonly ClusterRecommendation[]): readonly Step[] {
  const byKey = new Map<string, Step>();
  const lastOfVm = new Map<string, Step>();
  return recommendations.map((one) => {
    const parts = byVm(storageMigrationsOf(one));
    const step: Step = {
      parts,
      needs: (one.prerequisite ?? []).flatMap((key) => byKey.get(key) ?? []),
      after: parts.flatMap(({ vm }) => lastOfVm.get(vm.value) ?? []),
      ...{ state: 'waiting', open: [], failed: false },
    };
    byKey.set(one.key, step);
    for (const { vm } of parts) lastOfVm.set(vm.value, step);
    return step;
  });
}

class Run {
  readonly #steps: readonly Step[];
  readonly #execution: StorageExecution;
  readonly #context: Context;
  readonly #onEnd: (fault?: VimFault) => void;
  readonly #epoch: number;
  #fault: VimFault | undefined;
  #leave: (() => void) | undefined;
  #looking = false;

  constructor(
    steps: readonly Step[],
    execution: StorageExecution,
    context: Context,
    onEnd: (fault?: VimFault) => void,
  ) {
    this.#steps = steps;
    this.#execution = execution;
    this.#context = context;
    this.#onEnd = onEnd;
    this.#epoch = context.storageDrs.epoch;
  }

  begin(): void {
    const { inventory, storageDrs } = this.#context;
    for (const { parts } of this.#steps) {
      for (const one of parts) storageDrs.sends(one.vm, destinationsOf(this.#context, one));
    }
    this.#leave = inventory.subscribe((commit) => this.#hear(commit));
    this.#goOn();
  }

  #hear({ changed, destroyed }: Commit): void {
    const isTask = ({ type }: Ref) => type === 'Task';
    if (this.#looking || !([...changed.keys()].some(isTask) || destroyed.some(isTask))) return;
    this.#looking = true;
    // After the commit that ended one of them.
    this.#context.clock.after(0, () => {
      this.#looking = false;
      this.#goOn();
    });
  }

  #goOn(): void {
    if (!this.#leave) return;
    if (this.#context.storageDrs.epoch !== this.#epoch) {
      this.#stop();
      return;
    }
    for (const step of this.#steps) if (step.state === 'running') this.#look(step);
    for (const step of this.#steps) if (step.state === 'waiting') this.#tryStart(step);
    if (this.#steps.some(({ state }) => state === 'waiting' || state === 'running')) return;
    this.#stop();
    this.#onEnd(this.#fault);
  }

  #stop(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  #tryStart(step: Step): void {
    if (step.needs.some(({ state }) => state === 'failed')) {
      this.#end(step, 'failed');
      return;
    }
    const isOpen = ({ state }: Step) => state === 'waiting' || state === 'running';
    if (step.needs.some(isOpen) || step.after.some(isOpen)) return;
    step.open = step.parts.flatMap(
      (one) => startStorageMove(one, this.#execution, this.#context) ?? [],
    );
    step.state = 'running';
    this.#look(step);
  }

  #look(step: Step): void {
    const { inventory } = this.#context;
    step.open = step.open.filter((task) => {
      const info = inventory.has(task) ? inventory.read(task, 'info') : undefined;
      if (info?.state === 'running' || info?.state === 'queued') return true;
      if (info?.error) this.#fault ??= faultOf(info.error);
      if (info?.state !== 'success') step.failed = true;
      return false;
    });
    if (step.open.length === 0) this.#end(step, step.failed ? 'failed' : 'done');
  }

  #end(step: Step, state: 'done' | 'failed'): void {
    step.state = state;
    for (const { vm } of step.parts) {
      const later = this.#steps.some(
        (one) => one.state === 'waiting' && one.parts.some((part) => part.vm.value === vm.value),
      );
      if (!later) this.#context.storageDrs.arrived(vm);
    }
  }
}

function faultOf(error: {
  readonly fault: object;
  readonly localizedMessage?: string | undefined;
}) {
  const { _typeName, ...detail } = error.fault as { readonly _typeName: string };
  return new VimFault(_typeName, detail, error.localizedMessage);
}
