/** TaskHistoryCollector: reads the task history by a filter, page by page. */
import { assign } from '../../inventory/change.ts';
import type { TaskInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { readPage } from '../histories/history-collectors.ts';
import {
  demandPageSize,
  type HistoryView,
  nextPage,
  type Page,
  previousPage,
} from '../histories/history-page.ts';
import { infoFilterOf, latestTasks, taskFilterOf, taskView } from '../histories/latest-pages.ts';
import { type Context, objectType } from '../method.ts';
import { asInfoFiltered } from '../tasks/task-filter.ts';

export const taskHistoryCollector = objectType({
  type: 'TaskHistoryCollector',
  transient: true,
  methods: {
    ReadNextTasks(self, { maxCount }, context) {
      return read(self, context, maxCount, nextPage);
    },

    ReadPreviousTasks(self, { maxCount }, context) {
      return read(self, context, maxCount, previousPage);
    },

    SetCollectorPageSize(self, { maxCount }, context) {
      const { inventory } = context;
      const pageSize = demandPageSize(maxCount);
      const filter = taskFilterOf(inventory, self);
      const page = latestTasks(context, filter, pageSize, infoFilterOf(inventory, self));
      inventory.apply([assign(self, '_pageSize', pageSize), assign(self, 'latestPage', page)]);
    },
  },
});

function read(
  self: Ref<'TaskHistoryCollector'>,
  context: Context,
  maxCount: number,
  turn: (view: HistoryView<TaskInfo>, position: number, maxCount: number) => Page<TaskInfo>,
): readonly TaskInfo[] {
  demandPageSize(maxCount);
  const view = taskView(context, taskFilterOf(context.inventory, self));
  const items = readPage(context, self, (position) => turn(view, position, maxCount));
  const infoFilter = infoFilterOf(context.inventory, self);
  return items.map((info) => asInfoFiltered(infoFilter, info));
}
