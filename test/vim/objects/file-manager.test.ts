/** FileManager: files and folders of datastores are made, copied, moved, deleted. */
import {
  DEFAULT_AUTHORIZATION,
  READ_ONLY_ROLE,
} from '../../../server/vim/authorization/authorization-data.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../helpers/vcenter.ts';

const MANAGER = reference('FileManager', 'FileManager');
const ISO = '[SharedDS] iso/ubuntu-24.04-live-server-amd64.iso';
const ISO_BYTES = 2690 * 2 ** 20;

let lab: Vcenter;
let datacenter: Ref<'Datacenter'>;
let shared: Ref<'Datastore'>;
let local: Ref<'Datastore'>;
beforeEach(() => {
  lab = new Vcenter();
  datacenter = lab.named('Datacenter', 'Datacenter');
  shared = lab.named('Datastore', 'SharedDS');
  local = lab.named('Datastore', 'LocalDS-172');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const mkdir = (name: string, more: object = {}) =>
  lab.call(MANAGER, 'MakeDirectory', { name, datacenter, ...more });
const copyArguments = (sourceName: string, destinationName: string, more: object = {}) => ({
  sourceName,
  sourceDatacenter: datacenter,
  destinationName,
  ...more,
});
const copy = (source: string, target: string, more: object = {}, withinMs = 60_000) =>
  lab.run(MANAGER, 'CopyDatastoreFile_Task', copyArguments(source, target, more), withinMs);
const move = (source: string, target: string, more: object = {}) =>
  lab.run(MANAGER, 'MoveDatastoreFile_Task', copyArguments(source, target, more));
const remove = (name: string) => lab.run(MANAGER, 'DeleteDatastoreFile_Task', { name, datacenter });
const listed = (datastore: Ref, below: string) =>
  (lab.read(datastore, '_listing') as { path: string; size: number }[])
    .filter(({ path }) => path === below || path.startsWith(`${below}/`))
    .map(({ path }) => path)
    .sort();
const free = (datastore: Ref) => lab.read(datastore, 'summary.freeSpace') as number;
const powerOn = (name: string) => {
  const vm = lab.named('VirtualMachine', name);
  if (lab.read(vm, 'runtime.powerState') !== 'poweredOn') lab.run(vm, 'PowerOnVM_Task');
  return vm;
};
const powerOff = (name: string) => {
  const vm = lab.named('VirtualMachine', name);
  if (lab.read(vm, 'runtime.powerState') === 'poweredOn') lab.run(vm, 'PowerOffVM_Task');
  return vm;
};

describe('FileManager.MakeDirectory', () => {
  it('makes a folder that stays though nothing lies in it', () => {
    mkdir('[SharedDS] images');

    expect(listed(shared, 'images')).toEqual(['images']);
  });

  it('makes the folders above when asked to', () => {
    mkdir('[SharedDS] a/b/c', { createParentDirectories: true });

    expect(listed(shared, 'a')).toEqual(['a', 'a/b', 'a/b/c']);
  });

  it('makes a folder named by its address', () => {
    lab.call(MANAGER, 'MakeDirectory', {
      name: 'https://vcenter.example/folder/my%20images?dcPath=Datacenter&dsName=SharedDS',
    });

    expect(listed(shared, 'my images')).toEqual(['my images']);
  });

  it.each([
    ['without the folder above', '[SharedDS] a/b', 'FileNotFound', { file: '[SharedDS] a' }],
    ['where a folder is', '[SharedDS] iso', 'FileAlreadyExists', { file: '[SharedDS] iso' }],
    ['where a file is', ISO, 'FileAlreadyExists', { file: ISO }],
    ['below a file', `${ISO}/a`, 'CannotCreateFile', { file: `${ISO}/a` }],
    ['on no datastore', '[nowhere] a', 'InvalidDatastore', { name: 'nowhere' }],
    ['for what is no path', 'a/b', 'InvalidDatastorePath', { datastorePath: 'a/b' }],
    ['out of the datastore', '[SharedDS] ../x', 'InvalidDatastorePath', {}],
    ['with a control character', '[SharedDS] a\u0000b', 'InvalidDatastorePath', {}],
    ['with half a character', '[SharedDS] a\ud800', 'InvalidDatastorePath', {}],
    ['with too long a name', `[SharedDS] ${'ä'.repeat(128)}`, 'FileNameTooLong', {}],
    ['by a foreign address', 'https://host/sdk', 'InvalidDatastorePath', {}],
    [
      'by an address that climbs',
      'https://h/folder/%2e%2e/a?dcPath=Datacenter&dsName=SharedDS',
      'InvalidDatastorePath',
      {},
    ],
    ['in no datacenter', 'https://h/folder/a?dcPath=X&dsName=SharedDS', 'InvalidDatastore', {}],
  ])('refuses one %s', (_why, name, fault, detail) => {
    expect(faultOf(() => mkdir(name))).toMatchObject({ name: fault, detail });
  });

  it('wants a datacenter for a datastore path', () => {
    const act = () => lab.call(MANAGER, 'MakeDirectory', { name: '[SharedDS] a' });

    expect(faultOf(act)).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'datacenter' },
    });
  });

  it('refuses who may not manage files', () => {
    const other = new Vcenter({
      authorization: {
        ...DEFAULT_AUTHORIZATION,
        users: [
          ...DEFAULT_AUTHORIZATION.users,
          { name: 'reader', domain: 'vsphere.local', password: 'Reader1!' },
        ],
        permissions: [
          ...DEFAULT_AUTHORIZATION.permissions,
          { principal: 'VSPHERE.LOCAL\\reader', roleId: READ_ONLY_ROLE, propagate: true },
        ],
      },
    });
    const reader = other.login('reader@vsphere.local', 'Reader1!');

    const act = () =>
      other.callAs(reader, MANAGER, 'MakeDirectory', { name: '[SharedDS] a', datacenter });

    expect(faultOf(act)).toMatchObject({
      name: 'NoPermission',
      detail: { privilegeId: 'Datastore.FileManagement' },
    });
    other.stop();
  });

  it('refuses a datastore that no host reaches', () => {
    for (const host of lab.inventory.ofType('HostSystem')) {
      lab.assign(host, 'runtime.connectionState', 'disconnected');
    }

    expect(faultOf(() => mkdir('[SharedDS] a')).name).toBe('InaccessibleDatastore');
  });
});

describe('FileManager.CopyDatastoreFile_Task', () => {
  it('copies a file at the pace of the slower datastore', () => {
    const task = lab.call(
      MANAGER,
      'CopyDatastoreFile_Task',
      copyArguments(ISO, '[LocalDS-172] u.iso'),
    );
    lab.clock.advance(9_000);
    expect(lab.taskInfo(task)).toMatchObject({ state: 'running', progress: 40 });

    lab.clock.advance(10_000);

    expect(lab.taskInfo(task).state).toBe('success');
    expect(listed(local, 'u.iso')).toEqual(['u.iso']);
    expect(listed(shared, 'iso')).toHaveLength(1);
    expect(lab.events().at(-1)).toMatchObject({
      _typeName: 'DatastoreFileCopiedEvent',
      sourceFile: 'iso/ubuntu-24.04-live-server-amd64.iso',
      targetFile: 'u.iso',
      datastore: { name: 'LocalDS-172' },
      sourceDatastore: { name: 'SharedDS' },
    });
  });

  it('takes the space from the first moment, and gives it back when cancelled', () => {
    const before = free(local);
    const task = lab.call(
      MANAGER,
      'CopyDatastoreFile_Task',
      copyArguments(ISO, '[LocalDS-172] u.iso'),
    );
    lab.clock.advance(100);
    expect(free(local)).toBe(before - ISO_BYTES);

    lab.call(task, 'CancelTask');

    expect(lab.taskInfo(task).error?.fault._typeName).toBe('RequestCanceled');
    expect(free(local)).toBe(before);
    expect(listed(local, 'u.iso')).toEqual([]);
  });

  it('lets nobody touch a file that is still arriving', () => {
    lab.call(MANAGER, 'CopyDatastoreFile_Task', copyArguments(ISO, '[LocalDS-172] u.iso'));
    lab.clock.advance(100);
    const task = lab.call(MANAGER, 'DeleteDatastoreFile_Task', {
      name: '[LocalDS-172] u.iso',
      datacenter,
    });
    lab.clock.advance(1_000);

    expect(lab.taskInfo(task).error?.fault._typeName).toBe('FileLocked');
  });

  it('copies a folder with all in it', () => {
    mkdir('[SharedDS] iso/empty');

    copy('[SharedDS] iso', '[LocalDS-172] images');

    expect(listed(local, 'images')).toEqual([
      'images/empty',
      'images/ubuntu-24.04-live-server-amd64.iso',
    ]);
  });

  it('overwrites with force', () => {
    copy(ISO, '[SharedDS] iso/b.iso');
    const before = free(shared);

    copy(ISO, '[SharedDS] iso/b.iso', { force: true });

    expect(free(shared)).toBe(before);
  });

  it.each([
    ['a source that is not there', '[SharedDS] no', '[SharedDS] x', 'FileNotFound'],
    ['a target that is there', ISO, '[SharedDS] iso', 'FileAlreadyExists'],
    ['itself', ISO, ISO, 'FileAlreadyExists'],
    ['a target whose folder is not there', ISO, '[SharedDS] no/x.iso', 'FileNotFound'],
    ['a folder into itself', '[SharedDS] iso', '[SharedDS] iso/a', 'InvalidArgument'],
  ])('refuses %s', (_what, source, target, fault) => {
    expect(faultOf(() => copy(source, target)).name).toBe(fault);
  });

  it('fails with NoDiskSpace before anything is written', () => {
    lab.assign(local, '_otherBytes', 200 * 2 ** 30 - 2 ** 20);

    expect(faultOf(() => copy(ISO, '[LocalDS-172] u.iso'))).toMatchObject({
      name: 'NoDiskSpace',
      detail: { datastore: 'LocalDS-172' },
    });
    expect(listed(local, 'u.iso')).toEqual([]);
  });

  it('copies the log of a running VM, but not what the VM writes to', () => {
    powerOn('db-01');

    copy('[SharedDS] db-01/vmware.log', '[SharedDS] old.log');

    expect(listed(shared, 'old.log')).toEqual(['old.log']);
    expect(
      faultOf(() => copy('[SharedDS] db-01/db-01-flat.vmdk', '[SharedDS] d-flat.vmdk')).name,
    ).toBe('FileLocked');
  });

  it('names the argument that lacks its datacenter', () => {
    const act = () =>
      lab.call(MANAGER, 'CopyDatastoreFile_Task', {
        sourceName: ISO,
        destinationName: '[SharedDS] x',
      });

    expect(faultOf(act)).toMatchObject({ detail: { invalidProperty: 'sourceDatacenter' } });
  });
});

describe('FileManager.MoveDatastoreFile_Task', () => {
  it('renames within a datastore at once', () => {
    const before = free(shared);

    move(ISO, '[SharedDS] ubuntu.iso');

    expect(listed(shared, 'iso')).toEqual(['iso']);
    expect(listed(shared, 'ubuntu.iso')).toEqual(['ubuntu.iso']);
    expect(free(shared)).toBe(before);
    expect(lab.eventTypes().at(-1)).toBe('DatastoreFileMovedEvent');
  });

  it('carries a folder to another datastore and takes it away here', () => {
    const before = free(shared);

    move('[SharedDS] iso', '[LocalDS-172] iso');

    expect(listed(shared, 'iso')).toEqual([]);
    expect(listed(local, 'iso')).toHaveLength(1);
    expect(free(shared)).toBe(before + ISO_BYTES);
  });

  it('leaves what came into the folder meanwhile', () => {
    lab.call(
      MANAGER,
      'MoveDatastoreFile_Task',
      copyArguments('[SharedDS] iso', '[LocalDS-172] iso'),
    );
    lab.clock.advance(1_000);
    mkdir('[SharedDS] iso/late');
    lab.clock.advance(60_000);

    expect(listed(shared, 'iso')).toEqual(['iso/late']);
  });

  it('does not move the files of a VM', () => {
    powerOff('db-01');

    expect(faultOf(() => move('[SharedDS] db-01', '[SharedDS] other')).name).toBe('FileLocked');
  });

  it('moves the files which a VM left, and the VM can be registered there', () => {
    const vm = powerOff('db-01');
    const folder = lab.read(vm, 'parent') as Ref;
    const pool = lab.read(vm, 'resourcePool') as Ref;
    lab.call(vm, 'UnregisterVM');

    move('[SharedDS] db-01', '[SharedDS] moved');
    const again = lab.run(folder, 'RegisterVM_Task', {
      path: '[SharedDS] moved/db-01.vmx',
      asTemplate: false,
      pool,
    });

    expect(lab.read(again, 'config.files.vmPathName')).toBe('[SharedDS] moved/db-01.vmx');
    expect(lab.read(again, 'layoutEx.file').map(({ name }: { name: string }) => name)).toContain(
      '[SharedDS] moved/db-01-flat.vmdk',
    );
    expect(listed(shared, 'db-01')).toEqual([]);
  });
});

describe('FileManager.DeleteDatastoreFile_Task', () => {
  it('deletes a file; its folder stays', () => {
    remove(ISO);

    expect(listed(shared, 'iso')).toEqual(['iso']);
    expect(lab.events().at(-1)).toMatchObject({
      _typeName: 'DatastoreFileDeletedEvent',
      targetFile: 'iso/ubuntu-24.04-live-server-amd64.iso',
    });
  });

  it('deletes a folder with all in it', () => {
    remove('[SharedDS] iso');

    expect(listed(shared, 'iso')).toEqual([]);
  });

  it('is shown as a task of the datastore', () => {
    const task = lab.call(MANAGER, 'DeleteDatastoreFile_Task', { name: ISO, datacenter });

    expect(lab.taskInfo(task)).toMatchObject({
      descriptionId: 'FileManager.deleteFile',
      entity: shared,
      entityName: 'SharedDS',
    });
    lab.clock.advance(1_000);
  });

  it.each([
    ['what is not there', '[SharedDS] no', 'FileNotFound'],
    ['the datastore itself', '[SharedDS]', 'CannotDeleteFile'],
  ])('refuses %s', (_what, name, fault) => {
    expect(faultOf(() => remove(name)).name).toBe(fault);
  });

  it('does not delete the files of a VM, running or not', () => {
    powerOff('db-01');
    expect(faultOf(() => remove('[SharedDS] db-01/db-01.vmx')).name).toBe('CannotDeleteFile');

    powerOn('db-01');
    expect(faultOf(() => remove('[SharedDS] db-01')).name).toBe('FileLocked');
  });

  it('does not delete an image in the drive of a running VM', () => {
    const vm = powerOn('Migration_Test');
    const devices = lab.read(vm, 'config.hardware.device') as { key: number; _typeName: string }[];
    const drive = devices.find(({ _typeName }) => _typeName === 'VirtualCdrom');
    expect(drive).toBeDefined();
    lab.assign(vm, `config.hardware.device[${drive?.key}].backing`, {
      _typeName: 'VirtualCdromIsoBackingInfo',
      fileName: ISO,
      datastore: shared,
    } as never);
    lab.assign(vm, `config.hardware.device[${drive?.key}].connectable.connected`, true);

    expect(faultOf(() => remove(ISO)).name).toBe('FileLocked');
  });
});

describe('FileManager.ChangeOwner', () => {
  it('changes who owns a file', () => {
    lab.call(MANAGER, 'ChangeOwner', {
      name: ISO,
      datacenter,
      owner: 'administrator@vsphere.local',
    });

    const files = lab.read(shared, '_listing') as { path: string; owner: string }[];
    expect(files.find(({ path }) => path.endsWith('.iso'))?.owner).toBe(
      'administrator@vsphere.local',
    );
  });

  it('refuses an owner nobody knows', () => {
    const act = () =>
      lab.call(MANAGER, 'ChangeOwner', { name: ISO, datacenter, owner: 'nobody@x' });

    expect(faultOf(act)).toMatchObject({ name: 'UserNotFound', detail: { principal: 'nobody@x' } });
  });
});

describe('FileManager.QueryFileLockInfo', () => {
  const locks = (path: string) => lab.call(MANAGER, 'QueryFileLockInfo', { path }).lockInfo;

  it('tells which host runs the VM that has the file', () => {
    powerOn('db-01');

    expect(locks('[SharedDS] db-01/db-01-flat.vmdk')).toEqual([
      expect.objectContaining({ lockMode: 'exclusive', worldName: 'vmx-db-01' }),
    ]);
  });

  it('tells nothing of a file that is free', () => {
    expect(locks(ISO)).toEqual([]);
  });

  it('refuses a file that is not there', () => {
    expect(faultOf(() => locks('[SharedDS] no')).name).toBe('FileNotFound');
  });
});
