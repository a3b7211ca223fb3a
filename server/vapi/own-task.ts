/** A task for an operation that needs none of its own in vim25: it has succeeded as it is made. */
import type { Conversation, Services } from '../vim/method.ts';
import { ROOT_FOLDER } from '../vim/service/service-content.ts';
import type { Ref } from '../vmodl/reference.ts';

export function ownTask({ tasks }: Services, conversation: Conversation): Ref<'Task'> {
  const task = tasks.create(
    { conversation },
    { entity: ROOT_FOLDER, descriptionId: 'com.vmware.cis.task', looksOnly: true },
  );
  task.run();
  task.succeed();
  return task.ref;
}
