/**
 * The services of an appliance: those vMon, the manager of vCenter's own services, looks after, and units
 * of the operating system beneath. Ids and first states as an appliance of version 8 lists them.
 */
import type { ApplianceVmonServiceStartupType } from '../../generated/types.ts';

/** By startup type; those started automatically run. */
const MONITORED: Readonly<Record<ApplianceVmonServiceStartupType, string>> = {
  AUTOMATIC: `
    analytics applmgmt certificateauthority certificatemanagement cis-license content-library eam envoy hvc
    infraprofile lookupsvc observability-vapi perfcharts pschealth rhttpproxy sca sps statsmonitor sts
    topologysvc trustmanagement updatemgr vapi-endpoint vlcm vmonapi vmware-postgres-archiver
    vmware-vpostgres vpxd vpxd-svcs vsan-health vsm vsphere-ui vstats vtsdb wcp`,
  MANUAL: 'imagebuilder netdumper rbd vmcam',
  DISABLED: 'vcha',
};

export interface MonitoredService {
  readonly name: string;
  readonly startupType: ApplianceVmonServiceStartupType;
}

export const MONITORED_SERVICES: readonly MonitoredService[] = Object.entries(MONITORED)
  .flatMap(([startupType, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => ({ name, startupType: startupType as ApplianceVmonServiceStartupType })),
  )
  .sort((left, right) => (left.name < right.name ? -1 : 1));

export interface SystemUnit {
  readonly name: string;
  readonly description: string;
  /** Does it run after the appliance has started? */
  readonly runs: boolean;
}

/** A minus stands before those that do not run by themselves. */
const UNITS = `
- appliance-shutdown: /etc/rc.local.shutdown Compatibility
- atftpd: TFTP Server
- auditd: Security Auditing Service
  crond: Command Scheduler
  dbus: D-Bus System Message Bus
  dnsmasq: DNS caching proxy
- emergency: Emergency Shell
  getty@tty2: DCUI
  haveged: Entropy Daemon
  irqbalance: irqbalance daemon
  lsassd: Likewise Security and Authentication Subsystem
  lwsmd: Likewise Service Control Manager Service
  ntpd: Network Time Service
  observability: VMware Observability Service
  rc-local: /etc/rc.d/rc.local Compatibility
- rescue: Rescue Shell
  rsyslog: System Logging Service
  sendmail: Sendmail Mail Transport Agent
  sshd: OpenSSH Daemon
- syslog-ng: System Logger Daemon
  sysstat: Resets System Activity Logs
  systemd-hostnamed: Hostname Service
  systemd-journald: Journal Service
  systemd-logind: Login Service
  systemd-networkd: Network Service
  systemd-resolved: Network Name Resolution
  systemd-udevd: udev Kernel Device Manager
  vami-lighttp: vami-lighttp.service
- vgauthd: VGAuth Service for open-vm-tools
  vmafdd: LSB: Authentication Framework Daemon
  vmcad: LSB: Start and Stop vmca
  vmdird: LSB: Start and Stop vmdir
- vmtoolsd: Service for virtual machines hosted on VMware
  vmware-firewall: VMware Firewall service
  vmware-pod: VMware Pod Service.
  vmware-vmon: VMware Service Lifecycle Manager
`;

const UNIT = /^(.) (\S+): (.*)$/;

export const SYSTEM_UNITS: readonly SystemUnit[] = UNITS.split('\n').flatMap((line) => {
  const [, sign, name, description] = UNIT.exec(line) ?? [];
  if (name === undefined || description === undefined) return [];
  return [{ name, description, runs: sign !== '-' }];
});
