/** The services of the appliance, a line each. */
import type { ServiceTable } from '../../service.ts';
import { consoleCli, dcui, shell, ssh } from './access.ts';
import { accountPolicy, localAccounts } from './accounts.ts';
import { deploymentType } from './deployment-type.ts';
import { dnsServers, domains, hostName } from './dns.ts';
import { firewall } from './firewall.ts';
import {
  health,
  healthApplmgmt,
  healthDatabase,
  healthDatabaseStorage,
  healthLoad,
  healthMem,
  healthSoftwarePackages,
  healthStorage,
  healthSwap,
  healthSystem,
} from './health.ts';
import { vcenterService, vmonService } from './monitored.ts';
import { interfaces, ipv4, ipv6, networking } from './networking.ts';
import { noProxy, proxy } from './proxy.ts';
import { services } from './services.ts';
import { shutdown } from './shutdown.ts';
import { globalFips, storage, time, timeZone, uptime, version } from './system.ts';
import { ntp, timesync } from './time-sources.ts';

export const APPLIANCE_SERVICES: readonly ServiceTable[] = [
  consoleCli,
  dcui,
  shell,
  ssh,
  health,
  healthApplmgmt,
  healthDatabase,
  healthDatabaseStorage,
  healthLoad,
  healthMem,
  healthSoftwarePackages,
  healthStorage,
  healthSwap,
  healthSystem,
  localAccounts,
  accountPolicy,
  networking,
  hostName,
  dnsServers,
  domains,
  firewall,
  interfaces,
  ipv4,
  ipv6,
  proxy,
  noProxy,
  ntp,
  timesync,
  services,
  vmonService,
  vcenterService,
  shutdown,
  version,
  uptime,
  time,
  timeZone,
  storage,
  globalFips,
  deploymentType,
];
