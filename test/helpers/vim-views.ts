/** The inventory as the two doors of vim25 show it, SOAP and VI JSON. */
import { deviceText, type Plain, sorted, type Told, type View } from './door-view.ts';
import { type JsonClient, JsonFault } from './json-client.ts';
import { element, type ObjectId, refElement, type SoapClient } from './soap-client.ts';
import type { XmlElement } from './xml-element.ts';

const ROOT: ObjectId = { type: 'Folder', value: 'group-d1' };
const VIEW_MANAGER: ObjectId = { type: 'ViewManager', value: 'ViewManager' };
const UPPER: Readonly<Record<string, string>> = {
  poweredOn: 'POWERED_ON',
  poweredOff: 'POWERED_OFF',
  suspended: 'SUSPENDED',
  standBy: 'STANDBY',
  connected: 'CONNECTED',
  disconnected: 'DISCONNECTED',
  notResponding: 'NOT_RESPONDING',
};

/** How one door of vim25 answers for a property path of an object: its text, or ids in a list. */
type Read = (path: string) => Plain | readonly string[];

/** What is read of each type, and what is told of it. */
const TELLERS: Readonly<Record<string, readonly [readonly string[], (read: Read) => Told]>> = {
  VirtualMachine: [
    [
      'name',
      'runtime.powerState',
      'config.template',
      'config.hardware.numCPU',
      'config.hardware.memoryMB',
      'config.hardware.device',
      'runtime.host',
      'resourcePool',
      'parent',
    ],
    (read) => ({
      name: read('name'),
      power: upper(read('runtime.powerState')),
      cpus: numberOf(read('config.hardware.numCPU')),
      memoryMb: numberOf(read('config.hardware.memoryMB')),
      host: read('runtime.host'),
      pool: read('resourcePool'),
      folder: read('parent'),
      devices: read('config.hardware.device'),
    }),
  ],
  HostSystem: [
    ['name', 'runtime.connectionState', 'runtime.powerState', 'parent'],
    (read) => {
      const connection = upper(read('runtime.connectionState'));
      return {
        ...{ name: read('name'), connection },
        power: connection === 'CONNECTED' ? upper(read('runtime.powerState')) : undefined,
      };
    },
  ],
  ResourcePool: [
    ['name', 'resourcePool', 'config.cpuAllocation.reservation', 'config.memoryAllocation.limit'],
    (read) => ({
      name: read('name'),
      pools: read('resourcePool'),
      cpuReservation: numberOf(read('config.cpuAllocation.reservation')),
      memoryLimit: numberOf(read('config.memoryAllocation.limit')),
    }),
  ],
  Datastore: [
    ['name', 'summary.type', 'summary.accessible', 'summary.freeSpace', 'summary.capacity'],
    (read) => {
      const accessible = String(read('summary.accessible')) === 'true';
      return {
        ...{ name: read('name'), type: datastoreType(read('summary.type')) },
        free: accessible ? numberOf(read('summary.freeSpace')) : undefined,
        capacity: accessible ? numberOf(read('summary.capacity')) : undefined,
      };
    },
  ],
  Datacenter: [
    ['name', 'vmFolder', 'hostFolder', 'datastoreFolder', 'networkFolder'],
    (read) => ({
      name: read('name'),
      folders: ['datastoreFolder', 'hostFolder', 'networkFolder', 'vmFolder'].map((each) =>
        String(read(each)),
      ),
    }),
  ],
  ClusterComputeResource: [
    [
      'name',
      'configurationEx.drsConfig.enabled',
      'configurationEx.dasConfig.enabled',
      'resourcePool',
    ],
    (read) => ({
      name: read('name'),
      drs: String(read('configurationEx.drsConfig.enabled')) === 'true',
      ha: String(read('configurationEx.dasConfig.enabled')) === 'true',
      pool: read('resourcePool'),
    }),
  ],
  Folder: [['name'], (read) => ({ name: read('name') })],
};
const TYPES = Object.keys(TELLERS);

export async function soapView(client: SoapClient): Promise<View> {
  const made = await client.call(
    'CreateContainerView',
    VIEW_MANAGER,
    refElement('container', ROOT) +
      TYPES.map((type) => element('type', type)).join('') +
      element('recursive', true),
  );
  const view = { type: 'ContainerView', value: made.textAt('returnval') ?? '' };
  const sets = TYPES.map(
    (type) =>
      `<propSet><type>${type}</type>${TELLERS[type]?.[0].map((path) => element('pathSet', path)).join('')}</propSet>`,
  );
  const walk = `<objectSet>${refElement('obj', view)}<skip>true</skip><selectSet xsi:type="TraversalSpec"><name>v</name><type>ContainerView</type><path>view</path><skip>false</skip></selectSet></objectSet>`;
  const contents = await client.retrieve(sets.join('') + walk);
  await client.call('DestroyView', view);
  return viewOf(contents.map((content) => toldBySoap(content)));
}

function toldBySoap(content: XmlElement): readonly [ObjectId, Read] {
  const object = content.at('obj');
  const values = new Map(
    content.all('propSet').map((set) => [set.textAt('name') ?? '', set.at('val')]),
  );
  const read: Read = (path) => {
    const value = values.get(path);
    if (path === 'config.hardware.device') return value?.all('VirtualDevice').map(soapDevice) ?? [];
    if (path === 'resourcePool' && value?.type === 'ArrayOfManagedObjectReference') {
      return value.texts('ManagedObjectReference');
    }
    return value?.text;
  };
  return [{ type: object?.attributes['type'] ?? '', value: object?.text ?? '' }, read];
}

function soapDevice(device: XmlElement): string {
  return deviceText(
    device.type ?? '',
    device.textAt('key'),
    device.textAt('connectable/connected'),
    device.textAt('capacityInBytes') ?? device.textAt('macAddress'),
  );
}

export async function jsonView(client: JsonClient): Promise<View> {
  const made = (await client.call('CreateContainerView', VIEW_MANAGER, {
    container: { _typeName: 'ManagedObjectReference', ...ROOT },
    ...{ type: TYPES, recursive: true },
  })) as ObjectId;
  const objects = (await client.get(made, 'view')) as readonly ObjectId[];
  const told: (readonly [ObjectId, Read])[] = [];
  for (const object of objects) {
    const [paths] = TELLERS[plainType(object.type)] ?? [[]];
    const heads = [...new Set(paths.map((path) => path.split('.')[0] ?? ''))];
    const values = new Map<string, unknown>();
    for (const head of heads) values.set(head, await readable(client, object, head));
    told.push([object, (path) => readJson(values, path)]);
  }
  await client.call('DestroyView', made);
  return viewOf(told);
}

/** Undefined for what the caller sees and may not read. */
async function readable(client: JsonClient, object: ObjectId, property: string): Promise<unknown> {
  try {
    return await client.get(object, property);
  } catch (error) {
    if (error instanceof JsonFault && error.name === 'NoPermission') return undefined;
    throw error;
  }
}

interface JsonDevice {
  readonly _typeName: string;
  readonly key: number;
  readonly connectable?: { readonly connected: boolean };
  readonly capacityInBytes?: number;
  readonly macAddress?: string;
}

function readJson(values: ReadonlyMap<string, unknown>, path: string): Plain | readonly string[] {
  const [head = '', ...steps] = path.split('.');
  let value = values.get(head);
  for (const step of steps)
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[step];
  if (path === 'config.hardware.device') {
    return ((value ?? []) as readonly JsonDevice[]).map((each) =>
      deviceText(
        ...([each._typeName, each.key, each.connectable?.connected] as const),
        each.capacityInBytes ?? each.macAddress,
      ),
    );
  }
  if (Array.isArray(value)) return (value as readonly ObjectId[]).map((each) => each.value);
  if (typeof value === 'object' && value !== null) return (value as ObjectId).value;
  return value as Plain;
}

function viewOf(told: readonly (readonly [ObjectId, Read])[]): View {
  const entries = told
    // Templates are no VMs to the vAPI, and datastore clusters no folders.
    .filter(
      ([{ type }, read]) => type !== 'StoragePod' && String(read('config.template')) !== 'true',
    )
    .map(([{ type, value }, read]) => {
      const plain = plainType(type);
      return [`${plain} ${value}`, TELLERS[plain]?.[1](read) ?? {}] as const;
    });
  return sorted(entries);
}

function plainType(type: string): string {
  return { VirtualApp: 'ResourcePool', StoragePod: 'Folder' }[type] ?? type;
}

/** The vAPI has no word for the kinds it does not know. */
function datastoreType(type: Plain | readonly string[]): string {
  const name = String(type).toUpperCase();
  return name === 'OTHER' ? 'VMFS' : name;
}

function upper(value: Plain | readonly string[]): Plain {
  return UPPER[String(value)];
}

function numberOf(value: Plain | readonly string[]): number | undefined {
  return value === undefined ? undefined : Number(value);
}
