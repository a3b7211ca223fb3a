/**
 * vCenter's own services, under two names: `com.vmware.appliance.vmon.service` and
 * `com.vmware.vcenter.services.service`.
 */
import { VapiError } from '../../error.ts';
import type {
  ApplianceVmonServiceInfo,
  ApplianceVmonServiceStartupType,
} from '../../generated/types.ts';
import { type OperationTable, type VapiContext, vapiService } from '../../service.ts';
import { applianceNotFound, demandAdministrator, message } from './appliance-store.ts';
import { isRunning, setRunning, setStartupType, startupTypeOf } from './service-states.ts';
import { MONITORED_SERVICES, type MonitoredService } from './service-tables.ts';

const OPERATIONS: OperationTable<'com.vmware.appliance.vmon.service'> &
  OperationTable<'com.vmware.vcenter.services.service'> = {
  list_details: (_input, context) =>
    Object.fromEntries(MONITORED_SERVICES.map((each) => [each.name, infoOf(context, each)])),

  get: ({ service }, context) => infoOf(context, demandService(service)),

  start: ({ service }, context) => start(context, demandService(service)),

  stop: ({ service }, context) => setRunning(context, demandService(service).name, false),

  restart: ({ service }, context) => start(context, demandService(service)),

  update({ service, spec: { startup_type } }, context) {
    const found = demandService(service);
    if (startup_type === undefined) demandAdministrator(context);
    else setStartupType(context, found.name, startup_type, runs(context, found));
  },
};

export const vmonService = vapiService('com.vmware.appliance.vmon.service', OPERATIONS);
export const vcenterService = vapiService('com.vmware.vcenter.services.service', OPERATIONS);

/** Does that service run? */
export function isServiceRunning(context: VapiContext, name: string): boolean {
  return runs(context, demandService(name));
}

function infoOf(context: VapiContext, service: MonitoredService): ApplianceVmonServiceInfo {
  const { name } = service;
  const running = runs(context, service);
  return {
    name_key: `cis.${name}.ServiceName`,
    description_key: `cis.${name}.ServiceDescription`,
    startup_type: typeOf(context, service),
    state: running ? 'STARTED' : 'STOPPED',
    health: running ? 'HEALTHY' : undefined,
    health_messages: running ? [] : undefined,
  };
}

/** Also one that runs already: then nothing happens. */
function start(context: VapiContext, service: MonitoredService): void {
  if (typeOf(context, service) === 'DISABLED') {
    const { name } = service;
    const text = `Service '${name}' is disabled: it starts with another startup type.`;
    throw new VapiError(
      'not_allowed_in_current_state',
      message('vmon.service.disabled', text, [name]),
    );
  }
  setRunning(context, service.name, true);
}

function runs(context: VapiContext, service: MonitoredService): boolean {
  return isRunning(context, service.name, typeOf(context, service) === 'AUTOMATIC');
}

function typeOf(context: VapiContext, service: MonitoredService): ApplianceVmonServiceStartupType {
  return startupTypeOf(context, service.name, service.startupType);
}

function demandService(id: string): MonitoredService {
  const found = MONITORED_SERVICES.find(({ name }) => name === id);
  if (found) return found;
  throw applianceNotFound('service', id);
}
