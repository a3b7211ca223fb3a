/** HostDatastoreBrowser and Datastore: files are found, names change, nothing is stale. */
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
let browser: Ref;
let datastore: Ref<'Datastore'>;
beforeEach(() => {
  lab = new Vcenter();
  datastore = lab.named('Datastore', 'SharedDS');
  browser = lab.read(datastore, 'browser');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

interface Found {
  readonly _typeName: string;
  readonly path: string;
}
const search = (datastorePath: string, spec?: object) =>
  lab.run(browser, 'SearchDatastore_Task', {
    datastorePath,
    ...(spec ? { searchSpec: data('HostDatastoreBrowserSearchSpec', spec) } : {}),
  });
const paths = ({ file }: { file: readonly Found[] }) => file.map(({ path }) => path);
const details = data('FileQueryFlags', {
  fileType: true,
  fileSize: true,
  modification: true,
  fileOwner: true,
});

describe('HostDatastoreBrowser.SearchDatastore_Task', () => {
  it('lists a directory by names alone unless more is asked', () => {
    const result = search('[SharedDS] db-01');

    expect(result).toMatchObject({ datastore, folderPath: '[SharedDS] db-01/' });
    expect(paths(result)).toEqual(
      expect.arrayContaining(['db-01.vmx', 'db-01.vmdk', 'db-01-flat.vmdk', 'db-01.nvram']),
    );
    expect(result.file[0]).toEqual({ _typeName: 'FileInfo', path: result.file[0].path });
  });

  it('tells types, sizes, times and owners when asked', () => {
    const { file } = search('[SharedDS] db-01', { details, matchPattern: ['db-01.vm?', '*.vmdk'] });
    const byPath = new Map(file.map((one: Found) => [one.path, one]));

    expect(byPath.get('db-01.vmx')).toMatchObject({ _typeName: 'VmConfigFileInfo', owner: 'root' });
    expect(byPath.get('db-01.vmdk')).toMatchObject({ _typeName: 'VmDiskFileInfo', fileSize: 512 });
    expect(byPath.get('db-01-flat.vmdk')).toMatchObject({ _typeName: 'FileInfo' });
    expect(byPath.has('db-01.nvram')).toBe(false);
  });

  it('asks disks for their size and kind', () => {
    const query = data('VmDiskFileQuery', {
      filter: data('VmDiskFileQueryFilter', { thin: true }),
      details: data('VmDiskFileQueryFlags', {
        diskType: true,
        capacityKb: true,
        hardwareVersion: true,
        controllerType: true,
        diskExtents: true,
        thin: true,
      }),
    });

    const { file } = search('[SharedDS] db-01', { query: [query], matchPattern: ['*_1*'] });

    expect(file).toEqual([
      {
        _typeName: 'VmDiskFileInfo',
        path: 'db-01_1.vmdk',
        diskType: 'VirtualDiskFlatVer2BackingInfo',
        capacityKb: 60 * 2 ** 20,
        hardwareVersion: 21,
        controllerType: 'ParaVirtualSCSIController',
        diskExtents: ['db-01_1-flat.vmdk'],
        thin: true,
      },
    ]);
  });

  it('finds images and folders by query, whatever their case when told', () => {
    const images = { query: [data('IsoImageFileQuery', {})], matchPattern: ['UBUNTU*'] };

    expect(paths(search('[SharedDS] iso', images))).toEqual([]);
    expect(
      paths(search('[SharedDS] iso', { ...images, searchCaseInsensitive: true })),
    ).toHaveLength(1);
    const folders = search('[SharedDS]', { query: [data('FolderFileQuery', {})] });
    expect(folders.file).toContainEqual({ _typeName: 'FolderFileInfo', path: 'db-01' });
    expect(folders.folderPath).toBe('[SharedDS]');
  });

  it('refuses what is no path at once, and misses what is not there', () => {
    const call = (datastorePath: string) => () =>
      lab.call(browser, 'SearchDatastore_Task', { datastorePath });

    expect(faultOf(call('nonsense')).name).toBe('InvalidDatastorePath');
    expect(faultOf(call('[LocalDS-172] x'))).toMatchObject({
      name: 'InvalidDatastore',
      detail: { name: 'LocalDS-172' },
    });
    expect(faultOf(() => search('[SharedDS] nowhere'))).toMatchObject({
      name: 'FileNotFound',
      detail: { file: '[SharedDS] nowhere' },
    });
  });

  it('looks through the browser of a host into all its datastores', () => {
    browser = lab.read(lab.named('HostSystem', '172.16.0.172'), 'datastoreBrowser');

    expect(paths(search('[LocalDS-172] local-only'))).toContain('local-only.vmx');
  });
});

describe('HostDatastoreBrowser.SearchDatastoreSubFolders_Task', () => {
  it('gives a result per directory, the first being where it began', () => {
    const { _typeName, _value } = lab.run(browser, 'SearchDatastoreSubFolders_Task', {
      datastorePath: '[SharedDS]',
      searchSpec: data('HostDatastoreBrowserSearchSpec', { matchPattern: ['*.vmx'] }),
    });

    expect(_typeName).toBe('ArrayOfHostDatastoreBrowserSearchResults');
    expect(_value[0].folderPath).toBe('[SharedDS]');
    const found = _value.flatMap((one: { folderPath: string; file: readonly Found[] }) =>
      one.file.map(({ path }) => one.folderPath + path),
    );
    expect(found).toContain('[SharedDS] db-01/db-01.vmx');
  });
});

describe('Datastore', () => {
  it('is renamed at once', () => {
    const since = lab.eventCount;

    lab.call(datastore, 'RenameDatastore', { newName: 'DS2' });

    expect(lab.read(datastore, 'info.name')).toBe('DS2');
    expect(lab.events(since)).toMatchObject([
      { _typeName: 'DatastoreRenamedEvent', oldName: 'SharedDS', newName: 'DS2' },
    ]);
    const taken = () => lab.call(datastore, 'RenameDatastore', { newName: 'LocalDS-172' });
    expect(faultOf(taken).name).toBe('DuplicateName');
  });

  it('is fresh whenever somebody can look', () => {
    lab.call(datastore, 'RefreshDatastore');
    lab.call(datastore, 'RefreshDatastoreStorageInfo');

    const local = lab.named('Datastore', 'LocalDS-173');
    lab.run(lab.named('HostSystem', '172.16.0.173'), 'DisconnectHost_Task');
    expect(faultOf(() => lab.call(local, 'RefreshDatastore')).name).toBe('NotFound');
  });
});
