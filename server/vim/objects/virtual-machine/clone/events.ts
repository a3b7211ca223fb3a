/**
 * What is told of a copy being made: of a VM, or of a VM that is deployed from a template.
 */
import type { Change } from '../../../../inventory/change.ts';
import { build } from '../../../../vmodl/build.ts';
import type { VimFault } from '../../../../vmodl/fault.ts';
import { eventArgument } from '../../../events/event-arguments.ts';
import type { Context } from '../../../method.ts';
import type { RunningTask } from '../../../tasks/tasks.ts';
import { type NewVm, newVmEvent } from '../../folder/create-vm-events.ts';
import { event } from '../power.ts';
import type { CloneRequest } from './request.ts';

/** A VM made from a template is deployed; everything else is cloned. */
export function isDeployed({ fromTemplate, spec }: CloneRequest): boolean {
  return fromTemplate && !spec.template;
}

export interface CloneEvents {
  begun(): Change[];
  ended(): Change[];
  failed(fault: VimFault): Change[];
}

/** Arguments are read now: what they name may have gone by the last event. */
export function cloneEvents(
  request: CloneRequest,
  told: NewVm,
  context: Context,
  task: RunningTask,
): CloneEvents {
  const { vm, folder, name, home, spec } = request;
  const source = eventArgument(context, vm);
  const destHost = eventArgument(context, told.host);
  const destDatastore = build('EntityEventArgument', {
    name: context.inventory.read(home, 'name'),
  });
  const where = {
    destName: name,
    destHost,
    ...(folder && { destFolder: eventArgument(context, folder) }),
  };
  const of = (type: string, members: Readonly<Record<string, unknown>>) =>
    event(context, type, vm, task.chainId, members);
  const about = (type: string, members: Readonly<Record<string, unknown>>) =>
    newVmEvent(type, told, context, task, { template: spec.template, ...members });
  if (isDeployed(request)) {
    return {
      begun: () => [about('VmBeingDeployedEvent', { srcTemplate: source })],
      ended: () => [about('VmDeployedEvent', { srcTemplate: source })],
      failed: (fault) => [
        about('VmDeployFailedEvent', { destDatastore, reason: fault.toLocalizedMethodFault() }),
      ],
    };
  }
  return {
    begun: () => [of(folder ? 'VmBeingClonedEvent' : 'VmBeingClonedNoFolderEvent', where)],
    ended: () => [about('VmClonedEvent', { sourceVm: source })],
    failed: (fault) =>
      // The event must name a folder; in a vApp there is none.
      folder && context.inventory.has(vm)
        ? [of('VmCloneFailedEvent', { ...where, reason: fault.toLocalizedMethodFault() })]
        : [],
  };
}
