/**
 * Which services of the appliance run: as they start with it, until somebody starts or stops them.
 *
 * They are states alone. A stopped `vpxd` answers on, for it is this server.
 */
import { data } from '../../../vmodl/value.ts';
import type { ApplianceVmonServiceStartupType } from '../../generated/types.ts';
import type { VapiContext } from '../../service.ts';
import { applianceOf, type ServiceState, setAppliance } from './appliance-store.ts';
import { bootMs } from './boot.ts';

type Reader = Pick<VapiContext, 'inventory' | 'clock'>;

export function startupTypeOf(
  { inventory }: Reader,
  name: string,
  first: ApplianceVmonServiceStartupType,
): ApplianceVmonServiceStartupType {
  return stateOf(inventory, name)?.startupType ?? first;
}

/** @param startsItself does it run after the appliance has started? */
export function isRunning(context: Reader, name: string, startsItself: boolean): boolean {
  const { isRunning: asked, sinceMs = 0 } = stateOf(context.inventory, name) ?? {};
  return asked !== undefined && sinceMs >= bootMs(context) ? asked : startsItself;
}

export function setRunning(context: VapiContext, name: string, running: boolean): void {
  change(context, name, { isRunning: running, sinceMs: context.clock.now() });
}

/** What runs goes on running, what does not stays so, until the appliance starts anew. */
export function setStartupType(
  context: VapiContext,
  name: string,
  startupType: ApplianceVmonServiceStartupType,
  running: boolean,
): void {
  change(context, name, { startupType, isRunning: running, sinceMs: context.clock.now() });
}

function change(
  context: VapiContext,
  name: string,
  members: Partial<Omit<ServiceState, '_typeName' | 'name'>>,
): void {
  const { services = [] } = applianceOf(context.inventory);
  const { startupType } = stateOf(context.inventory, name) ?? {};
  const kept = startupType === undefined ? {} : { startupType };
  const made = data<ServiceState>('_ApplianceService', { name, ...kept, ...members });
  setAppliance(context, { services: [...services.filter((each) => each.name !== name), made] });
}

function stateOf(inventory: VapiContext['inventory'], name: string): ServiceState | undefined {
  return applianceOf(inventory).services?.find((each) => each.name === name);
}
