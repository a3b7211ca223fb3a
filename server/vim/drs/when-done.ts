/**
 * What is done once tasks have ended.
 */
import type { Ref } from '../../vmodl/reference.ts';
import type { Services } from '../method.ts';

/** Calls one of them: `act` when all tasks have succeeded, `failed` as soon as one has not. */
export function whenDone(
  tasks: readonly Ref<'Task'>[],
  { inventory, clock }: Pick<Services, 'inventory' | 'clock'>,
  { act, failed }: { readonly act: () => void; readonly failed?: () => void },
): void {
  let ended = false;
  let leave: (() => void) | undefined;
  const end = (then: (() => void) | undefined) => {
    ended = true;
    leave?.();
    // After the commit that ended the last of them.
    if (then) clock.after(0, then);
  };
  const look = () => {
    if (ended) return;
    const states = tasks.map((task) =>
      inventory.has(task) ? inventory.read(task, 'info').state : ('error' as const),
    );
    if (states.includes('error')) end(failed);
    else if (states.every((state) => state === 'success')) end(act);
  };
  leave = inventory.subscribe(look);
  look();
  if (ended) leave();
}
