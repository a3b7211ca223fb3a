/**
 * Storage to migrate to, made over SOAP as clients make it: what a host offers is sent back with a name.
 * All answers are held against the schemas of their version.
 */
import { serverForThisFile } from '../helpers/server.ts';
import {
  element,
  type ObjectId,
  refElement,
  type SoapClient,
  type SoapFault,
} from '../helpers/soap-client.ts';
import { escapeText, type XmlElement } from '../helpers/xml-element.ts';

const server = serverForThisFile({ seed: 'lab' });
beforeEach(() => server.reset());

const host = () => server.named('HostSystem', '172.16.0.172');
async function managerOf(client: SoapClient, name: string, of = host()): Promise<ObjectId> {
  const path = `configManager.${name}`;
  const type = name === 'datastoreSystem' ? 'HostDatastoreSystem' : 'HostStorageSystem';
  return { type, value: (await client.textOf(of, path)) ?? '' };
}

/** An element of an answer as part of a request. */
function echo(name: string, { children, text, attributes }: XmlElement): string {
  const type = attributes['xsi:type'] ? ` xsi:type="${attributes['xsi:type']}"` : '';
  const inner = children.map((child) => echo(child.name, child)).join('');
  return `<${name}${type}>${inner === '' ? escapeText(text) : inner}</${name}>`;
}

async function freeDisk(client: SoapClient, system: ObjectId): Promise<XmlElement | undefined> {
  return (await client.call('QueryAvailableDisksForVmfs', system)).at('returnval');
}

/** The first way to use the free disk, as XML of its specification. */
async function suggested(client: SoapClient, system: ObjectId, name: string): Promise<string> {
  const devicePath = (await freeDisk(client, system))?.textAt('devicePath') ?? '';
  const options = await client.call(
    'QueryVmfsDatastoreCreateOptions',
    system,
    element('devicePath', devicePath),
  );
  const spec = options.at('returnval/spec');
  if (!spec) throw new Error('nothing is offered');
  return echo('spec', spec).replace('<volumeName></volumeName>', element('volumeName', name));
}

async function create(client: SoapClient, system: ObjectId, name: string): Promise<ObjectId> {
  const spec = await suggested(client, system, name);
  const made = await client.call('CreateVmfsDatastore', system, spec);
  return { type: 'Datastore', value: made.textAt('returnval') ?? '' };
}

describe.each(['6.7', '7.0.3.0', '9.1.0.0'])('a client of %s', (version) => {
  it('makes a VMFS datastore, uses it from the other host, and removes it', async () => {
    const client = await server.loggedIn(version);
    const system = await managerOf(client, 'datastoreSystem');
    const storage = await managerOf(client, 'storageSystem');
    const disk = await freeDisk(client, system);

    const datastore = await create(client, system, 'fresh');

    const other = server.named('HostSystem', '172.16.0.173');
    expect(await client.idsOf(other, 'datastore')).toContain(datastore.value);
    expect((await client.read(datastore)).get('summary')?.textAt('capacity')).toBe('53418655744');
    const info = await client.call(
      'RetrieveDiskPartitionInfo',
      storage,
      element('devicePath', disk?.textAt('devicePath') ?? ''),
    );
    expect(info.textAt('returnval/spec/partition/type')).toBe('vmfs');
    for (const method of ['RescanAllHba', 'RescanVmfs', 'RefreshStorageSystem']) {
      await client.call(method, storage);
    }
    await client.call('RemoveDatastore', system, refElement('datastore', datastore));
    expect((await freeDisk(client, system))?.textAt('uuid')).toBe(disk?.textAt('uuid'));
  });

  it('searches a new datastore, and mounts exports', async () => {
    const client = await server.loggedIn(version);
    const system = await managerOf(client, 'datastoreSystem');
    const datastore = await create(client, system, 'fresh');
    const browser: ObjectId = {
      type: 'HostDatastoreBrowser',
      value: (await client.textOf(datastore, 'browser')) ?? '',
    };
    const query = '<searchSpec><query xsi:type="VmDiskFileQuery"></query></searchSpec>';

    const task = await client.start(
      'SearchDatastoreSubFolders_Task',
      browser,
      element('datastorePath', '[fresh]') + query,
    );
    const spec = [
      element('remoteHost', 'nas.example'),
      element('remotePath', '/export'),
      element('localPath', 'nfs'),
      element('accessMode', 'readWrite'),
    ];
    const nas = await client.call('CreateNasDatastore', system, `<spec>${spec.join('')}</spec>`);

    server.advance(1000);
    expect((await client.taskInfo(task)).textAt('state')).toBe('success');
    const mounted: ObjectId = { type: 'Datastore', value: nas.textAt('returnval') ?? '' };
    expect((await client.read(mounted)).get('info')?.type).toBe('NasDatastoreInfo');
    expect(await client.read(host())).toBeDefined();
  });

  it('grows it, takes it out of use, and reads what became of each', async () => {
    const client = await server.loggedIn(version);
    const system = await managerOf(client, 'datastoreSystem');
    const storage = await managerOf(client, 'storageSystem');
    const shared = server.named('Datastore', 'SharedDS');
    const uuid = (await client.read(shared)).get('info')?.textAt('vmfs/uuid') ?? '';
    const devicePath = (await freeDisk(client, system))?.textAt('devicePath') ?? '';
    const ds = refElement('datastore', shared);

    const options = await client.call(
      'QueryVmfsDatastoreExtendOptions',
      system,
      ds + element('devicePath', devicePath),
    );
    const spec = options.at('returnval/spec');
    await client.call('ExtendVmfsDatastore', system, ds + (spec ? echo('spec', spec) : ''));
    await client.call('QueryVmfsDatastoreExpandOptions', system, ds);
    const tasks = [await client.start('RemoveDatastoreEx_Task', system, ds)];
    for (const method of ['UnmountVmfsVolumeEx_Task', 'MountVmfsVolumeEx_Task']) {
      tasks.push(await client.start(method, storage, element('vmfsUuid', uuid)));
    }

    server.advance(2000);
    for (const task of tasks) {
      const info = await client.taskInfo(task);
      expect(info.textAt('state')).toBe('success');
      expect(info.all('result')).toHaveLength(1);
    }
    expect((await client.read(shared)).get('info')?.all('vmfs/extent')).toHaveLength(2);
  });

  it('is told why not', async () => {
    const client = await server.loggedIn(version);
    const system = await managerOf(client, 'datastoreSystem');
    const spec = await suggested(client, system, 'SharedDS');
    const shared = server.named('Datastore', 'SharedDS');

    const taken: SoapFault = await client.faultOf('CreateVmfsDatastore', system, spec);
    const used = await client.faultOf('RemoveDatastore', system, refElement('datastore', shared));
    const unknown = await client.faultOf(
      'QueryVmfsDatastoreCreateOptions',
      system,
      element('devicePath', '/x'),
    );

    expect([taken, used, unknown].map(({ name }) => name)).toEqual([
      'DuplicateName',
      'ResourceInUse',
      'NotFound',
    ]);
    expect(taken.detail?.textAt('object')).toBe(shared.value);
  });
});

describe('references to what is no datastore', () => {
  it('are told as such, whatever they are passed to', async () => {
    const client = await server.loggedIn();
    const system = await managerOf(client, 'datastoreSystem');
    const { value } = server.named('VirtualMachine', 'db-01');
    const datastore = refElement('datastore', { type: 'Datastore', value });
    const own = server.named('Datastore', 'SharedDS');
    const pair = `<mountPathDatastoreMapping>${element('oldMountPath', '/x')}${datastore}</mountPathDatastoreMapping>`;

    for (const method of [
      'RemoveDatastore',
      'QueryAvailableDisksForVmfs',
      'QueryVmfsDatastoreExpandOptions',
      'QueryMaxQueueDepth',
      'UpdateLocalSwapDatastore',
      'EnableClusteredVmdkSupport',
      'RemoveDatastoreEx_Task',
    ]) {
      const fault = await client.faultOf(method, system, datastore);
      expect([method, fault.name]).toEqual([method, 'ManagedObjectNotFound']);
    }
    const files = await client.faultOf('UpdateVirtualMachineFiles_Task', own, pair);
    expect(files.name).toBe('ManagedObjectNotFound');
  });
});
