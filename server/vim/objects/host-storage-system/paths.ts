/**
 * HostStorageSystem: the paths to a disk, which of them are used, and how they are chosen.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  HostMultipathInfoLogicalUnit,
  HostMultipathInfoPath,
} from '../../../vmodl/generated/data.ts';
import { member } from '../../../vmodl/value.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { disksOf, type Host, hostRefuses, volumeOn } from '../../storage/host-disks.ts';
import { FIXED_POLICY, isPathPolicy } from './policies.ts';
import { storageHost } from './storage-host.ts';

export const pathMethods: MethodTable<'HostStorageSystem'> = {
  SetMultipathLunPolicy(self, { lunId, policy }, context) {
    const host = storageHost(context, self);
    const unit = unitsOf(host, context).find(({ id }) => id === lunId);
    if (!unit) throw new VimFault('NotFound', {}, `There is no logical unit ${lunId} on the host.`);
    if (!isPathPolicy(policy.policy)) throw invalidArgument('policy.policy');
    const prefer = member(policy, 'prefer');
    if (policy.policy === FIXED_POLICY && !unit.path.some(({ name }) => name === prefer)) {
      throw invalidArgument('policy.prefer');
    }
    apply([assign(host, `${unitAt(unit)}.policy`, policy)], context);
  },

  EnableMultipathPath(self, { pathName }, context) {
    const host = storageHost(context, self);
    const { unit, path } = demandPath(host, pathName, context);
    apply(stateChanged(host, unit, path, 'active', context), context);
  },

  /** Throws NotFound; PlatformConfigFault for the last path to a volume. */
  DisableMultipathPath(self, { pathName }, context) {
    const host = storageHost(context, self);
    const { unit, path } = demandPath(host, pathName, context);
    const others = unit.path.filter((one) => one !== path && one.state !== 'disabled');
    if (others.length === 0 && carriesVolume(host, unit, context)) {
      throw hostRefuses(`${pathName} is the last path to a volume`);
    }
    apply(stateChanged(host, unit, path, 'disabled', context), context);
  },
};

function apply(changes: readonly Change[], context: Context): void {
  context.inventory.apply(changes, causeOf(context));
}

function unitsOf(host: Host, { inventory }: Context): readonly HostMultipathInfoLogicalUnit[] {
  return inventory.read(host, 'config')?.storageDevice?.multipathInfo?.lun ?? [];
}

function unitAt({ key }: HostMultipathInfoLogicalUnit): string {
  return `config.storageDevice.multipathInfo.lun["${key}"]`;
}

function demandPath(host: Host, pathName: string, context: Context) {
  for (const unit of unitsOf(host, context)) {
    const path = unit.path.find(({ name }) => name === pathName);
    if (path) return { unit, path };
  }
  throw new VimFault('NotFound', {}, `There is no path ${pathName} on the host.`);
}

function carriesVolume(
  host: Host,
  unit: HostMultipathInfoLogicalUnit,
  { inventory }: Context,
): boolean {
  const disk = disksOf(inventory, host).find(({ key }) => key === unit.lun);
  return disk !== undefined && volumeOn(inventory, disk) !== undefined;
}

/** A path and the list of all states tell the same. */
function stateChanged(
  host: Host,
  unit: HostMultipathInfoLogicalUnit,
  path: HostMultipathInfoPath,
  state: 'active' | 'disabled',
  { inventory }: Context,
): readonly Change[] {
  const working = state === 'active';
  const at = `${unitAt(unit)}.path["${path.key}"]`;
  const states = inventory.read(host, 'config')?.multipathState?.path ?? [];
  const after = states.map((one) => (one.name === path.name ? { ...one, pathState: state } : one));
  return [
    assign(host, `${at}.pathState`, state),
    assign(host, `${at}.state`, state),
    assign(host, `${at}.isWorkingPath`, working),
    assign(host, 'config.multipathState.path', after),
  ];
}
