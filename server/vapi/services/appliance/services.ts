/** `com.vmware.appliance.services`: units of the appliance's operating system. */
import { type VapiContext, vapiService } from '../../service.ts';
import { applianceNotFound } from './appliance-store.ts';
import { isRunning, setRunning } from './service-states.ts';
import { SYSTEM_UNITS, type SystemUnit } from './service-tables.ts';

export const services = vapiService('com.vmware.appliance.services', {
  list: (_input, context) =>
    Object.fromEntries(SYSTEM_UNITS.map((unit) => [unit.name, infoOf(context, unit)])),

  get: ({ service }, context) => infoOf(context, demandUnit(service)),

  start: ({ service }, context) => setRunning(context, demandUnit(service).name, true),

  stop: ({ service }, context) => setRunning(context, demandUnit(service).name, false),

  restart: ({ service }, context) => setRunning(context, demandUnit(service).name, true),
});

function infoOf(context: VapiContext, { name, description, runs }: SystemUnit) {
  const state = isRunning(context, name, runs) ? ('STARTED' as const) : ('STOPPED' as const);
  return { description, state };
}

function demandUnit(id: string): SystemUnit {
  const unit = SYSTEM_UNITS.find(({ name }) => name === id);
  if (unit) return unit;
  throw applianceNotFound('service', id);
}
