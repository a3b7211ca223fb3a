/**
 * ManagedEntity: what all objects of the inventory tree have in common: their place, their state.
 */
import { over, type Relation } from '../../../inventory/schema.ts';
import { NOTHING } from '../../../inventory/templates/entity.ts';
import { derived, type TypedReader } from '../../../inventory/typed-reader.ts';
import type { AlarmState } from '../../../vmodl/generated/data.ts';
import type { ManagedEntityStatus } from '../../../vmodl/generated/enums.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { objectType } from '../../method.ts';
import { destroyMethods } from './destroy.ts';
import { reloadMethods, renameMethods } from './rename.ts';

type Entity = Ref<Kinds['ManagedEntity']>;

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
  // Alarms of an entity show on everything above it.
  {
    from: 'ManagedEntity',
    property: '_alarmShownOn',
    inverse: ['ManagedEntity', '_alarmedBelow'],
    onDestroy: 'ignore',
  },
];

/** States of an entity in alarms it has triggered: yellow or red. */
function raisedAlarms(entity: Entity, read: TypedReader): readonly AlarmState[] {
  const states = read(entity, 'declaredAlarmState');
  // Nearly always: everything in the inventory is asked when it starts.
  if (!states || states.length === 0) return NOTHING;
  return states.filter(
    ({ overallStatus }) => overallStatus === 'yellow' || overallStatus === 'red',
  );
}

/** All that is above an entity in its tree, nearest first. */
function above(entity: Ref, read: TypedReader): readonly Ref[] {
  return (read(entity, '_above') ?? NOTHING) as readonly Ref[];
}

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
      ['configStatus', 'declaredAlarmState'],
      (self, read) => {
        const own = read(self, 'configStatus') ?? CALM;
        const raised = raisedAlarms(self, read).map(({ overallStatus }) => overallStatus);
        return SEVERITY.find((status) => status === own || raised.includes(status));
      },
    ),
    derived('ManagedEntity', '_above', ['parent', over('parent', ['_above'])], (self, read) => {
      const parent = read(self, 'parent');
      return parent ? [parent, ...above(parent, read)] : NOTHING;
    }),
    derived('ManagedEntity', '_alarmShownOn', ['declaredAlarmState', '_above'], (self, read) =>
      raisedAlarms(self, read).length > 0 ? above(self, read) : NOTHING,
    ),
    derived(
      'VirtualMachine',
      '_alarmShownOn',
      [
        'declaredAlarmState',
        '_above',
        'runtime',
        'resourcePool',
        over('runtime.host', ['_above']),
        over('resourcePool', ['_above']),
      ],
      (self, read) => {
        if (raisedAlarms(self, read).length === 0) return NOTHING;
        const bearers = [read(self, 'runtime')?.host, read(self, 'resourcePool')];
        const found = bearers.flatMap((ref) => (ref ? [ref, ...above(ref, read)] : []));
        return [...new Set([...above(self, read), ...found])];
      },
    ),
    // An entity's own alarms, then those of what is below it, as vCenter passes them up the tree.
    derived(
      'ManagedEntity',
      'triggeredAlarmState',
      ['declaredAlarmState', over('_alarmedBelow', ['declaredAlarmState'])],
      (self, read) => {
        const below = (read(self as Ref, '_alarmedBelow') ?? []) as readonly Entity[];
        return [self, ...below].flatMap((entity) => raisedAlarms(entity, read));
      },
    ),
    derived('ManagedEntity', 'disabledMethod', [], () => []),
  ],
});
