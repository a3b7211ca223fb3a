/** TaskManager: what is going on, what went on, and tasks that extensions report. */
import { invalidArgument } from '../../vmodl/fault.ts';
import type { TaskFilterSpec, TaskInfoFilterSpec } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { data } from '../../vmodl/value.ts';
import { COLLECTORS_MAX, createCollector } from '../histories/history-collectors.ts';
import { PAGE_DEFAULT, PAGE_MAX } from '../histories/history-page.ts';
import { latestTasks } from '../histories/latest-pages.ts';
import { type Context, objectType } from '../method.ts';
import { isTaskId } from '../tasks/task-labels.ts';

export const taskManager = objectType({
  type: 'TaskManager',
  lives: [{ type: 'TaskManager', property: 'maxCollector', show: () => COLLECTORS_MAX }],
  methods: {
    CreateCollectorForTasks(_self, { filter }, context) {
      return collect(context, filter, undefined);
    },

    CreateCollectorWithInfoFilterForTasks(_self, { filter, infoFilter }, context) {
      return collect(context, filter, infoFilter);
    },

    ReadNextTasksByViewSpec(_self, { filterSpec, infoFilterSpec }, context) {
      demandFilter(context, filterSpec);
      return latestTasks(context, filterSpec, PAGE_MAX, infoFilterSpec);
    },

    /** The type must be one which the server or a registered extension declares. */
    CreateTask(_self, args, context) {
      const { obj, taskTypeId, initiatedBy, cancelable, parentTaskKey, activationId } = args;
      if (!isTaskId(context.catalog, taskTypeId) && !isExtensionTask(context, taskTypeId)) {
        throw invalidArgument('taskType');
      }
      const { ref } = context.tasks.create(context, {
        entity: context.inventory.demand(obj),
        descriptionId: taskTypeId,
        cancelable,
        parentTaskKey,
        activationId,
        reason: initiatedBy ? data('TaskReasonUser', { userName: initiatedBy }) : undefined,
      });
      return context.inventory.read(ref, 'info');
    },
  },
});

function collect(
  context: Context,
  filter: TaskFilterSpec,
  infoFilter: TaskInfoFilterSpec | undefined,
): Ref<'TaskHistoryCollector'> {
  demandFilter(context, filter);
  return createCollector(context, 'TaskHistoryCollector', {
    filter,
    _infoFilter: infoFilter,
    latestPage: latestTasks(context, filter, PAGE_DEFAULT, infoFilter),
  });
}

function demandFilter({ inventory }: Context, filter: TaskFilterSpec): void {
  if (filter.entity) inventory.demand(filter.entity.entity);
}

function isExtensionTask({ inventory }: Context, taskTypeId: string): boolean {
  const manager = inventory.ofType('ExtensionManager')[0];
  const extensions = (manager && inventory.read(manager, 'extensionList')) ?? [];
  return extensions.some((extension) =>
    extension.taskList?.some((declared) => declared.taskID === taskTypeId),
  );
}
