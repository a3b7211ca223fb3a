/**
 * ConfigureDatastoreIORM_Task: Storage I/O Control of a datastore. What a specification leaves out stays.
 */
import { assign } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { StorageIORMConfigSpec, StorageIORMInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { eventArgument } from '../events/event-arguments.ts';

import type { Context } from '../method.ts';
import {
  CONGESTION_THRESHOLD_MS,
  congestionThresholdMs,
  deviceOf,
  PEAK_PERCENT,
} from '../statistics/datastore-facts.ts';

type Datastore = Ref<'Datastore'>;

/** How long it takes, ms of virtual time. Ours. */
const CONFIGURE_MS = 200;
const MODES: readonly string[] = ['automatic', 'manual'];

interface Wish {
  readonly datastore: Datastore;
  readonly spec: StorageIORMConfigSpec;
}

/** Throws ManagedObjectNotFound, InvalidArgument; NotSupported and the declared faults end the task. */
export function configureDatastoreIorm(wish: Wish, context: Context): Ref<'Task'> {
  const { inventory, events } = context;
  const datastore = inventory.demand(wish.datastore);
  const { spec } = wish;
  demandRanges(spec);
  return context.tasks.start(context, {
    entity: datastore,
    name: 'ConfigureDatastoreIORM_Task',
    durationMs: CONFIGURE_MS,
    finish: ({ chainId }) => {
      demandPossible(inventory, datastore, spec);
      return {
        changes: [
          assign(datastore, 'iormConfiguration', configured(inventory, datastore, spec)),
          events.change({
            type: 'DatastoreIORMReconfiguredEvent',
            about: datastore,
            members: { datastore: eventArgument(context, datastore) },
            chainId,
            userName: context.session.userName,
          }),
        ],
      };
    },
  });
}

function demandRanges(spec: StorageIORMConfigSpec): void {
  const { congestionThresholdMode: mode, congestionThreshold, percentOfPeakThroughput } = spec;
  if (mode !== undefined && !MODES.includes(mode)) {
    throw invalidArgument('spec.congestionThresholdMode');
  }
  demandWithin(congestionThreshold, CONGESTION_THRESHOLD_MS, 'spec.congestionThreshold');
  demandWithin(percentOfPeakThroughput, PEAK_PERCENT, 'spec.percentOfPeakThroughput');
  const { reservableIopsThreshold: iops } = spec;
  // -1 says that nothing was set.
  if (iops !== undefined && iops < -1) throw invalidArgument('spec.reservableIopsThreshold');
}

function demandWithin(
  value: number | undefined,
  { min, max }: { readonly min: number; readonly max: number },
  property: string,
): void {
  if (value === undefined || (value >= min && value <= max)) return;
  throw invalidArgument(property);
}

function demandPossible(
  inventory: Inventory,
  datastore: Datastore,
  { enabled, statsCollectionEnabled }: StorageIORMConfigSpec,
): void {
  const { accessible, name } = inventory.read(datastore, 'summary');
  if (!accessible) throw new VimFault('InaccessibleDatastore', { datastore, name });
  if (enabled !== true && statsCollectionEnabled !== true) return;
  if (inventory.read(datastore, 'capability')?.storageIORMSupported === false) {
    throw new VimFault('NotSupported');
  }
  const mounts = inventory.read(datastore, 'host') ?? [];
  const host = mounts
    .map(({ key }) => key)
    .filter((key) => inventory.read(key, 'capability')?.storageIORMSupported === false);
  if (host.length === 0) return;
  throw new VimFault('IORMNotSupportedHostOnDatastore', { datastore, datastoreName: name, host });
}

function configured(
  inventory: Inventory,
  datastore: Datastore,
  spec: StorageIORMConfigSpec,
): StorageIORMInfo {
  const before = inventory.read(datastore, 'iormConfiguration');
  if (!before) throw new VimFault('NotSupported');
  // A threshold without a mode comes from clients which know no modes: they mean it.
  const mode =
    spec.congestionThresholdMode ??
    (spec.congestionThreshold === undefined ? before.congestionThresholdMode : 'manual');
  const after: StorageIORMInfo = {
    ...before,
    enabled: spec.enabled ?? before.enabled,
    congestionThresholdMode: mode,
    congestionThreshold: spec.congestionThreshold ?? before.congestionThreshold,
    percentOfPeakThroughput: spec.percentOfPeakThroughput ?? before.percentOfPeakThroughput,
    statsCollectionEnabled: spec.statsCollectionEnabled ?? before.statsCollectionEnabled,
    reservationEnabled: spec.reservationEnabled ?? before.reservationEnabled,
    statsAggregationDisabled: spec.statsAggregationDisabled ?? before.statsAggregationDisabled,
    reservableIopsThreshold: spec.reservableIopsThreshold ?? before.reservableIopsThreshold,
  };
  const device = deviceOf((property) => inventory.read(datastore as Ref, property));
  return { ...after, congestionThreshold: congestionThresholdMs(after, device) };
}
