/**
 * Groups of VMs and hosts, which rules name. An edit replaces the members whole.
 */
import { build } from '../../../vmodl/build.ts';
import { invalidArgument } from '../../../vmodl/fault.ts';
import type {
  ClusterGroupInfo,
  ClusterGroupSpec,
  ClusterHostGroup,
  ClusterVmGroup,
} from '../../../vmodl/generated/data.ts';
import { editedList } from './list-edits.ts';
import { type ClusterScope, demandHost, demandVm, distinct } from './scope.ts';

const PLACE = 'spec.groupSpec';

/** Throws InvalidArgument for a group without name or kind, or with members that are not the cluster's. */
export function editedGroups(
  before: readonly ClusterGroupInfo[],
  updates: readonly ClusterGroupSpec[] | undefined,
  scope: ClusterScope,
): readonly ClusterGroupInfo[] {
  return editedList(before, updates, {
    place: PLACE,
    keyOf: ({ name }) => name,
    kept: (wish, old, place) => {
      if (wish.name === '') throw invalidArgument(`${place}.name`);
      if (old && old._typeName !== wish._typeName) throw invalidArgument(place);
      const common = {
        name: wish.name,
        userCreated: wish.userCreated ?? old?.userCreated ?? true,
        uniqueID: old?.uniqueID ?? scope.newUuid(),
      };
      if (isVmGroup(wish)) {
        const vm = (wish.vm ?? []).map((one) => demandVm(scope, one, `${place}.vm`));
        return build('ClusterVmGroup', { ...common, vm: distinct(vm) });
      }
      if (isHostGroup(wish)) {
        const host = (wish.host ?? []).map((one) => demandHost(scope, one, `${place}.host`));
        return build('ClusterHostGroup', { ...common, host: distinct(host) });
      }
      throw invalidArgument(place);
    },
  });
}

export function isVmGroup(group: ClusterGroupInfo | undefined): group is ClusterVmGroup {
  return group?._typeName === 'ClusterVmGroup';
}

export function isHostGroup(group: ClusterGroupInfo | undefined): group is ClusterHostGroup {
  return group?._typeName === 'ClusterHostGroup';
}
