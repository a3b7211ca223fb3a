/** HostDatastoreBrowser: every kind of file by its query, filters, and files that go. */
import type { AuthorizationData } from '../../../../server/vim/authorization/authorization-data.ts';
import { DEFAULT_AUTHORIZATION } from '../../../../server/vim/authorization/authorization-data.ts';
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

const search = (datastorePath: string, spec: object) =>
  lab.run(browser, 'SearchDatastore_Task', {
    datastorePath,
    searchSpec: data('HostDatastoreBrowserSearchSpec', spec),
  });
function namesOf(folder: string, query: object, spec: object = {}): string[] {
  const { file } = search(folder, { query: [query], ...spec });
  return file.map(({ path }: { path: string }) => path);
}
/** Files of nobody, put on the datastore. */
function put(...paths: string[]): void {
  const files = paths.map((path) => {
    const type = path.endsWith('/') ? 'folder' : 'file';
    const at = path.replace(/\/$/, '');
    const modified = '2024-01-01T00:00:00Z';
    return data('_DatastoreFile', { key: at, path: at, size: 10, type, owner: 'root', modified });
  });
  const before = lab.read(datastore, '_files');
  lab.inventory.apply([
    { op: 'assign', ref: datastore, path: '_files', value: [...before, ...files] },
  ]);
}

describe('queries for kinds of files', () => {
  it.each([
    ['FloppyImageFileQuery', ['a.flp', 'b.img']],
    ['IsoImageFileQuery', ['c.iso']],
    ['TemplateConfigFileQuery', ['d.vmtx']],
    ['VmConfigFileQuery', ['d.vmtx', 'e.vmx']],
    ['VmLogFileQuery', ['f.log']],
    ['VmNvramFileQuery', ['g.nvram']],
    ['VmSnapshotFileQuery', ['h.vmsn']],
    ['VmDiskFileQuery', ['i.vmdk']],
    ['FolderFileQuery', ['j']],
  ])('%s finds %j', (type, expected) => {
    const names = 'a.flp b.img c.iso d.vmtx e.vmx f.log g.nvram h.vmsn i.vmdk i-flat.vmdk k.txt';
    put('x/j/', ...names.split(' ').map((name) => `x/${name}`));

    expect(namesOf('[SharedDS] x', data(type, {}))).toEqual(expected);
  });

  it('FileQuery finds all of them', () => {
    put('x/j/', 'x/a.iso', 'x/b');

    expect(namesOf('[SharedDS] x', data('FileQuery', {}))).toEqual(['a.iso', 'b', 'j']);
  });

  it('sort folders first when told', () => {
    put('x/a.iso', 'x/z/');
    const all = (sortFoldersFirst: boolean) =>
      namesOf('[SharedDS] x', data('FileQuery', {}), { sortFoldersFirst });

    expect(all(false)).toEqual(['a.iso', 'z']);
    expect(all(true)).toEqual(['z', 'a.iso']);
  });

  it('tell a template and its version', () => {
    const vm = lab.named('VirtualMachine', 'db-01');
    lab.call(vm, 'MarkAsTemplate');
    const query = data('VmConfigFileQuery', {
      details: data('VmConfigFileQueryFlags', { configVersion: true, encryption: true }),
    });

    const { file } = search('[SharedDS] db-01', { query: [query] });

    expect(file).toMatchObject([{ configVersion: 21, encryption: {} }]);
    expect(file[0]._typeName).toBe(
      file[0].path.endsWith('.vmtx') ? 'TemplateConfigFileInfo' : 'VmConfigFileInfo',
    );
  });

  it.each([
    [{ thin: true }, ['db-01.vmdk', 'db-01_1.vmdk']],
    [{ thin: false }, []],
    [{ diskType: ['VirtualDiskFlatVer2BackingInfo'] }, ['db-01.vmdk', 'db-01_1.vmdk']],
    [{ diskType: ['VirtualDiskSeSparseBackingInfo'] }, []],
    [{ matchHardwareVersion: [21, 19] }, ['db-01.vmdk', 'db-01_1.vmdk']],
    [{ matchHardwareVersion: [4] }, []],
    [{ controllerType: ['ParaVirtualSCSIController'] }, ['db-01.vmdk', 'db-01_1.vmdk']],
    [{ controllerType: ['VirtualIDEController'] }, []],
    [{ encrypted: true }, []],
  ])('filter disks by %j', (filter, expected) => {
    const query = data('VmDiskFileQuery', { filter: data('VmDiskFileQueryFilter', filter) });

    expect(namesOf('[SharedDS] db-01', query)).toEqual(expected);
  });

  it.each([
    [{ matchConfigVersion: [21] }, ['db-01.vmx']],
    [{ matchConfigVersion: [8] }, []],
    [{ encrypted: true }, []],
    [{ encrypted: false }, ['db-01.vmx']],
  ])('filter configurations by %j', (filter, expected) => {
    const query = data('VmConfigFileQuery', { filter: data('VmConfigFileQueryFilter', filter) });

    expect(namesOf('[SharedDS] db-01', query)).toEqual(expected);
  });

  it.each(['[SharedDS] ../x', '[SharedDS] a/../../x', '[SharedDS', ''])(
    'do not follow %j',
    (datastorePath) => {
      const call = () => lab.call(browser, 'SearchDatastore_Task', { datastorePath });

      expect(faultOf(call).name).toBe('InvalidDatastorePath');
    },
  );
});

describe('HostDatastoreBrowser.DeleteFile', () => {
  const remove = (datastorePath: string) => lab.call(browser, 'DeleteFile', { datastorePath });
  const all = () => namesOf('[SharedDS] x', data('FileQuery', {}));

  it('deletes a file and tells so', () => {
    put('x/a.iso', 'x/b.iso');
    const since = lab.eventCount;

    remove('[SharedDS] x/a.iso');

    expect(all()).toEqual(['b.iso']);
    expect(lab.events(since)[0]).toMatchObject({
      _typeName: 'DatastoreFileDeletedEvent',
      targetFile: 'x/a.iso',
    });
  });

  it('deletes a folder with all in it', () => {
    put('x/y/a', 'x/y/b/c', 'x/d');

    remove('[SharedDS] x/y');

    expect(all()).toEqual(['d']);
  });

  it.each([
    ['FileNotFound', '[SharedDS] nowhere'],
    ['CannotDeleteFile', '[SharedDS]'],
    ['CannotDeleteFile', '[SharedDS] db-01/db-01.vmdk'],
    ['CannotDeleteFile', '[SharedDS] db-01'],
    ['FileLocked', '[SharedDS] web-01/web-01.vmdk'],
    ['InvalidDatastorePath', 'x/a.iso'],
    ['InvalidDatastore', '[LocalDS-172] x'],
  ])('refuses with %s: %s', (name, path) => {
    expect(faultOf(() => remove(path)).name).toBe(name);
  });

  it('needs the right to delete files there', () => {
    const authorization: AuthorizationData = {
      ...DEFAULT_AUTHORIZATION,
      users: [
        ...DEFAULT_AUTHORIZATION.users,
        { name: 'reader', domain: 'vsphere.local', password: 'x', fullName: 'Reader' },
      ],
    };
    lab.stop();
    lab = new Vcenter({ authorization });
    const root = lab.named('Folder', 'Datacenters');
    lab.call(lab.first('AuthorizationManager'), 'SetEntityPermissions', {
      entity: root,
      permission: [
        data('Permission', {
          ...{ principal: 'VSPHERE.LOCAL\\reader', group: false, roleId: -2, propagate: true },
        }),
      ],
    });
    const reader = lab.login('reader@vsphere.local', 'x');
    const args = { datastorePath: '[SharedDS] x' };

    expect(faultOf(() => lab.callAs(reader, browser, 'DeleteFile', args)).name).toBe(
      'NoPermission',
    );
  });
});
