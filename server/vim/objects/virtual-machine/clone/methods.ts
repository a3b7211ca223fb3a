/**
 * CloneVM_Task: another VM, or a template, like this one, whole or linked to it.
 */
import { checkCompatibility } from '../../../../engines/compatibility/compatibility.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type { GuestInfo } from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { sameReference } from '../../../../vmodl/reference.ts';
import { demandPrivilege } from '../../../authorization/demand-privilege.ts';
import { hostResources } from '../../../facts/host-facts.ts';
import { cloneFacts } from '../../../facts/placement-facts.ts';
import type { Context, MethodTable } from '../../../method.ts';
import type { FileMove, Host, Move } from '../../../migrations/move.ts';
import { networkNamed } from '../devices/network-card.ts';
import { cardsAfter } from '../relocate/network-edits.ts';
import { demandCloneConfig } from './config.ts';
import { demandCustomizable } from './customization.ts';
import { copiedDisks, copiedFiles } from './files.ts';
import { cloneJob } from './job.ts';
import { type CloneRequest, resolveClone } from './request.ts';

export const cloneMethods: MethodTable<'VirtualMachine'> = {
  CloneVM_Task(self, args, context) {
    const request = resolveClone(self, args, context);
    demandCloneConfig(request);
    demandCustomizable(request, context.inventory.read(self as Ref, '_guest') as GuestInfo);
    const disks = copiedDisks(request);
    const files = copiedFiles(request, disks, context);
    demandRights(request, files, context);
    const move = chosenMove(request, files, context);
    const task = context.tasks.create(context, {
      entity: self,
      name: 'CloneVM_Task',
      cancelable: true,
    });
    if (move) {
      context.migrations.submit(cloneJob({ request, disks, move, task }, context));
    } else {
      const computeResource = context.inventory.read(request.pool, 'owner');
      task.run();
      task.fail(new VimFault('NoActiveHostInCluster', { computeResource }));
    }
    return task.ref;
  },
};

/** Throws NoPermission for the first right that is missing. */
function demandRights(request: CloneRequest, files: readonly FileMove[], context: Context): void {
  const { vm, spec, pool, folder, fromTemplate, candidates } = request;
  demandPrivilege(
    context,
    `VirtualMachine.Provisioning.${rightOf(fromTemplate, spec.template)}`,
    vm,
  );
  demandPrivilege(context, 'VirtualMachine.Inventory.CreateFromExisting', folder ?? pool);
  if (!spec.template) {
    const right = pool.type === 'VirtualApp' ? 'VApp.AssignVM' : 'Resource.AssignVMToPool';
    demandPrivilege(context, right, pool);
  }
  demandPrivilege(context, 'Datastore.AllocateSpace', ...new Set(files.map(({ to }) => to)));
  if (spec.customization) {
    demandPrivilege(context, 'VirtualMachine.Provisioning.Customize', vm);
  }
  const entries = [...(spec.location.deviceChange ?? []), ...(spec.config?.deviceChange ?? [])];
  for (const { device, operation } of entries) {
    if (operation === 'remove') continue;
    if (!context.catalog.isA(device._typeName, 'VirtualEthernetCard')) continue;
    const network = networkNamed(device.backing, candidates[0], context.inventory);
    demandPrivilege(context, 'Network.Assign', network);
  }
}

function rightOf(fromTemplate: boolean, toTemplate: boolean): string {
  if (fromTemplate) return toTemplate ? 'CloneTemplate' : 'DeployTemplate';
  return toTemplate ? 'CreateTemplateFromVM' : 'Clone';
}

/**
 * To the host of which nothing speaks against the copy and the smallest share of whose memory is reserved;
 * when there is none, to the first, so that the task tells its reason.
 */
function chosenMove(
  request: CloneRequest,
  files: readonly FileMove[],
  context: Context,
): Move | undefined {
  const { inventory } = context;
  const { vm, source, pool, candidates, spec } = request;
  // Cards that are added or taken away are looked at when the copy's devices are made.
  const edits = (spec.location.deviceChange ?? []).filter(({ operation }) => operation === 'edit');
  const cards = cardsAfter(vm, edits, candidates, context);
  const moves = candidates.map((destination): Move => {
    return { vm, source, destination, pool, files, cards };
  });
  const [only, ...others] = moves;
  if (others.length === 0) return only;
  const able = moves.filter(
    (move) => checkCompatibility(cloneFacts(inventory, move, spec)).errors.length === 0,
  );
  const [best] = able.toSorted(
    (left, right) => load(left.destination, context) - load(right.destination, context),
  );
  const home = able.find(({ destination }) => sameReference(destination, source));
  const stays =
    home && load(home.destination, context) <= load(best?.destination ?? source, context);
  return (stays ? home : best) ?? only;
}

function load(host: Host, { inventory }: Context): number {
  const { reservedMemoryMb, availableMemoryMb } = hostResources(inventory, host);
  return availableMemoryMb > 0 ? reservedMemoryMb / availableMemoryMb : 1;
}
