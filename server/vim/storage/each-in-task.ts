/**
 * Tasks that do the same to several things and end well whatever becomes of each: their result lists each
 * thing's key, with the fault where there was one.
 */
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { box, type DataObject, data } from '../../vmodl/value.ts';
import type { Context } from '../method.ts';
import type { RunningTask } from '../tasks/tasks.ts';
import type { Host } from './host-disks.ts';

/** How long one takes, ms of virtual time. Ours. */
const EACH_MS = 500;

export interface EachInTask<K> {
  readonly entity: Host;
  /** Wire name of the method. */
  readonly name: string;
  readonly keys: readonly K[];
  /** Of one item of the result: `HostStorageSystemScsiLunResult`. */
  readonly resultType: string;
  /** Applies its own changes, one commit each; throws what stands against it. */
  readonly act: (key: K, task: RunningTask) => void;
}

export function eachInTask<K>(context: Context, work: EachInTask<K>): Ref<'Task'> {
  const { entity, name, keys, resultType, act } = work;
  return context.tasks.start(context, {
    entity,
    name,
    durationMs: EACH_MS * Math.max(1, keys.length),
    finish: (task) => {
      const results = keys.map((key) => resultOf(resultType, key, () => act(key, task)));
      return { changes: [], result: box(`ArrayOf${resultType}`, results) };
    },
  });
}

function resultOf(type: string, key: unknown, act: () => void): DataObject {
  try {
    act();
    return data(type, { key });
  } catch (error) {
    if (!(error instanceof VimFault)) throw error;
    return data(type, { key, fault: error.toLocalizedMethodFault() });
  }
}
