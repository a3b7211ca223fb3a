/** ManagedEntity.Rename_Task: names, their escapes, who may, what follows. */
import type { AuthorizationData } from '../../../../server/vim/authorization/authorization-data.ts';
import { DEFAULT_AUTHORIZATION } from '../../../../server/vim/authorization/authorization-data.ts';
import { entityName } from '../../../../server/vim/entity-names.ts';
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
beforeEach(() => {
  lab = new Vcenter();
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

function rename(ref: Ref, newName: string): void {
  lab.run(ref, 'Rename_Task', { newName });
}

describe('a name', () => {
  it.each([
    ['web', 'web'],
    ['a/b', 'a%2fb'],
    ['a%2Fb', 'a%2fb'],
    ['C:\\x', 'C:%5cx'],
    ['100%', '100%25'],
    ['100%25', '100%25'],
    ['my%20vm', 'my vm'],
  ])('%s is kept as %s', (given, kept) => {
    expect(entityName(given)).toBe(kept);
  });

  it.each(['', '  ', 'x'.repeat(81)])('"%s" is refused with InvalidName', (given) => {
    expect(faultOf(() => entityName(given)).name).toBe('InvalidName');
  });

  it('may be 80 characters long, escapes counted as what they stand for', () => {
    expect(entityName('/'.repeat(80))).toBe('%2f'.repeat(80));
  });
});

describe('ManagedEntity.Rename_Task', () => {
  it('renames a VM and tells so', () => {
    const vm = lab.named('VirtualMachine', 'web-01');
    const version = lab.read(vm, 'config.changeVersion');
    const since = lab.eventCount;

    rename(vm, 'web/02');

    expect(lab.read(vm, 'name')).toBe('web%2f02');
    expect(lab.read(vm, 'summary.config.name')).toBe('web%2f02');
    expect(lab.read(vm, 'config.changeVersion')).not.toBe(version);
    expect(lab.events(since)).toMatchObject([
      { _typeName: 'VmRenamedEvent', oldName: 'web-01', newName: 'web%2f02' },
    ]);
  });

  it('refuses a bad name at once, a taken one in the task', () => {
    const vm = lab.named('VirtualMachine', 'web-01');

    expect(faultOf(() => lab.call(vm, 'Rename_Task', { newName: '' })).name).toBe('InvalidName');
    expect(faultOf(() => rename(vm, 'db-01'))).toMatchObject({
      name: 'DuplicateName',
      detail: { name: 'db-01', object: lab.named('VirtualMachine', 'db-01') },
    });
  });

  it('leaves folders of a datacenter, root pools, hosts and networks alone', () => {
    const fixed: readonly Ref[] = [
      lab.named('Folder', 'vm'),
      lab.named('Folder', 'Datacenters'),
      lab.named('ResourcePool', 'Resources'),
      lab.named('HostSystem', '172.16.0.172'),
      lab.named('Network', 'VM Network'),
    ];

    for (const ref of fixed) {
      const attempt = () => lab.call(ref, 'Rename_Task', { newName: 'x' });
      expect(faultOf(attempt).name).toBe('NotSupported');
    }
  });

  it('takes the paths on a datastore along', () => {
    const datastore = lab.named('Datastore', 'SharedDS');
    const vm = lab.named('VirtualMachine', 'db-01');

    rename(datastore, 'Shared2');

    expect(lab.read(datastore, 'summary.name')).toBe('Shared2');
    expect(lab.read(vm, 'config.files.vmPathName')).toBe('[Shared2] db-01/db-01.vmx');
    expect(lab.read(vm, 'config.hardware.device[2000].backing.fileName')).toBe(
      '[Shared2] db-01/db-01.vmdk',
    );
    expect(lab.read(vm, 'datastore')).toEqual([datastore]);
    expect(lab.read(vm, 'layoutEx.file')[0].name).toMatch(/^\[Shared2\]/);
    const host = lab.named('HostSystem', '172.16.0.172');
    const volumes = lab.read(host, 'config.fileSystemVolume.mountInfo');
    expect(volumes.map((one: { volume: { name: string } }) => one.volume.name)).toContain(
      'Shared2',
    );
  });

  it('renames datacenters, clusters and folders', () => {
    const since = lab.eventCount;

    rename(lab.named('Datacenter', 'Datacenter'), 'DC');
    rename(lab.named('ClusterComputeResource', 'Cluster'), 'C1');

    expect(lab.named('Datacenter', 'DC')).toBeDefined();
    expect(lab.named('ClusterComputeResource', 'C1')).toBeDefined();
    expect(lab.eventTypes(since)).toEqual(['DatacenterRenamedEvent']);
  });

  it('asks for the privilege of the kind', () => {
    const authorization: AuthorizationData = {
      ...DEFAULT_AUTHORIZATION,
      users: [
        ...DEFAULT_AUTHORIZATION.users,
        { name: 'reader', domain: 'vsphere.local', password: 'x' },
      ],
      permissions: [
        ...DEFAULT_AUTHORIZATION.permissions,
        { principal: 'VSPHERE.LOCAL\\reader', roleId: -2, propagate: true },
      ],
    };
    lab.stop();
    lab = new Vcenter({ authorization });
    const reader = lab.login('reader@vsphere.local', 'x');
    const vm = lab.named('VirtualMachine', 'web-01');

    const attempt = () => lab.callAs(reader, vm, 'Rename_Task', { newName: 'mine' });

    expect(faultOf(attempt)).toMatchObject({
      name: 'NoPermission',
      detail: { privilegeId: 'VirtualMachine.Config.Rename' },
    });
  });
});
