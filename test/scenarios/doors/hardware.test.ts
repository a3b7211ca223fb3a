/** A VM's hardware and tools change alike, whichever door is asked. */
import { serverForThisFile } from '../../helpers/server.ts';
import { element, refElement } from '../../helpers/soap-client.ts';
import { type Deed, describeDeeds, type Lab, reconfigure } from './same-deed.ts';

const server = serverForThisFile({ time: { kind: 'instant' } });
const OFF = 'db-01';
const ON = 'web-01';
const ISO = '[SharedDS] iso/ubuntu-24.04-live-server-amd64.iso';
const SATA = 15000;

const at = (lab: Lab, vm: string, path: string) =>
  `/api/vcenter/vm/${lab.vm(vm).value}/hardware${path}`;
const powerOn = (lab: Lab) => lab.carryOut('PowerOnVM_Task', lab.vm(OFF));
const change = (operation: 'add' | 'edit' | 'remove', device: string, file = '') =>
  `<deviceChange>${element('operation', operation)}${file}${device}</deviceChange>`;
const cdrom = (backing: string, connected: boolean) =>
  `<device xsi:type="VirtualCdrom">${element('key', 16000)}${backing}<connectable>${element('startConnected', connected)}${element('allowGuestControl', true)}${element('connected', connected)}</connectable>${element('controllerKey', SATA)}${element('unitNumber', 0)}</device>`;
const deviceCount = (lab: Lab, vm: string) => [lab.vm(vm), 'config.hardware.device'] as const;

/** The device as SOAP has it, for an edit. */
async function nic(lab: Lab, vm: string, connected: boolean): Promise<string> {
  const devices = (await lab.soap.read(lab.vm(vm), 'config.hardware.device'))
    .get('config.hardware.device')
    ?.all('VirtualDevice');
  const card = devices?.find((device) => device.textAt('key') === '4000');
  const network = card?.at('backing/network');
  return `<device xsi:type="${card?.type}">${element('key', 4000)}<backing xsi:type="VirtualEthernetCardNetworkBackingInfo">${element('deviceName', 'VM Network')}${refElement('network', { type: 'Network', value: network?.text ?? '' })}</backing><connectable>${element('startConnected', true)}${element('allowGuestControl', true)}${element('connected', connected)}</connectable>${element('controllerKey', 100)}${element('unitNumber', 7)}</device>`;
}

const DEEDS: readonly Deed[] = [
  {
    what: 'processors are added',
    watched: (lab) => [lab.vm(OFF), 'config.hardware.numCPU'],
    rest: (lab) => lab.rest.patch(at(lab, OFF, '/cpu'), { count: 4 }),
    soap: (lab) => reconfigure(lab, OFF, element('numCPUs', 4)),
  },
  {
    what: 'memory grows',
    watched: (lab) => [lab.vm(OFF), 'config.hardware.memoryMB'],
    rest: (lab) => lab.rest.patch(at(lab, OFF, '/memory'), { size_MiB: 8192 }),
    soap: (lab) => reconfigure(lab, OFF, element('memoryMB', 8192)),
  },
  {
    what: 'memory may be added while the VM runs',
    watched: (lab) => [lab.vm(OFF), 'config.memoryHotAddEnabled'],
    rest: (lab) => lab.rest.patch(at(lab, OFF, '/memory'), { hot_add_enabled: true }),
    soap: (lab) => reconfigure(lab, OFF, element('memoryHotAddEnabled', true)),
  },
  {
    what: 'a disk is added',
    watched: (lab) => deviceCount(lab, OFF),
    rest: (lab) =>
      lab.rest.post(at(lab, OFF, '/disk'), {
        ...{ type: 'SCSI', scsi: { bus: 0, unit: 5 } },
        new_vmdk: { capacity: 1073741824 },
      }),
    soap: (lab) =>
      reconfigure(
        lab,
        OFF,
        change(
          'add',
          `<device xsi:type="VirtualDisk">${element('key', -1)}<backing xsi:type="VirtualDiskFlatVer2BackingInfo">${element('fileName', '')}${element('diskMode', 'persistent')}</backing>${element('controllerKey', 1000)}${element('unitNumber', 5)}${element('capacityInKB', 1048576)}</device>`,
          element('fileOperation', 'create'),
        ),
      ),
  },
  {
    what: 'a disk is taken out',
    watched: (lab) => deviceCount(lab, OFF),
    rest: (lab) => lab.rest.delete(at(lab, OFF, '/disk/2001')),
    soap: (lab) =>
      reconfigure(
        lab,
        OFF,
        change(
          'remove',
          `<device xsi:type="VirtualDisk">${element('key', 2001)}${element('capacityInKB', 0)}</device>`,
        ),
      ),
  },
  {
    what: 'a network card is added',
    watched: (lab) => deviceCount(lab, OFF),
    rest: (lab) =>
      lab.rest.post(at(lab, OFF, '/ethernet'), {
        ...{ type: 'VMXNET3', start_connected: true, allow_guest_control: true },
        backing: {
          type: 'STANDARD_PORTGROUP',
          network: lab.named('Network', 'VM Network').value,
        },
      }),
    soap: (lab) =>
      reconfigure(
        lab,
        OFF,
        change(
          'add',
          `<device xsi:type="VirtualVmxnet3">${element('key', -1)}<backing xsi:type="VirtualEthernetCardNetworkBackingInfo">${element('deviceName', 'VM Network')}${refElement('network', lab.named('Network', 'VM Network'))}</backing><connectable>${element('startConnected', true)}${element('allowGuestControl', true)}${element('connected', false)}</connectable></device>`,
        ),
      ),
  },
  {
    what: 'a network card of a running VM is unplugged',
    before: powerOn,
    watched: (lab) => [lab.vm(OFF), 'config.hardware.device[4000].connectable.connected'],
    rest: (lab) =>
      lab.rest.post(at(lab, OFF, '/ethernet/4000'), undefined, { action: 'disconnect' }),
    soap: async (lab) => reconfigure(lab, OFF, change('edit', await nic(lab, OFF, false))),
  },
  {
    what: 'an image is put into the drive of a running VM',
    watched: (lab) => [lab.vm(ON), 'config.hardware.device[16000].backing.fileName'],
    rest: (lab) =>
      lab.rest.patch(at(lab, ON, '/cdrom/16000'), {
        backing: { type: 'ISO_FILE', iso_file: ISO },
      }),
    soap: (lab) =>
      reconfigure(
        lab,
        ON,
        change(
          'edit',
          cdrom(
            `<backing xsi:type="VirtualCdromIsoBackingInfo">${element('fileName', ISO)}</backing>`,
            false,
          ),
        ),
      ),
  },
  {
    what: 'a VM is told to set itself up at its next boot',
    watched: (lab) => [lab.vm(OFF), 'config.bootOptions.enterBIOSSetup'],
    rest: (lab) => lab.rest.patch(at(lab, OFF, '/boot'), { enter_setup_mode: true }),
    soap: (lab) =>
      reconfigure(lab, OFF, `<bootOptions>${element('enterBIOSSetup', true)}</bootOptions>`),
  },
  {
    what: 'tools are to be renewed whenever the VM boots',
    watched: (lab) => [lab.vm(OFF), 'config.tools.toolsUpgradePolicy'],
    rest: (lab) =>
      lab.rest.patch(`/api/vcenter/vm/${lab.vm(OFF).value}/tools`, {
        upgrade_policy: 'UPGRADE_AT_POWER_CYCLE',
      }),
    soap: (lab) =>
      reconfigure(
        lab,
        OFF,
        `<tools>${element('toolsUpgradePolicy', 'upgradeAtPowerCycle')}</tools>`,
      ),
  },
  {
    what: "the tools' installer is mounted",
    watched: (lab) => [lab.vm(ON), 'runtime.toolsInstallerMounted'],
    rest: (lab) =>
      lab.rest.post(`/api/vcenter/vm/${lab.vm(ON).value}/tools/installer`, undefined, {
        action: 'connect',
      }),
    soap: (lab) => lab.soap.call('MountToolsInstaller', lab.vm(ON)),
  },
];

describe('at REST and at SOAP alike', () => {
  describeDeeds(server, DEEDS);
});
