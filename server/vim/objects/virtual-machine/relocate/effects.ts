/**
 * What a move changes of a VM, in the commit in which it takes place.
 */
import { assign, type Change } from '../../../../inventory/change.ts';
import { sameReference } from '../../../../vmodl/reference.ts';
import { deepEqual } from '../../../../vmodl/value.ts';
import type { Context } from '../../../method.ts';
import type { Move } from '../../../migrations/move.ts';
import { changesFiles, changesHost } from '../../../migrations/move-kind.ts';
import { forgetInCluster } from '../../managed-entity/removal.ts';
import { configTouched } from '../config-version.ts';
import { filesAdded } from '../loose-files.ts';
import { filesLeftForOthers } from '../snapshots/linked-files.ts';
import { copiesEnded } from './copies.ts';
import { filesAfter, filesMoved } from './moved-files.ts';

/** Empty when the move changes nothing. */
export function moveEffects(move: Move, context: Context): Change[] {
  const changes = [
    ...hostChanges(move, context),
    ...clusterLeft(move, context),
    ...poolChanges(move, context),
    ...(move.folder ? [assign(move.vm, 'parent', move.folder)] : []),
    ...fileChanges(move, context),
    ...cardChanges(move, context),
  ];
  const touches = changesHost(move) || changesFiles(move) || (move.cards?.length ?? 0) > 0;
  return touches ? [...changes, ...configTouched(move.vm, context)] : changes;
}

function hostChanges(move: Move, { inventory }: Context): Change[] {
  if (!changesHost(move)) return [];
  const { vm, destination } = move;
  const mhz = inventory.readPath(destination, 'summary.hardware.cpuMhz');
  const cpus = inventory.read(vm, 'config')?.hardware.numCPU;
  return [
    assign(vm, 'runtime.host', destination),
    ...(mhz === undefined || cpus === undefined
      ? []
      : [assign(vm, 'runtime.maxCpuUsage', cpus * Number(mhz))]),
  ];
}

/** The cluster it leaves forgets it in rules, groups and overrides. */
function clusterLeft({ vm, source, destination }: Move, context: Context): Change[] {
  const cluster = context.inventory.read(source, 'parent');
  const stays = sameReference(cluster, context.inventory.read(destination, 'parent'));
  return !cluster || stays ? [] : forgetInCluster(cluster, [vm], context);
}

/** In a vApp a VM lies in no folder. */
function poolChanges({ vm, pool }: Move, { inventory }: Context): Change[] {
  if (sameReference(inventory.read(vm, 'resourcePool'), pool)) return [];
  const intoApp = pool.type === 'VirtualApp' && inventory.read(vm, 'parent') !== undefined;
  return [assign(vm, 'resourcePool', pool), ...(intoApp ? [assign(vm, 'parent', undefined)] : [])];
}

function fileChanges(move: Move, context: Context): Change[] {
  const { vm, files } = move;
  const { inventory } = context;
  if (!files || !changesFiles(move)) return [];
  const after = () => filesAfter(inventory, vm, files);
  return [
    ...filesMoved(inventory, vm, files),
    ...filesAdded(filesLeftForOthers(vm, context, { after }), context),
    ...copiesEnded(vm),
  ];
}

/** Of cards only the network changes; whatever else has changed since they were looked at stays. */
function cardChanges({ vm, cards }: Move, { inventory }: Context): Change[] {
  const devices = inventory.read(vm, 'config')?.hardware.device ?? [];
  return (cards ?? []).flatMap(({ key, backing, deviceInfo }) => {
    const now = devices.find((device) => device.key === key);
    if (!now || deepEqual(now.backing, backing)) return [];
    const at = `config.hardware.device[${key}]`;
    return [assign(vm, `${at}.backing`, backing), assign(vm, `${at}.deviceInfo`, deviceInfo)];
  });
}
