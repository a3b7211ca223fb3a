/**
 * What VMware Tools report of a guest: running with its addresses, or silent.
 */
import { build } from '../../vmodl/build.ts';
import type { GuestInfo, GuestNicInfo } from '../../vmodl/generated/data.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import { guestOs } from './guest-os.ts';
import type { Shelf } from './shelf.ts';

/** Tools of the guest: running, installed but silent, run by the guest's own packages, or absent. */
export type ToolsState = 'running' | 'guestManaged' | 'notRunning' | 'notInstalled';

export interface GuestNic {
  /** Key of the Ethernet card. */
  readonly key: number;
  readonly network: string;
  readonly mac: string;
  readonly connected: boolean;
  /** Addresses with their prefix length: `10.0.0.5/24`. */
  readonly addresses: readonly string[];
}

export interface GuestPlan {
  readonly guestId: string;
  readonly version: string;
  readonly tools: ToolsState;
  readonly hostName: string;
  readonly domainName: string;
  readonly nics: readonly GuestNic[];
  readonly gateway?: string | undefined;
  readonly dns: readonly string[];
  /** Size and written bytes of the first disk: the guest's file system lies on it. */
  readonly disk?: { readonly capacityBytes: number; readonly usedBytes: number } | undefined;
}

/** Internal number of the Tools release shipped with ESXi 8.0 U3: 12.4.0. */
const TOOLS_VERSION = '12416';
const DEFAULT_PREFIX = 24;

function toolsMembers(tools: ToolsState, running: boolean) {
  const absent = tools === 'notInstalled';
  const up = running && (tools === 'running' || tools === 'guestManaged');
  const version = absent ? 'guestToolsNotInstalled' : 'guestToolsUnmanaged';
  const managed = tools === 'guestManaged' || absent ? version : 'guestToolsCurrent';
  return {
    toolsStatus: absent ? 'toolsNotInstalled' : up ? 'toolsOk' : 'toolsNotRunning',
    toolsVersionStatus: managed,
    toolsVersionStatus2: managed,
    toolsRunningStatus: up ? 'guestToolsRunning' : 'guestToolsNotRunning',
    toolsVersion: absent ? '0' : TOOLS_VERSION,
    ...(absent
      ? {}
      : {
          toolsInstallType:
            tools === 'guestManaged' ? 'guestToolsTypeOpenVMTools' : 'guestToolsTypeMSI',
        }),
  } as const;
}

/** The guest of a VM that does not run. */
export function silentGuest(plan: GuestPlan, shelf: Shelf): GuestInfo {
  return shelf.keep(`silent:${plan.guestId}:${plan.version}:${plan.tools}`, () =>
    build('GuestInfo', {
      ...toolsMembers(plan.tools, false),
      guestId: plan.guestId,
      guestFamily: guestOs(plan.guestId).family,
      guestFullName: guestOs(plan.guestId).fullName,
      guestState: 'notRunning',
      appHeartbeatStatus: 'appStatusGray',
      guestKernelCrashed: false,
      appState: 'none',
      guestOperationsReady: false,
      interactiveGuestOperationsReady: false,
      guestStateChangeSupported: false,
      hwVersion: plan.version,
    }),
  );
}

/** The guest of a VM that has booted; without Tools only its state is known. */
export function runningGuest(plan: GuestPlan, shelf: Shelf): GuestInfo {
  const up = plan.tools === 'running' || plan.tools === 'guestManaged';
  if (!up) return booted(plan, shelf);
  const first = plan.nics.find(({ addresses }) => addresses.length > 0)?.addresses[0];
  const { guestId, version, tools, disk, gateway, domainName } = plan;
  const network = `${gateway}:${plan.dns.join()}:${domainName}`;
  const key = `guest:${guestId}:${version}:${tools}:${disk?.capacityBytes}:${disk?.usedBytes}:${network}:${first !== undefined}`;
  const alike = shelf.keep(key, () => alikeGuest(plan, first, shelf));
  const net = Object.freeze(plan.nics.map((nic) => guestNic(nic, plan, shelf)));
  const { hostName } = plan;
  return Object.freeze(
    first === undefined
      ? { ...alike, hostName, net }
      : { ...alike, hostName, ipAddress: address(first), net },
  );
}

function alikeGuest(plan: GuestPlan, first: string | undefined, shelf: Shelf): GuestInfo {
  const { fullName, family } = guestOs(plan.guestId);
  return {
    _typeName: 'GuestInfo',
    ...toolsMembers(plan.tools, true),
    guestId: plan.guestId,
    guestFamily: family,
    guestFullName: fullName,
    hostName: '',
    ...(first === undefined ? {} : { ipAddress: '' }),
    net: [],
    ipStack: [ipStack(plan)],
    disk: plan.disk ? [guestDisk(plan, shelf)] : [],
    screen: build('GuestScreenInfo', { width: 1280, height: 800 }),
    guestState: 'running',
    appHeartbeatStatus: 'appStatusGray',
    guestKernelCrashed: false,
    appState: 'none',
    guestOperationsReady: true,
    interactiveGuestOperationsReady: false,
    guestStateChangeSupported: true,
    generationInfo: [],
    hwVersion: plan.version,
  };
}

function booted(plan: GuestPlan, shelf: Shelf): GuestInfo {
  return shelf.keep(`booted:${plan.guestId}:${plan.version}:${plan.tools}`, () =>
    build('GuestInfo', { ...silentGuest(plan, shelf), guestState: 'running' }),
  );
}

function guestNic(nic: GuestNic, plan: GuestPlan, shelf: Shelf): GuestNicInfo {
  const alike = shelf.keep(`guestNic:${nic.network}:${nic.key}:${nic.connected}`, () =>
    alikeGuestNic(nic),
  );
  return Object.freeze({
    ...alike,
    ipAddress: Object.freeze(nic.addresses.map(address)),
    macAddress: nic.mac,
    dnsConfig: dnsConfig(plan, shelf),
    ipConfig: freezeDeep({
      _typeName: 'NetIpConfigInfo',
      ipAddress: nic.addresses.map((one) => ({
        _typeName: 'NetIpConfigInfoIpAddress',
        ipAddress: address(one),
        prefixLength: prefix(one),
        state: 'preferred',
      })),
    }),
  });
}

function alikeGuestNic(nic: GuestNic): GuestNicInfo {
  return {
    _typeName: 'GuestNicInfo',
    network: nic.network,
    ipAddress: [],
    macAddress: '',
    connected: nic.connected,
    deviceConfigId: nic.key,
  };
}

function dnsConfig(plan: GuestPlan, shelf: Shelf) {
  const alike = shelf.keep(`guestDns:${plan.domainName}:${plan.dns.join()}`, () =>
    build('NetDnsConfigInfo', {
      dhcp: false,
      hostName: '',
      domainName: plan.domainName,
      ipAddress: plan.dns,
      searchDomain: plan.domainName === '' ? [] : [plan.domainName],
    }),
  );
  return Object.freeze({ ...alike, hostName: plan.hostName });
}

function ipStack(plan: GuestPlan) {
  const network = (plan.gateway ?? '0.0.0.0').replace(/\.\d+$/, '.0');
  return build('GuestStackInfo', {
    dnsConfig: build('NetDnsConfigInfo', {
      dhcp: false,
      hostName: '',
      domainName: plan.domainName,
      ipAddress: plan.dns,
      searchDomain: [],
    }),
    ipRouteConfig: build('NetIpRouteConfigInfo', {
      ipRoute: [route('0.0.0.0', 0, plan.gateway), route(network, DEFAULT_PREFIX, undefined)],
    }),
  });
}

function route(network: string, prefixLength: number, gateway: string | undefined) {
  return build('NetIpRouteConfigInfoIpRoute', {
    network,
    prefixLength,
    gateway: build('NetIpRouteConfigInfoGateway', { ipAddress: gateway, device: '0' }),
  });
}

function guestDisk(plan: GuestPlan, shelf: Shelf) {
  const windows = guestOs(plan.guestId).family === 'windowsGuest';
  const { capacityBytes, usedBytes } = plan.disk ?? { capacityBytes: 0, usedBytes: 0 };
  return shelf.keep(`guestDisk:${windows}:${capacityBytes}:${usedBytes}`, () =>
    build('GuestDiskInfo', {
      diskPath: windows ? 'C:\\' : '/',
      capacity: capacityBytes,
      freeSpace: Math.max(0, capacityBytes - usedBytes),
      filesystemType: windows ? 'NTFS' : 'ext4',
      mappings: [],
    }),
  );
}

function address(withPrefix: string): string {
  return withPrefix.split('/')[0] ?? withPrefix;
}

function prefix(withPrefix: string): number {
  return Number(withPrefix.split('/')[1] ?? DEFAULT_PREFIX);
}
