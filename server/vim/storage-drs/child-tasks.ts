/**
 * A method called on behalf of a task: the tasks it starts are children of that one.
 */
import type { Context } from '../method.ts';
import type { Tasks } from '../tasks/tasks.ts';

/** The context as it is, but for whose tasks are started. */
export function asChildrenOf(parentTaskKey: string, context: Context): Context {
  const { tasks } = context;
  const children: Tasks = {
    create: (caller, one) => tasks.create(caller, { ...one, parentTaskKey }),
    start: (caller, one) => tasks.start(caller, { ...one, parentTaskKey }),
    activeOn: (entity) => tasks.activeOn(entity),
    find: (ref) => tasks.find(ref),
    cancel: (ref) => tasks.cancel(ref),
    describe: (ref, description) => tasks.describe(ref, description),
    history: () => tasks.history(),
    scopeOf: (info) => tasks.scopeOf(info),
  };
  const child = Object.create(context) as { -readonly [K in keyof Context]: Context[K] };
  child.tasks = children;
  return child;
}
