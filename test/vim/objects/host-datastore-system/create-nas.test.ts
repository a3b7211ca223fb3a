/** HostDatastoreSystem: exports of servers and directories of hosts as datastores. */
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf } from '../../../helpers/vcenter.ts';
import { type Datastore, GB, type Host, storageLabs } from './storage-lab.ts';

const labs = storageLabs();
const EXPORT = {
  remoteHost: 'nas.example',
  remotePath: '/export/vms',
  localPath: 'nfs',
  accessMode: 'readWrite',
};
const mount = (members: object = {}, host: Host = labs.lab.host): Datastore =>
  labs.lab.call(labs.lab.system(host), 'CreateNasDatastore', {
    spec: data('HostNasVolumeSpec', { ...EXPORT, ...members }),
  });

describe('HostDatastoreSystem.CreateNasDatastore', () => {
  it('mounts an export on this host alone', () => {
    const { lab } = labs;
    const since = lab.eventCount;

    const ref = mount();

    expect(lab.mountedOn(ref)).toEqual([lab.host]);
    expect(lab.read(ref, 'summary')).toMatchObject({
      ...{ name: 'nfs', type: 'NFS', accessible: true, multipleHostAccess: false },
      ...{ capacity: 1024 * GB, freeSpace: 1024 * GB },
    });
    expect(lab.read(ref, 'info')).toMatchObject({
      _typeName: 'NasDatastoreInfo',
      nas: { remoteHost: 'nas.example', remotePath: '/export/vms', securityType: 'AUTH_SYS' },
    });
    expect(lab.events(since)).toMatchObject([
      {
        _typeName: 'NASDatastoreCreatedEvent',
        host: { host: lab.host },
        datastore: { name: 'nfs' },
      },
    ]);
  });

  it('is one datastore for all hosts that mount the export under its name', () => {
    const { lab } = labs;
    const ref = mount();

    expect(mount({ accessMode: 'readOnly' }, lab.other)).toBe(ref);
    expect(lab.mountedOn(ref)).toEqual([lab.host, lab.other]);
    expect(lab.read(ref, `host["${lab.other.value}"].mountInfo.accessMode`)).toBe('readOnly');
    expect(lab.read(ref, 'summary.multipleHostAccess')).toBe(true);
    expect(lab.eventTypes(0).filter((type) => type === 'NASDatastoreCreatedEvent')).toHaveLength(2);
  });

  it('knows NFS 4.1, its servers and its security', () => {
    const { lab } = labs;
    const wish = {
      type: 'NFS41',
      remoteHostNames: ['nas1.example', 'nas2.example'],
      securityType: 'SEC_KRB5',
    };

    expect(faultOf(() => mount(wish)).name).toBe('InvalidNasCredentials');
    lab.call(lab.storage(), 'SetNFSUser', { user: 'esx', password: 'secret' });

    expect(lab.read(mount(wish), 'info.nas')).toMatchObject({
      type: 'NFS41',
      remoteHost: 'nas1.example',
      remoteHostNames: ['nas1.example', 'nas2.example'],
      securityType: 'SEC_KRB5',
    });
  });

  it.each([
    ['InvalidArgument', 'no server', { remoteHost: ' ' }],
    ['InvalidArgument', 'no path', { remotePath: '' }],
    ['InvalidArgument', 'a strange mode', { accessMode: 'writeOnly' }],
    ['InvalidArgument', 'a strange type', { type: 'SMB' }],
    ['InvalidArgument', 'Kerberos for NFS 3', { securityType: 'SEC_KRB5' }],
    ['InvalidName', 'no name', { localPath: '' }],
    ['NotSupported', 'CIFS', { type: 'CIFS' }],
    ['DuplicateName', "another datastore's name", { localPath: 'SharedDS' }],
    ['DuplicateName', 'a name on a host that does not have it', { localPath: 'LocalDS-173' }],
  ])('refuses with %s: %s', (name, _what, members) => {
    expect(faultOf(() => mount(members)).name).toBe(name);
  });

  it('refuses what is mounted already, under either name', () => {
    const { lab } = labs;
    const object = mount();

    expect(faultOf(() => mount())).toMatchObject({
      name: 'DuplicateName',
      detail: { name: 'nfs', object },
    });
    const otherwise = { localPath: 'nfs2' };
    expect(faultOf(() => mount(otherwise))).toMatchObject({
      name: 'AlreadyExists',
      detail: { name: 'nfs' },
    });
    expect(faultOf(() => mount(otherwise, lab.other)).name).toBe('AlreadyExists');
    expect(faultOf(() => mount({ remotePath: '/export/vms/' }, lab.other)).name).toBe(
      'DuplicateName',
    );
  });

  it('is found under the same address again', () => {
    const { lab } = labs;
    const first = mount();
    const url = lab.read(first, 'summary.url');
    lab.call(lab.system(), 'RemoveDatastore', { datastore: first });

    expect(lab.read(mount({ localPath: 'again' }), 'summary.url')).toBe(url);
  });
});

describe('HostDatastoreSystem.CreateLocalDatastore', () => {
  const create = (name: string, path: string) =>
    labs.lab.call(labs.lab.system(), 'CreateLocalDatastore', { name, path });

  it('makes a datastore of a directory of the host', () => {
    const { lab } = labs;
    const since = lab.eventCount;

    const ref = create('dir', '/var/ds');

    expect(lab.read(ref, 'summary')).toMatchObject({ type: 'OTHER', name: 'dir' });
    expect(lab.mountedOn(ref)).toEqual([lab.host]);
    expect(lab.eventTypes(since)).toEqual(['LocalDatastoreCreatedEvent']);
  });

  it.each([
    ['DuplicateName', 'SharedDS', '/var/ds'],
    ['InvalidName', '', '/var/ds'],
    ['FileNotFound', 'dir', 'var/ds'],
  ])('refuses with %s', (fault, name, path) => {
    expect(faultOf(() => create(name, path)).name).toBe(fault);
  });
});

it('vVol datastores are not supported', () => {
  const { lab } = labs;
  const spec = data('HostDatastoreSystemVvolDatastoreSpec', { name: 'v', scId: 'x' });

  const create = () => lab.call(lab.system(), 'CreateVvolDatastore', { spec });

  expect(faultOf(create).name).toBe('NotSupported');
});
