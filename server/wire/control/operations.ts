/** The operations of the control plane under their operationIds in openapi.yaml. */
import type { AdvanceWish, ClockWish } from '../../control/clock-control.ts';
import type { ControlPlane } from '../../control/control-plane.ts';
import type { DatastoreWish } from '../../control/datastores.ts';
import type { DemandWish } from '../../control/demand.ts';
import type { ForecastWish } from '../../control/forecasts.ts';
import type { HostWish } from '../../control/hosts.ts';
import type { MigrationFilter } from '../../control/migrations.ts';

/** A request that was checked against openapi.yaml. */
export interface ControlRequest {
  readonly params: Readonly<Record<string, string>>;
  /** With defaults filled in, numbers as numbers. */
  readonly query: unknown;
  readonly body: unknown;
}

export interface ControlAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export type Operation = (
  control: ControlPlane,
  request: ControlRequest,
) => ControlAnswer | Promise<ControlAnswer>;

const ok = (body: unknown): ControlAnswer => ({ status: 200, body });

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  getHealth: () => ok({ status: 'up' }),
  getReady(control) {
    const readiness = control.readiness();
    return { status: readiness.ready ? 200 : 503, body: readiness };
  },
  getInfo: (control) => ok(control.information()),
  getClock: (control) => ok(control.clock.report()),
  setClock: (control, { body }) => ok(control.clock.change(body as ClockWish)),
  advanceClock: async (control, { body }) => ok(await control.clock.advance(body as AdvanceWish)),
  reset: async (control) => ok(await control.snapshots.reset()),
  listSnapshots: (control) => ok({ snapshots: control.snapshots.list() }),
  takeSnapshot(control, { body }) {
    const { name } = (body ?? {}) as { readonly name?: string };
    return { status: 201, body: control.snapshots.take(name, { replace: false }) };
  },
  putSnapshot: (control, { params }) =>
    ok(control.snapshots.take(params['name'], { replace: true })),
  restoreSnapshot: async (control, { params }) =>
    ok(await control.snapshots.restore(params['name'] ?? '')),
  deleteSnapshot(control, { params }) {
    control.snapshots.delete(params['name'] ?? '');
    return { status: 204 };
  },
  listMigrations: (control, { query }) =>
    ok({ migrations: control.migrations.list(query as MigrationFilter) }),
  getMigration: (control, { params }) => ok(control.migrations.get(params['task'] ?? '')),
  setDemand: (control, { body }) => ok({ vms: control.demand.change(body as DemandWish) }),
  getDemand: (control, { params }) => ok(control.demand.report(params['vm'] ?? '')),
  getDatastore: (control, { params }) => ok(control.datastores.report(params['datastore'] ?? '')),
  setDatastore: (control, { params, body }) =>
    ok(control.datastores.change(params['datastore'] ?? '', body as DatastoreWish)),
  listDrs: (control) => ok({ clusters: control.drs.list() }),
  getDrs: (control, { params }) => ok(control.drs.get(params['cluster'] ?? '')),
  listStorageDrs: (control) => ok({ pods: control.storageDrs.list() }),
  getStorageDrs: (control, { params }) => ok(control.storageDrs.get(params['pod'] ?? '')),
  putForecasts: (control, { body }) => ok({ vms: control.forecasts.put(body as ForecastWish) }),
  getHost: (control, { params }) => ok(control.hosts.report(params['host'] ?? '')),
  setHost: (control, { params, body }) =>
    ok(control.hosts.change(params['host'] ?? '', body as HostWish)),
  getCoverage: (control) => ok(control.coverage()),
};
