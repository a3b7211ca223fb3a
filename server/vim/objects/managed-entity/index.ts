/**
 * ManagedEntity: what all objects of the inventory tree have in common: their place, their state.
 */
import { over, type Relation } from '../../../inventory/schema.ts';
import { derived } from '../../../inventory/typed-reader.ts';
import type { AlarmState } from '../../../vmodl/generated/data.ts';
import type { ManagedEntityStatus } from '../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { objectType } from '../../method.ts';
import { destroyMethods } from './destroy.ts';
import { reloadMethods, renameMethods } from './rename.ts';

/** Worst first. */
const SEVERITY: readonly ManagedEntityStatus[] = ['red', 'yellow', 'green', 'gray'];
const CALM: ManagedEntityStatus = 'green';

/** Where each kind of child stands in its parent. An entity goes with its parent. */
const PLACES: readonly Relation[] = [
  {
    from: 'ManagedEntity',
    property: 'parent',
    inverse: ['Folder', 'childEntity'],
    onDestroy: 'cascade',
  },
  { from: 'Folder', property: 'parent', inverse: ['Datacenter', '_folders'], onDestroy: 'cascade' },
  {
    from: 'HostSystem',
    property: 'parent',
    inverse: ['ComputeResource', 'host'],
    onDestroy: 'cascade',
  },
  {
    from: 'ResourcePool',
    property: 'parent',
    inverse: ['ComputeResource', 'resourcePool'],
    single: true,
    onDestroy: 'cascade',
  },
  {
    from: 'ResourcePool',
    property: 'parent',
    inverse: ['ResourcePool', 'resourcePool'],
    onDestroy: 'cascade',
  },
];

export const managedEntity = objectType({
  type: 'ManagedEntity',
  methods: { ...destroyMethods, ...reloadMethods, ...renameMethods },
  relations: PLACES,
  derivations: [
    derived(
      'ManagedEntity',
      '_datacenter',
      ['parent', over('parent', ['_datacenter'])],
      (self, read) => {
        const parent = read(self, 'parent');
        if (!parent) return undefined;
        return parent.type === 'Datacenter' ? parent : read(parent as Ref, '_datacenter');
      },
    ),
    derived('ManagedEntity', 'configStatus', ['configIssue'], (self, read) =>
      (read(self, 'configIssue')?.length ?? 0) > 0 ? 'yellow' : CALM,
    ),
    derived(
      'ManagedEntity',
      'overallStatus',
      ['configStatus', 'triggeredAlarmState'],
      (self, read) => {
        const own = read(self, 'configStatus') ?? CALM;
        const alarms: readonly AlarmState[] = read(self, 'triggeredAlarmState') ?? [];
        const raised = alarms.map(({ overallStatus }) => overallStatus);
        return SEVERITY.find((status) => status === own || raised.includes(status));
      },
    ),
    derived('ManagedEntity', 'disabledMethod', [], () => []),
  ],
});
