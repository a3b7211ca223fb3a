/**
 * A VM leaves the inventory: deleted with its files, or unregistered, its files left where they are.
 *
 * The files of a registered VM follow from its configuration. Those of an unregistered one stay behind as
 * files of the datastore; the .vmx keeps what the VM was in its internal member `registration`.
 */
import { type Change, destroy } from '../../../inventory/change.ts';
import { datastoreNameOf } from '../../../inventory/templates/vm-files.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { data } from '../../../vmodl/value.ts';
import type { Context, MethodTable } from '../../method.ts';
import { countOperations } from '../../operation-counts.ts';
import { causeOf } from '../../sessions/caller.ts';
import { snapshotsOf } from '../datastore/renamed-paths.ts';
import { forgetInSettings, type Removal, removalEvent } from '../managed-entity/removal.ts';
import { filesAdded, type LooseFile, leftBehind } from './loose-files.ts';
import type { Vm } from './power.ts';
import { filesLeftForOthers } from './snapshots/linked-files.ts';
import { filesOf } from './space.ts';
import type { VmRegistration } from './vm-registration.ts';

/** Stored properties of a VM that a .vmx remembers. */
const REMEMBERED = ['config', 'runtime', 'capability', 'guest', '_guest', '_profile'] as const;

export const unregisterMethods: MethodTable<'VirtualMachine'> = {
  UnregisterVM(self, _args, context) {
    const removal = { context, chainId: context.events.nextChainId() };
    demandStopped(self, removal);
    context.inventory.apply(vmsUnregistered([self], removal), causeOf(context));
  },
};

/** Throws InvalidPowerState for a running VM, TaskInProgress for a busy one. */
export function demandStopped(vm: Vm, { context, task }: Removal): void {
  const { inventory, tasks } = context;
  const { powerState: existingState } = inventory.read(vm, 'runtime');
  if (existingState === 'poweredOn') {
    throw new VimFault('InvalidPowerState', { requestedState: 'poweredOff', existingState });
  }
  const busy = tasks.activeOn(vm).find(({ ref }) => ref.value !== task?.value);
  if (busy) throw new VimFault('TaskInProgress', { task: busy.ref });
}

/** Throws as `demandStopped`, and InvalidState for a VM that its host cannot reach. */
export function demandDeletable(vm: Vm, removal: Removal): void {
  const { connectionState } = removal.context.inventory.read(vm, 'runtime');
  if (connectionState !== 'connected') throw new VimFault('InvalidState');
  demandStopped(vm, removal);
}

/** VMs go with their files, but for those that linked clones need. */
export function vmsDeleted(vms: readonly Vm[], removal: Removal): Change[] {
  const { context } = removal;
  const left = new Map<Ref<'Datastore'>, readonly LooseFile[]>();
  for (const vm of vms) {
    for (const [datastore, files] of filesLeftForOthers(vm, context, { going: vms })) {
      left.set(datastore, [...(left.get(datastore) ?? []), ...files]);
    }
  }
  return [
    ...countOperations(context, vms, 'numDestroy'),
    ...forgetInSettings(removal, vms),
    ...filesAdded(left, context),
    ...vms.flatMap((vm) => vmGone(vm, removal)),
  ];
}

/** VMs go, their files stay. */
export function vmsUnregistered(vms: readonly Vm[], removal: Removal): Change[] {
  return [
    ...countOperations(removal.context, vms, 'numUnregister'),
    ...forgetInSettings(removal, vms),
    ...vmsLeft(vms, removal),
  ];
}

/** As `vmsUnregistered`, for a transaction which puts the settings of clusters right itself. */
export function vmsLeft(vms: readonly Vm[], removal: Removal): Change[] {
  return [...filesLeft(vms, removal.context), ...vms.flatMap((vm) => vmGone(vm, removal))];
}

function vmGone(vm: Vm, removal: Removal): Change[] {
  return [
    removalEvent(removal, 'VmRemovedEvent', vm),
    ...snapshotsOf(removal.context.inventory, vm).map(destroy),
    destroy(vm),
  ];
}

/** The files which VMs leave on their datastores. */
function filesLeft(vms: readonly Vm[], context: Context): Change[] {
  const { inventory, clock } = context;
  const left = new Map<Ref<'Datastore'>, LooseFile[]>();
  for (const vm of vms) {
    const config = inventory.read(vm, 'config');
    const datastores = inventory.read(vm, 'datastore') ?? [];
    const made = filesOf(vm, inventory.read.bind(inventory));
    for (const file of made?.files ?? []) {
      const name = datastoreNameOf(file.name);
      const datastore = datastores.find((one) => inventory.read(one, 'name') === name);
      if (!datastore || !config || file.shared) continue;
      const registration = file.type === 'config' ? registrationOf(vm, context) : undefined;
      const files = left.get(datastore) ?? [];
      files.push(leftBehind(file, config, clock.iso(), registration));
      left.set(datastore, files);
    }
  }
  return filesAdded(left, context);
}

/** What a VM is, as its .vmx and another vCenter are told. */
export function registrationOf(vm: Vm, { inventory }: Pick<Context, 'inventory'>): VmRegistration {
  const remembered = REMEMBERED.map((name) => [name, inventory.read(vm as Ref, name)] as const);
  const hasSnapshots = inventory.read(vm, 'snapshot') !== undefined;
  return data<VmRegistration>('_VmRegistration', {
    ...(Object.fromEntries(remembered) as Omit<VmRegistration, '_typeName' | 'hasSnapshots'>),
    hasSnapshots,
  });
}
