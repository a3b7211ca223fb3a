/** Waits for the end of a task of vim25. */
import type { Inventory } from '../inventory/inventory.ts';
import { VimFault } from '../vmodl/fault.ts';
import type { TaskInfo } from '../vmodl/generated/data.ts';
import type { Ref } from '../vmodl/reference.ts';

/**
 * The task's result once it has succeeded. Rejects with its fault once it has failed; with RequestCanceled
 * when the signal says that nobody waits any more, or the inventory is replaced.
 */
export function taskResult(
  inventory: Inventory,
  task: Ref,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    /** Is there nothing more to wait for? */
    const settle = (): boolean => {
      const info = inventory.has(task) ? (inventory.read(task, 'info') as TaskInfo) : undefined;
      if (info?.state === 'success') resolve(info.result);
      else if (info?.state === 'error') reject(faultOf(info));
      else if (!info || signal?.aborted) reject(new VimFault('RequestCanceled'));
      else return false;
      return true;
    };
    if (settle()) return;
    const stop = inventory.subscribe(({ changed, destroyed }) => {
      if (changed.has(task) || destroyed.includes(task)) end();
    });
    const end = (): void => {
      if (!settle()) return;
      stop();
      signal?.removeEventListener('abort', end);
    };
    signal?.addEventListener('abort', end);
  });
}

function faultOf({ error }: TaskInfo): VimFault {
  if (!error) return new VimFault('SystemError');
  const { _typeName, ...detail } = error.fault;
  return new VimFault(_typeName, detail, error.localizedMessage);
}
