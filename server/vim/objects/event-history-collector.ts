/** EventHistoryCollector: reads the event history by a filter, page by page. */
import { assign } from '../../inventory/change.ts';
import type { Event } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { asFiltered } from '../events/event-filter.ts';
import { readPage } from '../histories/history-collectors.ts';
import {
  demandPageSize,
  type HistoryView,
  nextPage,
  type Page,
  previousPage,
} from '../histories/history-page.ts';
import { eventFilterOf, eventView, latestEvents } from '../histories/latest-pages.ts';
import { type Context, objectType } from '../method.ts';

export const eventHistoryCollector = objectType({
  type: 'EventHistoryCollector',
  transient: true,
  methods: {
    ReadNextEvents(self, { maxCount }, context) {
      return read(self, context, maxCount, nextPage);
    },

    ReadPreviousEvents(self, { maxCount }, context) {
      return read(self, context, maxCount, previousPage);
    },

    SetCollectorPageSize(self, { maxCount }, context) {
      const pageSize = demandPageSize(maxCount);
      const page = latestEvents(context, eventFilterOf(context.inventory, self), pageSize);
      context.inventory.apply([
        assign(self, '_pageSize', pageSize),
        assign(self, 'latestPage', page),
      ]);
    },
  },
});

function read(
  self: Ref<'EventHistoryCollector'>,
  context: Context,
  maxCount: number,
  turn: (view: HistoryView<Event>, position: number, maxCount: number) => Page<Event>,
): readonly Event[] {
  demandPageSize(maxCount);
  const filter = eventFilterOf(context.inventory, self);
  const view = eventView(context, filter);
  const items = readPage(context, self, (position) => turn(view, position, maxCount));
  return items.map((event) => asFiltered(filter, event));
}
