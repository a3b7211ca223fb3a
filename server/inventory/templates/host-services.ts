/**
 * Services, firewall rule sets and time settings of a host as installed.
 */
import { build } from '../../vmodl/build.ts';
import type { HostFirewallInfo, HostServiceInfo } from '../../vmodl/generated/data.ts';
import type { Shelf } from './shelf.ts';

/** key, label, runs, policy, firewall rule set */
const SERVICES = [
  ['DCUI', 'Direct Console UI', true, 'on', ''],
  ['TSM', 'ESXi Shell', false, 'off', ''],
  ['TSM-SSH', 'SSH', false, 'off', 'sshServer'],
  ['attestd', 'attestd', false, 'off', ''],
  ['dpd', 'dpd', false, 'off', ''],
  ['entropyd', 'entropyd', true, 'on', ''],
  ['kmxd', 'kmxd', false, 'off', ''],
  ['lbtd', 'Load-Based Teaming Daemon', true, 'on', ''],
  ['lwsmd', 'Active Directory Service', false, 'off', 'activeDirectoryAll'],
  ['ntpd', 'NTP Daemon', true, 'on', 'ntpClient'],
  ['pcscd', 'PC/SC Smart Card Daemon', false, 'off', ''],
  ['ptpd', 'PTP Daemon', false, 'off', 'ptpd'],
  ['sfcbd-watchdog', 'CIM Server', false, 'on', 'CIMHttpServer'],
  ['slpd', 'slpd', false, 'off', 'CIMSLP'],
  ['snmpd', 'SNMP Server', false, 'on', 'snmp'],
  ['vltd', 'vltd', false, 'off', 'vltd'],
  ['vmsyslogd', 'Syslog Server', true, 'on', ''],
  ['vpxa', 'VMware vCenter Agent', true, 'on', 'vpxHeartbeats'],
  ['xorg', 'X.Org Server', false, 'on', ''],
] as const;

export function hostServices(shelf: Shelf): HostServiceInfo {
  return shelf.keep('host:services', () =>
    build('HostServiceInfo', {
      service: SERVICES.map(([key, label, running, policy, ruleset]) =>
        build('HostService', {
          key,
          label,
          required: false,
          uninstallable: false,
          running,
          ruleset: ruleset === '' ? [] : [ruleset],
          policy,
          sourcePackage: build('HostServiceSourcePackage', {
            sourcePackageName: 'esx-base',
            description: 'ESXi base system',
          }),
        }),
      ),
    }),
  );
}

/** key, label, enabled, service, port, direction, protocol */
const RULESETS = [
  ['sshServer', 'SSH Server', true, 'TSM-SSH', 22, 'inbound', 'tcp'],
  ['sshClient', 'SSH Client', false, '', 22, 'outbound', 'tcp'],
  ['nfsClient', 'NFS Client', false, '', 2049, 'outbound', 'tcp'],
  ['nfs41Client', 'nfs41Client', false, '', 2049, 'outbound', 'tcp'],
  ['dhcp', 'DHCP Client', true, '', 68, 'inbound', 'udp'],
  ['dns', 'DNS Client', true, '', 53, 'outbound', 'udp'],
  ['snmp', 'SNMP Server', true, 'snmpd', 161, 'inbound', 'udp'],
  ['ntpClient', 'NTP Client', true, 'ntpd', 123, 'outbound', 'udp'],
  ['CIMHttpServer', 'CIM Server', true, 'sfcbd-watchdog', 5988, 'inbound', 'tcp'],
  ['CIMSLP', 'CIM SLP', false, 'slpd', 427, 'inbound', 'udp'],
  ['iSCSI', 'Software iSCSI Client', false, '', 3260, 'outbound', 'tcp'],
  ['vpxHeartbeats', 'VMware vCenter Agent', true, 'vpxa', 902, 'outbound', 'udp'],
  ['faultTolerance', 'Fault Tolerance', true, '', 8300, 'inbound', 'tcp'],
  ['webAccess', 'vSphere Web Access', true, '', 80, 'inbound', 'tcp'],
  ['vMotion', 'vMotion', true, '', 8000, 'inbound', 'tcp'],
  ['vSphereClient', 'vSphere Web Client', true, '', 443, 'inbound', 'tcp'],
  ['activeDirectoryAll', 'Active Directory All', false, 'lwsmd', 88, 'outbound', 'tcp'],
  ['NFC', 'NFC', true, '', 902, 'inbound', 'tcp'],
  ['HBR', 'HBR', true, '', 31031, 'outbound', 'tcp'],
  ['ftpClient', 'FTP Client', false, '', 21, 'outbound', 'tcp'],
  ['httpClient', 'httpClient', false, '', 80, 'outbound', 'tcp'],
  ['gdbserver', 'gdbserver', false, '', 1000, 'inbound', 'tcp'],
  ['DVSSync', 'DVSSync', true, '', 8301, 'inbound', 'udp'],
  ['syslog', 'syslog', false, '', 514, 'outbound', 'udp'],
  ['remoteSerialPort', 'VM serial port connected over network', false, '', 23, 'outbound', 'tcp'],
  ['rdt', 'Virtual SAN Transport', false, '', 2233, 'inbound', 'tcp'],
  ['ptpd', 'PTP Daemon', false, 'ptpd', 319, 'inbound', 'udp'],
  ['vltd', 'vltd', false, 'vltd', 1514, 'outbound', 'tcp'],
] as const;

export function hostFirewall(shelf: Shelf): HostFirewallInfo {
  return shelf.keep('host:firewall', () =>
    build('HostFirewallInfo', {
      defaultPolicy: build('HostFirewallDefaultPolicy', {
        incomingBlocked: true,
        outgoingBlocked: true,
      }),
      ruleset: RULESETS.map(([key, label, enabled, service, port, direction, protocol]) =>
        build('HostFirewallRuleset', {
          key,
          label,
          required: false,
          rule: [
            build('HostFirewallRule', {
              port,
              direction,
              portType: 'dst',
              protocol,
            }),
          ],
          service: service === '' ? undefined : service,
          enabled,
          allowedHosts: build('HostFirewallRulesetIpList', {
            ipAddress: [],
            ipNetwork: [],
            allIp: true,
          }),
          userControllable: true,
          ipListUserConfigurable: true,
        }),
      ),
    }),
  );
}

export function hostDateTime(shelf: Shelf) {
  return shelf.keep('host:dateTime', () =>
    build('HostDateTimeInfo', {
      timeZone: build('HostDateTimeSystemTimeZone', {
        key: 'UTC',
        name: 'UTC',
        description: 'UTC',
        gmtOffset: 0,
      }),
      systemClockProtocol: 'ntp',
      ntpConfig: build('HostNtpConfig', {
        server: ['pool.ntp.org'],
        configFile: ['server pool.ntp.org'],
      }),
      enabled: true,
      disableEvents: false,
      disableFallback: false,
      inFallbackState: false,
      serviceSync: true,
    }),
  );
}
