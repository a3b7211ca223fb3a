/**
 * What every managed entity holds from the start.
 */
import type { Ref } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';

/** The empty list that all objects share. */
export const NOTHING: readonly never[] = Object.freeze([]);

/** Common stored properties. VMs, distributed switches and port groups keep their name in `config`. */
export function entityProperties(parent: Ref | undefined) {
  const common = {
    alarmActionsEnabled: true,
    configIssue: NOTHING,
    declaredAlarmState: NOTHING,
    tag: NOTHING,
  } satisfies Record<string, Value>;
  return parent ? { parent, ...common } : common;
}

/** Kinds of children the folders of a datacenter may have; `datacenter` is the root's kind. */
export const CHILD_TYPES = {
  datacenter: Object.freeze(['Folder', 'Datacenter']),
  vm: Object.freeze(['Folder', 'VirtualMachine', 'VirtualApp']),
  host: Object.freeze(['Folder', 'ComputeResource']),
  datastore: Object.freeze(['Folder', 'Datastore', 'StoragePod']),
  network: Object.freeze(['Folder', 'Network', 'DistributedVirtualSwitch']),
  pod: Object.freeze(['Datastore']),
} as const;

export type FolderKind = Exclude<keyof typeof CHILD_TYPES, 'datacenter' | 'pod'>;
export const FOLDER_KINDS = ['vm', 'host', 'datastore', 'network'] as const satisfies FolderKind[];
