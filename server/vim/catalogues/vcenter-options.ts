/**
 * The settings of a vCenter Server (`VpxSettings`): keys, defaults and what values they take.
 */

import { type Option, readOptions } from '../../inventory/templates/option-lines.ts';
import { build } from '../../vmodl/build.ts';
import type { AboutInfo, OptionDef, OptionValue } from '../../vmodl/generated/data.ts';

const LINES = `
VirtualCenter.InstanceName string - | Name of this vCenter Server
VirtualCenter.FQDN string! - | Fully qualified name of this vCenter Server
VirtualCenter.ManagedIP string - | Address which hosts use to reach this vCenter Server
VirtualCenter.VimApiUrl string! - | Address of the vSphere API
VirtualCenter.VimWebServicesUrl string! - | Address of the web services
VirtualCenter.VimPasswordExpirationInDays int 30 1..3650 | Days until the password of vpxuser on hosts is renewed
VirtualCenter.MaxDBConnection int 50 1..999 | Connections to the database
VirtualCenter.AutoManagedIPV4 string! - | Address found by itself, IPv4
VirtualCenter.AutoManagedIPV6 string! - | Address found by itself, IPv6
VirtualCenter.PortNumber int! 0 0..65535 | Port of the web server
instance.id int 31 0..63 | Number of this vCenter Server, in the MAC addresses it makes
event.batchsize int 1000 1..2147483647 | Events deleted at once by the clean-up
event.maxAge int 30 1..2147483647 | Days which events are kept
event.maxAgeEnabled bool true | Are old events deleted?
task.maxAge int 30 1..2147483647 | Days which tasks are kept
task.maxAgeEnabled bool true | Are old tasks deleted?
log.level choice info none,error,warning,info,verbose,trivia | How much is logged
mail.sender string - | Sender of mail
mail.smtp.server string - | Mail server
mail.smtp.port int 25 1..65535 | Port of the mail server
mail.smtp.username string - | User at the mail server
mail.smtp.password string - | Password at the mail server
snmp.receiver.1.enabled bool true | Is the first SNMP receiver used?
snmp.receiver.1.name string localhost | First SNMP receiver
snmp.receiver.1.port int 162 1..65535 | Port of the first SNMP receiver
snmp.receiver.1.community string public | Community of the first SNMP receiver
snmp.receiver.2.enabled bool false | Is the second SNMP receiver used?
snmp.receiver.2.name string - | Second SNMP receiver
snmp.receiver.2.port int 162 1..65535 | Port of the second SNMP receiver
snmp.receiver.2.community string - | Community of the second SNMP receiver
snmp.receiver.3.enabled bool false | Is the third SNMP receiver used?
snmp.receiver.3.name string - | Third SNMP receiver
snmp.receiver.3.port int 162 1..65535 | Port of the third SNMP receiver
snmp.receiver.3.community string - | Community of the third SNMP receiver
snmp.receiver.4.enabled bool false | Is the fourth SNMP receiver used?
snmp.receiver.4.name string - | Fourth SNMP receiver
snmp.receiver.4.port int 162 1..65535 | Port of the fourth SNMP receiver
snmp.receiver.4.community string - | Community of the fourth SNMP receiver
client.timeout.normal int 30 0..2147483647 | Seconds until an ordinary request times out
client.timeout.long int 120 0..2147483647 | Seconds until a long request times out
ads.checkInterval int 1440 1..2147483647 | Minutes between checks of users against the directory
ads.checkIntervalEnabled bool true | Are users checked against the directory?
ads.maxFetch int 5000 0..2147483647 | Users fetched from the directory at most
ads.maxFetchEnabled bool true | Is that number limited?
ads.timeout int 60 0..2147483647 | Seconds until the directory times out
WebService.Ports.http int! 80 1..65535 | HTTP port
WebService.Ports.https int! 443 1..65535 | HTTPS port
config.log.level choice info none,error,warning,info,verbose,trivia | How much is logged
config.log.maxFileNum int 30 1..1000 | Log files kept
config.log.maxFileSize int 52428800 1..2147483647 | Bytes of a log file
config.log.compressOnRoll bool true | Are old log files compressed?
config.vpxd.hostPasswordLength int 32 8..255 | Length of the password of vpxuser on hosts
config.vpxd.enableDebugBrowse bool false | Is the managed object browser served?
config.vpxd.filter.hostRescanFilter bool true | Are hosts rescanned when a datastore is added?
config.vpxd.filter.rdmFilter bool true | Are disks hidden that raw device mappings use?
config.vpxd.filter.vmfsFilter bool true | Are disks hidden that datastores use?
config.vpxd.filter.SameHostsAndTransportsFilter bool true | Are disks hidden that cannot be joined?
config.vpxd.network.rollback bool true | Are network changes undone that cut a host off?
config.vpxd.stats.maxQueryMetrics int 256 -1..2147483647 | Metrics one statistics query may name; -1 is no limit
config.vpxd.heartbeat.notRespondingTimeout int 120 10..3600 | Seconds without heartbeat until a host counts as not responding
config.vpxd.das.aamMemoryLimit int 100 0..4096 | Memory of the availability agent, in megabytes
config.vpxd.das.completeMetadataUpdateIntervalSec int 300 0..86400 | Seconds between metadata updates of the availability agent
config.vpxd.das.electionWaitTimeSec int 120 0..86400 | Seconds an election may take
config.vpxd.das.heartbeatPanicMaxTimeout int 60 0..86400 | Seconds until a silent agent is given up
config.vpxd.das.reportNoMasterSec int 120 0..86400 | Seconds without a master until that is reported
config.vpxd.das.sendProtectListIntervalSec int 60 0..86400 | Seconds between lists of protected virtual machines
config.vpxd.das.slotCpuMinMHz int 32 0..100000 | Least CPU of an availability slot
config.vpxd.das.slotMemMinMB int 0 0..1000000 | Least memory of an availability slot
config.vpxd.ResourceManager.maxCostPerHost int 8 1..64 | Cost of provisioning operations a host bears at once
config.vpxd.ResourceManager.maxCostPerEsx6xHost int 16 1..64 | Cost of migrations a host bears at once
config.vpxd.ResourceManager.costPerVmotionESX6x int 2 1..64 | Cost of one vMotion
config.vpxd.ResourceManager.costPerSVmotionESX6x int 8 1..64 | Cost of one Storage vMotion
config.vpxd.ResourceManager.maxCostPerNic int 8 1..64 | Cost of migrations a network card bears at once
config.vpxd.ResourceManager.maxCostPerEsx6xDS int 128 1..1024 | Cost of migrations a datastore bears at once
config.vpxd.sso.enabled bool! true | Is single sign-on used?
config.vpxd.sso.default.admin string! Administrator@vsphere.local | First administrator
config.vpxd.sso.default.isGroup bool! false | Is the first administrator a group?
config.vpxd.sso.sts.uri string! - | Address of the token service
config.vpxd.sso.admin.uri string! - | Address of the single sign-on administration
config.vpxd.sso.groupcheck.uri string! - | Address of the group check
config.vpxd.sso.solutionUser.name string! - | Solution user of this vCenter Server
config.vpxd.sso.solutionUser.certificate string! /etc/vmware-vpx/ssl/vcsoluser.crt | Certificate of the solution user
config.vmacore.http.defaultClientPoolConnectionsPerServer int 300 1..10000 | Connections kept to a server
config.vmacore.soap.sessionTimeout int 30 0..1440 | Minutes until an idle session ends; 0 is never
config.vmacore.threadPool.TaskMax int 90 1..1000 | Threads for tasks
config.alarms.upgraded bool! true | Were the alarms upgraded?
config.registry.DB.key_2 string! vc | Name of the database
config.workflow.port int! 8088 1..65535 | Port of the workflow service
config.level[SoapAdapter].logLevel choice info none,error,warning,info,verbose,trivia | How much the SOAP adapter logs
config.level[SoapAdapter].logName string! SoapAdapter | Name of the SOAP adapter in the log
vpxd.certmgmt.mode choice vmca vmca,custom,thumbprint | Who signs the certificates of hosts
vpxd.certmgmt.certs.cn.country string US | Country in the certificates of hosts
vpxd.certmgmt.certs.cn.state string California | State in the certificates of hosts
vpxd.certmgmt.certs.cn.localityName string - | Place in the certificates of hosts
vpxd.certmgmt.certs.cn.organizationName string VMware | Organization in the certificates of hosts
vpxd.certmgmt.certs.cn.organizationalUnitName string - | Unit in the certificates of hosts
vpxd.certmgmt.certs.cn.email string vmca@vmware.com | Mail address in the certificates of hosts
vpxd.certmgmt.certs.daysValid int 1825 1..3650 | Days which certificates of hosts are valid
vpxd.certmgmt.certs.hardThreshold int 30 1..3650 | Days before the end at which the alarm turns red
vpxd.certmgmt.certs.softThreshold int 240 1..3650 | Days before the end at which the alarm turns yellow
vpxd.certmgmt.certs.minutesBefore int 1440 0..10080 | Minutes by which certificates start early
vpxd.certmgmt.certs.pollIntervalDays int 5 1..365 | Days between looks at certificates
vpxd.event.syslog.enabled bool true | Are events sent to syslog?
vpxd.cert.threshold int 30 0..3650 | Days before the end of its own certificate at which to warn
vpxd.enhancedLinkedModeEnabled bool! false | Is linked mode used?
das.maskCleanShutdownEnabled bool true | Is a clean shutdown hidden from HA?
vcls.clusterAgents.enabled bool true | Do clusters run their service machines?
`;

/** Read-only answers which depend on the installation. */
interface Installation {
  readonly about: AboutInfo;
  readonly hostName: string;
}

/** The options in the order in which a server lists them: by key. */
const OPTIONS: readonly Option[] = [...readOptions(LINES)].sort((a, b) =>
  a.value.key < b.value.key ? -1 : 1,
);

export const VCENTER_OPTION_DEFINITIONS: readonly OptionDef[] = Object.freeze(
  OPTIONS.map((option) => option.definition),
);

/** The values of a fresh installation. */
export function vcenterOptions({ about, hostName }: Installation): readonly OptionValue[] {
  const base = `https://${hostName}`;
  const own: Readonly<Record<string, string>> = {
    'VirtualCenter.InstanceName': hostName,
    'VirtualCenter.FQDN': hostName,
    'VirtualCenter.VimApiUrl': `${base}/sdk`,
    'VirtualCenter.VimWebServicesUrl': `${base}:8443/vws`,
    'config.vpxd.sso.sts.uri': `${base}/sts/STSService/vsphere.local`,
    'config.vpxd.sso.admin.uri': `${base}/sso-adminserver/sdk/vsphere.local`,
    'config.vpxd.sso.groupcheck.uri': `${base}/sso-adminserver/sdk/vsphere.local`,
    'config.vpxd.sso.solutionUser.name': `vpxd-${about.instanceUuid ?? ''}@vsphere.local`,
  };
  return OPTIONS.map(({ value }) => {
    const text = own[value.key];
    return text === undefined ? value : build('OptionValue', { key: value.key, value: text });
  });
}
