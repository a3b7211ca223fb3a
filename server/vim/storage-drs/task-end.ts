/**
 * What is to be done once a task has ended.
 */
import type { Commit } from '../../inventory/change.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { TaskInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Context } from '../method.ts';

/** How a task ended; neither is set for one that was forgotten meanwhile. */
export interface TaskEnd {
  readonly fault?: VimFault | undefined;
  readonly info?: TaskInfo | undefined;
}

/** Calls `act` once, after the commit that ended the task; never after a reset. */
export function whenTaskEnds(
  task: Ref<'Task'>,
  context: Context,
  act: (end: TaskEnd) => void,
): void {
  const { inventory, clock, storageDrs } = context;
  const { epoch } = storageDrs;
  const known: Ref = inventory.ref(task.type, task.value);
  const look = () => {
    const info = inventory.has(task) ? inventory.read(task, 'info') : undefined;
    if (info?.state === 'queued' || info?.state === 'running') return;
    leave();
    clock.after(0, () => {
      if (storageDrs.epoch === epoch) act({ info, fault: info?.error && faultOf(info.error) });
    });
  };
  const hear = ({ changed, destroyed }: Commit) => {
    if (changed.has(known) || destroyed.includes(known)) look();
  };
  const leave = inventory.subscribe(hear);
  look();
}

function faultOf({ fault, localizedMessage }: NonNullable<TaskInfo['error']>): VimFault {
  const { _typeName, ...detail } = fault;
  return new VimFault(_typeName, detail, localizedMessage);
}
