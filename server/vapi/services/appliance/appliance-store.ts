/**
 * What can be set of the appliance, the machine a vCenter Server runs on: one internal property of the
 * service instance, so that snapshots, resets and data directories hold it.
 *
 * A member that is absent is as in a fresh appliance. Nothing here reaches the machine beneath: a host
 * name that is set is told, and changes no listener.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { ROOT_FOLDER, SERVICE_INSTANCE } from '../../../vim/service/service-content.ts';
import { type DataObject, data } from '../../../vmodl/value.ts';
import { VapiError } from '../../error.ts';
import type {
  ApplianceNetworkingDnsServersDNSServerMode,
  ApplianceNetworkingFirewallInboundPolicy,
  ApplianceNetworkingInterfacesIpv4Mode,
  ApplianceTimesyncTimeSyncMode,
  ApplianceVmonServiceStartupType,
} from '../../generated/types.ts';
import type { VapiContext } from '../../service.ts';

export interface Appliance extends DataObject {
  readonly consoleCli?: boolean;
  readonly dcui?: boolean;
  readonly ssh?: boolean;
  /** The shell was opened then and closes then, virtual ms; the appliance's start closes it, too. */
  readonly shellFromMs?: number;
  readonly shellUntilMs?: number;
  readonly fips?: boolean;

  readonly hostName?: string;
  readonly dnsMode?: ApplianceNetworkingDnsServersDNSServerMode;
  readonly dnsServers?: readonly string[];
  readonly domains?: readonly string[];
  readonly firewall?: readonly FirewallRule[];
  readonly ipv6Enabled?: boolean;
  readonly ipv4?: Ipv4;
  readonly ipv6?: Ipv6;
  readonly proxies?: readonly ProxyServer[];
  readonly noProxy?: readonly string[];

  readonly ntpServers?: readonly string[];
  readonly timeSync?: ApplianceTimesyncTimeSyncMode;
  /** `Europe/Paris` */
  readonly timeZone?: string;

  readonly shutdown?: Shutdown;
  /** When it was started anew for the last time by what is no shutdown of the plan, virtual ms. */
  readonly bootMs?: number;
  readonly services?: readonly ServiceState[];
  readonly accounts?: readonly Account[];
  readonly accountPolicy?: AccountPolicy;
}

export interface FirewallRule extends DataObject {
  readonly address: string;
  readonly prefix: number;
  readonly policy: ApplianceNetworkingFirewallInboundPolicy;
  readonly interfaceName: string;
}

export interface Ipv4 extends DataObject {
  readonly mode: ApplianceNetworkingInterfacesIpv4Mode;
  readonly address?: string;
  readonly prefix?: number;
  readonly gateway?: string;
}

export interface Ipv6 extends DataObject {
  readonly dhcp: boolean;
  readonly autoconf: boolean;
  /** `2001:db8::7/64` */
  readonly addresses: readonly string[];
  readonly gateway: string;
}

export interface ProxyServer extends DataObject {
  /** `HTTPS` */
  readonly protocol: string;
  readonly server: string;
  readonly port: number;
  readonly enabled: boolean;
  readonly userName?: string;
}

/** Stays after it was due: it is then the last time the appliance started. */
export interface Shutdown extends DataObject {
  readonly action: 'poweroff' | 'reboot';
  readonly reason: string;
  readonly dueMs: number;
}

/** What was asked of a service; a running state holds until the appliance starts anew. */
export interface ServiceState extends DataObject {
  readonly name: string;
  readonly startupType?: ApplianceVmonServiceStartupType;
  readonly isRunning?: boolean;
  readonly sinceMs?: number;
}

/** Passwords are not kept: nobody logs in at the appliance. */
export interface Account extends DataObject {
  readonly name: string;
  readonly fullName?: string;
  readonly email?: string;
  readonly roles: readonly string[];
  readonly enabled: boolean;
  /** ISO dates. */
  readonly passwordChangedAt: string;
  readonly passwordExpiresAt?: string;
  readonly inactiveAt?: string;
  readonly minDays: number;
  readonly maxDays: number;
  readonly warnDays: number;
}

export interface AccountPolicy extends DataObject {
  readonly maxDays?: number;
  readonly minDays?: number;
  readonly warnDays?: number;
}

const PROPERTY = '_appliance';
/** What the server's own settings want. */
const RIGHT = 'Global.Settings';
const FRESH: Appliance = data<Appliance>('_Appliance', {});

export function applianceOf(inventory: Inventory): Appliance {
  return (inventory.read(SERVICE_INSTANCE, PROPERTY) as Appliance | undefined) ?? FRESH;
}

/** Sets members as the caller, who must hold `Global.Settings` on the root folder. Throws unauthorized. */
export function setAppliance(
  context: VapiContext,
  members: { readonly [M in Exclude<keyof Appliance, '_typeName'>]?: Appliance[M] | undefined },
): void {
  demandAdministrator(context);
  const { inventory } = context;
  const { _typeName, ...before } = applianceOf(inventory);
  const after = data('_Appliance', { ...before, ...members });
  const change: Change = assign(SERVICE_INSTANCE, PROPERTY, after);
  inventory.apply([change], { method: context.operation.name });
}

/** Throws NoPermission, which is unauthorized, for who may not change the server's settings. */
export function demandAdministrator({ authorization, session }: VapiContext): void {
  authorization.demand(session.userName, RIGHT, ROOT_FOLDER);
}

/** The generic error that operations of the appliance declare for whatever cannot be done. */
export function applianceError(id: string, text: string, args: readonly string[] = []): VapiError {
  return new VapiError('error', message(id, text, args));
}

export function applianceNotFound(what: string, id: string): VapiError {
  return new VapiError('not_found', message('not_found', `There is no ${what} '${id}'.`, [id]));
}

export function invalid(id: string, text: string, args: readonly string[] = []): VapiError {
  return new VapiError('invalid_argument', message(id, text, args));
}

export function message(id: string, text: string, args: readonly string[] = []) {
  return { id: `com.vmware.appliance.${id}`, default_message: text, args };
}
