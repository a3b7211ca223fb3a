/**
 * Specifications that no move can be made of, as the XML of their arguments, and the vendor's faults for them.
 */
import { element, refElement } from '../helpers/soap-client.ts';
import { backing, card, spec, type Words } from './mistake-words.ts';

const GONE_HOST = refElement('host', { type: 'HostSystem', value: 'host-999999' });
const PRIORITY = element('priority', 'defaultPriority');
const CREDENTIAL = `<credential xsi:type="ServiceLocatorNamePassword">${element('username', 'u')}${element('password', 'p')}</credential>`;
const UUID = element('instanceUuid', '11111111-2222-3333-4444-555555555555');
const MANY = 20_000;

export interface Mistake {
  readonly what: string;
  /** `runs` unless given; `gone` is none. */
  readonly vm?: string;
  readonly args: (words: Words) => string;
  /** Types of the fault; any of them is the vendor's. */
  readonly faults: readonly string[];
  readonly property?: string;
}

const ARGUMENT = ['InvalidArgument'];
const NOT_FOUND = ['ManagedObjectNotFound'];
const UNREADABLE = ['InvalidRequest', 'InvalidType', 'InvalidArgument'];
/** Without a detail: a parameter that must be there is missing. */
const MISSING = ['ClientFaultCode'];

/** Of a RelocateSpec. */
export const HOST_MISTAKES: readonly Mistake[] = [
  {
    what: 'a host that is not there',
    args: () => spec(GONE_HOST),
    faults: NOT_FOUND,
  },
  {
    what: 'a datastore in place of the host',
    args: ({ reference }) => spec(reference('host', 'Datastore', 'DS1')),
    faults: NOT_FOUND,
  },
  {
    what: 'a host id that belongs to a VM',
    args: ({ reference }) =>
      spec(reference('host', 'VirtualMachine', 'rests').replace('VirtualMachine', 'HostSystem')),
    faults: NOT_FOUND,
  },
  {
    what: 'a pool of another host',
    args: ({ host, pool }) => spec(pool('alone'), host('H2')),
    faults: ARGUMENT,
    property: 'spec.host',
  },
  {
    what: 'a host of another cluster and no pool',
    args: ({ host }) => spec(host('H3')),
    faults: ARGUMENT,
    property: 'spec.pool',
  },
  {
    what: 'the pool of a cluster without DRS alone',
    args: ({ pool }) => spec(pool('C2')),
    faults: ARGUMENT,
    property: 'spec.host',
  },
  {
    what: 'a template',
    vm: 'golden',
    args: ({ host }) => spec(host('H2')),
    faults: ['NotSupported'],
  },
  { what: 'no specification', args: () => '', faults: MISSING },
  {
    what: 'a priority that is none',
    args: ({ host }) => spec(host('H2')) + element('priority', 'urgent'),
    faults: UNREADABLE,
  },
  {
    what: 'a VM that is not there',
    vm: 'gone',
    args: ({ host }) => spec(host('H2')),
    faults: NOT_FOUND,
  },
];

/** Of a RelocateSpec. */
export const STORAGE_MISTAKES: readonly Mistake[] = [
  {
    what: 'a disk key that is not there',
    args: ({ disk }) => spec(disk(4711)),
    faults: ARGUMENT,
    property: 'spec.disk.diskId',
  },
  {
    what: 'a disk key beyond integers',
    args: ({ disk }) => spec(disk('99999999999')),
    faults: UNREADABLE,
  },
  {
    what: 'a disk twice',
    args: ({ disk }) => spec(disk(2000), disk(2000)),
    faults: ARGUMENT,
    property: 'spec.disk.diskId',
  },
  { what: 'an empty disk locator', args: () => spec('<disk/>'), faults: UNREADABLE },
  {
    what: 'a disk without its datastore',
    args: () => spec('<disk><diskId>2000</diskId></disk>'),
    faults: UNREADABLE,
  },
  {
    what: 'a datastore of another datacenter',
    args: ({ datastore }) => spec(datastore('DSfar')),
    faults: ARGUMENT,
    property: 'spec.datastore',
  },
  {
    what: 'a disk for a datastore of another datacenter',
    args: ({ datastore }) => spec(`<disk>${element('diskId', 2000)}${datastore('DSfar')}</disk>`),
    faults: ARGUMENT,
    property: 'spec.disk.datastore',
  },
  {
    what: 'a datastore cluster in place of the datastore',
    args: ({ reference }) => spec(reference('datastore', 'StoragePod', 'pod')),
    faults: NOT_FOUND,
  },
  {
    what: 'a datastore that is not there',
    args: () => spec(refElement('datastore', { type: 'Datastore', value: 'datastore-0' })),
    faults: NOT_FOUND,
  },
  {
    what: 'a move type that is none',
    args: ({ datastore }) => spec(datastore('DS2'), element('diskMoveType', 'teleport')),
    faults: ARGUMENT,
    property: 'spec.diskMoveType',
  },
  {
    what: 'a format that is none of files',
    args: ({ disk }) => spec(disk(2000, backing('VirtualDiskSparseVer2BackingInfo'))),
    faults: ARGUMENT,
    property: 'spec.disk.diskBackingInfo',
  },
  {
    what: 'a disk both thin and zeroed in advance',
    args: ({ disk }) => {
      const both = element('thinProvisioned', true) + element('eagerlyScrub', true);
      return spec(disk(2000, backing('VirtualDiskFlatVer2BackingInfo', both)));
    },
    faults: ARGUMENT,
    property: 'spec.disk.diskBackingInfo',
  },
  {
    what: `${MANY} locators of one disk`,
    args: ({ disk }) => spec(disk(2000).repeat(MANY)),
    faults: [...ARGUMENT, 'InvalidRequest'],
  },
];

/** Of a RelocateSpec. */
export const OTHER_MISTAKES: readonly Mistake[] = [
  {
    what: 'a folder of hosts',
    args: ({ reference }) => spec(reference('folder', 'Folder', 'rack')),
    faults: ARGUMENT,
    property: 'spec.folder',
  },
  {
    what: 'a VM in place of the folder',
    args: ({ reference }) => spec(reference('folder', 'VirtualMachine', 'rests')),
    faults: NOT_FOUND,
  },
  {
    what: 'a device that is not there',
    args: ({ host }) => spec(host('H2'), card(4711)),
    faults: ['InvalidDeviceSpec'],
  },
  {
    what: 'a card more',
    args: () => spec(card(-1, 'add')),
    faults: ['InvalidDeviceOperation', 'InvalidDeviceSpec'],
  },
  {
    what: 'a card less',
    args: () => spec(card(4000, 'remove')),
    faults: ['InvalidDeviceOperation', 'InvalidDeviceSpec'],
  },
  { what: 'an empty change of devices', args: () => spec('<deviceChange/>'), faults: UNREADABLE },
  {
    what: 'a change of no kind',
    args: () =>
      spec(
        '<deviceChange><device xsi:type="VirtualVmxnet3"><key>4000</key></device></deviceChange>',
      ),
    faults: ['InvalidDeviceSpec', ...UNREADABLE],
  },
  {
    what: `${MANY} changes of devices`,
    args: () => spec(card(4711).repeat(MANY)),
    faults: ['InvalidDeviceSpec', 'InvalidRequest'],
  },
  {
    what: 'half a service',
    args: ({ host }) => spec(`<service>${UUID}</service>`, host('H2')),
    faults: UNREADABLE,
  },
  {
    what: 'a service whose place is none',
    args: ({ host }) =>
      spec(`<service>${UUID}${element('url', 'nowhere')}${CREDENTIAL}</service>`, host('H2')),
    faults: ['InvalidArgument', 'NotSupported', 'InvalidRequest'],
  },
  {
    what: 'a service and no datastore',
    args: ({ host }) =>
      spec(
        `<service>${UUID}${element('url', 'https://192.0.2.7')}${CREDENTIAL}</service>`,
        host('H2'),
      ),
    faults: ['InvalidArgument', 'NotSupported'],
  },
  {
    what: 'an element that is not in the type',
    args: () => spec('<planet>mars</planet>'),
    faults: UNREADABLE,
  },
];

/** Of the arguments of MigrateVM_Task. */
export const MIGRATE_MISTAKES: readonly Mistake[] = [
  { what: 'neither host nor pool', args: () => PRIORITY, faults: ARGUMENT },
  { what: 'no priority', args: ({ host }) => host('H2'), faults: MISSING },
  {
    what: 'a host that is not there',
    args: () => GONE_HOST + PRIORITY,
    faults: NOT_FOUND,
  },
  {
    what: 'a pool of another host',
    args: ({ host, pool }) => pool('alone') + host('H2') + PRIORITY,
    faults: ARGUMENT,
    property: 'host',
  },
  {
    what: 'a power state that it is not in',
    args: ({ host }) => host('H2') + PRIORITY + element('state', 'poweredOff'),
    faults: ['InvalidPowerState'],
  },
  {
    what: 'a power state that is none',
    args: ({ host }) => host('H2') + PRIORITY + element('state', 'asleep'),
    faults: UNREADABLE,
  },
  {
    what: 'a template',
    vm: 'golden',
    args: ({ host }) => host('H2') + PRIORITY,
    faults: ['NotSupported'],
  },
];
