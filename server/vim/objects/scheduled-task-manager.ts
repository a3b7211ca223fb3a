/**
 * ScheduledTaskManager: what is to happen at times to come.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { scheduledTaskDescription } from '../catalogues/scheduled-task-description.ts';
import { objectType } from '../method.ts';

export const scheduledTaskManager = objectType({
  type: 'ScheduledTaskManager',
  methods: {
    RetrieveEntityScheduledTask: (self, { entity }, { inventory }) =>
      tasksOf(inventory, self, entity),

    RetrieveObjectScheduledTask: (self, { obj }, { inventory }) => tasksOf(inventory, self, obj),
  },
  derivations: [
    {
      type: 'ScheduledTaskManager',
      property: 'description',
      reads: [],
      derive: () => scheduledTaskDescription(),
    },
  ],
});

/** Scheduled tasks of one object, or of all. */
function tasksOf(inventory: Inventory, self: Ref<'ScheduledTaskManager'>, object?: Ref) {
  const all = inventory.read(self, 'scheduledTask') ?? [];
  if (!object) return all;
  const { value } = inventory.demand(object);
  return all.filter((task) => inventory.read(task, 'info').entity.value === value);
}
