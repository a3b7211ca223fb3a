/**
 * A VM becomes a template and a VM again. A template belongs to no resource pool and never runs.
 */
import { assign } from '../../../inventory/change.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { configTouched } from './config-version.ts';
import type { Vm } from './power.ts';

type Host = Ref<'HostSystem'>;
type Pool = Ref<Kinds['ResourcePool']>;

export const templateMethods: MethodTable<'VirtualMachine'> = {
  MarkAsTemplate(self, _args, context) {
    const { inventory } = context;
    demandStill(self, context);
    if (inventory.read(self, 'config')?.template) throw new VimFault('NotSupported');
    inventory.apply(
      [
        assign(self, 'config.template', true),
        assign(self, 'resourcePool', undefined),
        ...configTouched(self, context),
      ],
      causeOf(context),
    );
  },

  MarkAsVirtualMachine(self, args, context) {
    const { inventory } = context;
    const pool = inventory.demand(args.pool) as Pool;
    demandPrivilege(context, 'Resource.AssignVMToPool', pool);
    demandStill(self, context);
    if (!inventory.read(self, 'config')?.template) throw new VimFault('InvalidState');
    const current = inventory.read(self, 'runtime').host;
    const datastores = inventory.read(self, 'datastore') ?? [];
    const host = hostFor(pool, { asked: args.host, current, datastores }, context);
    inventory.apply(
      [
        assign(self, 'config.template', false),
        assign(self, 'resourcePool', pool),
        ...(host === current ? [] : [assign(self, 'runtime.host', host)]),
        ...configTouched(self, context),
      ],
      causeOf(context),
    );
  },
};

/** Throws InvalidPowerState for a VM that is on, InvalidState for one out of reach, TaskInProgress. */
function demandStill(self: Vm, { inventory, tasks }: Context): void {
  const { powerState: existingState, connectionState } = inventory.read(self, 'runtime');
  if (connectionState !== 'connected') throw new VimFault('InvalidState');
  if (existingState !== 'poweredOff') {
    throw new VimFault('InvalidPowerState', { requestedState: 'poweredOff', existingState });
  }
  const [busy] = tasks.activeOn(self);
  if (busy) throw new VimFault('TaskInProgress', { task: busy.ref });
}

/**
 * The host a VM without one is registered on: the one asked for, the one it had, or the first of the
 * pool's that reaches its files. Throws InvalidArgument, or InvalidDatastore when the files are out of reach.
 */
export function hostFor(
  pool: Pool,
  wish: {
    readonly asked?: Host | undefined;
    readonly current?: Host | undefined;
    readonly datastores: readonly Ref<'Datastore'>[];
  },
  { inventory }: Context,
): Host {
  const hosts = inventory.read(inventory.read(pool, 'owner'), 'host') ?? [];
  const reaches = (host: Host) => {
    const mounted = inventory.read(host, 'datastore') ?? [];
    return wish.datastores.every(({ value }) => mounted.some((one) => one.value === value));
  };
  const asked = wish.asked && inventory.demand(wish.asked);
  if (asked && !hosts.includes(asked)) throw invalidArgument('host');
  if (asked && !reaches(asked)) {
    throw new VimFault('InvalidDatastore', { datastore: wish.datastores[0] });
  }
  if (asked) return asked;
  if (wish.current && hosts.includes(wish.current)) return wish.current;
  const able = hosts.find((host) => {
    const { connectionState, inMaintenanceMode } = inventory.read(host, 'runtime');
    return connectionState === 'connected' && !inMaintenanceMode && reaches(host);
  });
  if (!able) throw invalidArgument('host');
  return able;
}
