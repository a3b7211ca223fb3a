/** VMs come, go, move and run alike, whichever door is asked. */
import { serverForThisFile } from '../../helpers/server.ts';
import { element, refElement } from '../../helpers/soap-client.ts';
import { type Deed, describeDeeds, type Lab } from './same-deed.ts';

const server = serverForThisFile({ time: { kind: 'instant' } });
const OFF = 'db-01';
const ON = 'web-01';
const OTHER_HOST = '172.16.0.173';

const at = (lab: Lab, vm: string, path = '') => `/api/vcenter/vm/${lab.vm(vm).value}${path}`;
const power = (vm: string, action: string) => (lab: Lab) =>
  lab.rest.post(at(lab, vm, '/power'), undefined, { action });
const suspended = (lab: Lab) => lab.carryOut('SuspendVM_Task', lab.vm(ON));
const folder = (lab: Lab) => lab.named('Folder', 'vm');
const pool = (lab: Lab) => lab.named('ResourcePool', 'Resources');
const host = (lab: Lab, name: string) => lab.named('HostSystem', name);
const datastore = (lab: Lab) => lab.named('Datastore', 'SharedDS');
const childrenOf = (lab: Lab) => [folder(lab), 'childEntity'] as const;
const placement = (lab: Lab) => ({
  folder: folder(lab).value,
  resource_pool: pool(lab).value,
  datastore: datastore(lab).value,
});

const DEEDS: readonly Deed[] = [
  {
    what: 'a VM is powered on',
    watched: (lab) => [lab.vm(OFF), 'runtime.powerState'],
    rest: power(OFF, 'start'),
    soap: (lab) => lab.carryOut('PowerOnVM_Task', lab.vm(OFF)),
  },
  {
    what: 'a VM is powered off',
    watched: (lab) => [lab.vm(ON), 'runtime.powerState'],
    rest: power(ON, 'stop'),
    soap: (lab) => lab.carryOut('PowerOffVM_Task', lab.vm(ON)),
  },
  {
    what: 'a VM is suspended',
    watched: (lab) => [lab.vm(ON), 'runtime.powerState'],
    rest: power(ON, 'suspend'),
    soap: suspended,
  },
  {
    what: 'a suspended VM is powered off',
    before: suspended,
    watched: (lab) => [lab.vm(ON), 'runtime.powerState'],
    rest: power(ON, 'stop'),
    soap: (lab) => lab.carryOut('PowerOffVM_Task', lab.vm(ON)),
  },
  {
    what: 'a VM is reset',
    watched: (lab) => [lab.vm(ON), 'runtime.bootTime'],
    rest: power(ON, 'reset'),
    soap: (lab) => lab.carryOut('ResetVM_Task', lab.vm(ON)),
  },
  {
    what: 'a VM is made',
    watched: childrenOf,
    rest: (lab) =>
      lab.rest.post('/api/vcenter/vm', {
        ...{
          name: 'new',
          guest_OS: 'UBUNTU_64',
          hardware_version: 'VMX_19',
          boot: { type: 'BIOS' },
        },
        ...{ placement: placement(lab), cpu: { count: 2 }, memory: { size_MiB: 512 } },
        ...{ disks: [], nics: [], cdroms: [], floppies: [] },
      }),
    soap: (lab) =>
      lab.carryOut(
        'CreateVM_Task',
        folder(lab),
        `<config>${element('name', 'new')}${element('version', 'vmx-19')}${element('guestId', 'ubuntu64Guest')}<files><vmPathName>[SharedDS]</vmPathName></files>${element('numCPUs', 2)}${element('memoryMB', 512)}</config>${refElement('pool', pool(lab))}`,
      ),
  },
  {
    what: 'a VM is deleted',
    watched: childrenOf,
    rest: (lab) => lab.rest.delete(at(lab, OFF)),
    soap: (lab) => lab.carryOut('Destroy_Task', lab.vm(OFF)),
  },
  {
    what: 'a VM is cloned',
    watched: childrenOf,
    rest: (lab) =>
      lab.rest.post(
        '/api/vcenter/vm',
        { source: lab.vm(OFF).value, name: 'copy', placement: placement(lab) },
        { action: 'clone' },
      ),
    soap: (lab) =>
      lab.carryOut(
        'CloneVM_Task',
        lab.vm(OFF),
        `${refElement('folder', folder(lab))}${element('name', 'copy')}<spec><location>${refElement('datastore', datastore(lab))}${refElement('pool', pool(lab))}</location>${element('template', false)}${element('powerOn', false)}</spec>`,
      ),
  },
  {
    what: 'a running VM moves to another host',
    watched: (lab) => [lab.vm(ON), 'runtime.host'],
    rest: (lab) =>
      lab.rest.post(
        at(lab, ON),
        { placement: { host: host(lab, OTHER_HOST).value } },
        { action: 'relocate' },
      ),
    soap: (lab) =>
      lab.carryOut(
        'RelocateVM_Task',
        lab.vm(ON),
        `<spec>${refElement('host', host(lab, OTHER_HOST))}</spec>`,
      ),
  },
  {
    what: 'a VM moves to another datastore',
    watched: (lab) => [lab.vm(OFF), 'config.files.vmPathName'],
    rest: (lab) =>
      lab.rest.post(
        at(lab, OFF),
        { placement: { datastore: lab.named('Datastore', 'LocalDS-173').value } },
        { action: 'relocate' },
      ),
    soap: (lab) =>
      lab.carryOut(
        'RelocateVM_Task',
        lab.vm(OFF),
        `<spec>${refElement('datastore', lab.named('Datastore', 'LocalDS-173'))}</spec>`,
      ),
  },
  {
    what: 'a VM is unregistered',
    watched: childrenOf,
    rest: (lab) => lab.rest.post(at(lab, OFF), undefined, { action: 'unregister' }),
    soap: (lab) => lab.soap.call('UnregisterVM', lab.vm(OFF)),
  },
  {
    what: 'a VM is registered',
    before: (lab) => lab.soap.call('UnregisterVM', lab.vm(OFF)),
    watched: childrenOf,
    rest: (lab) =>
      lab.rest.post(
        '/api/vcenter/vm',
        {
          ...{ name: 'again', datastore_path: `[SharedDS] ${OFF}/${OFF}.vmx` },
          placement: { folder: folder(lab).value, resource_pool: pool(lab).value },
        },
        { action: 'register' },
      ),
    soap: (lab) =>
      lab.carryOut(
        'RegisterVM_Task',
        folder(lab),
        `${element('path', `[SharedDS] ${OFF}/${OFF}.vmx`)}${element('name', 'again')}${element('asTemplate', false)}${refElement('pool', pool(lab))}`,
      ),
  },
  {
    what: 'a guest shuts down',
    watched: (lab) => [lab.vm(ON), 'runtime.powerState'],
    rest: async (lab) => {
      await lab.rest.post(at(lab, ON, '/guest/power'), undefined, { action: 'shutdown' });
      await isOff(lab, ON);
    },
    soap: async (lab) => {
      await lab.soap.call('ShutdownGuest', lab.vm(ON));
      await isOff(lab, ON);
    },
  },
];

async function isOff(lab: Lab, vm: string): Promise<void> {
  while ((await lab.soap.textOf(lab.vm(vm), 'runtime.powerState')) !== 'poweredOff') {
    // Instant time passes between two calls.
  }
}

describe('at REST and at SOAP alike', () => {
  describeDeeds(server, DEEDS);
});
