/** DatastoreNamespaceManager: there is no vSAN or virtual volume here for it to manage. */
import { reference } from '../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../helpers/vcenter.ts';

const MANAGER = reference('DatastoreNamespaceManager', 'DatastoreNamespaceManager');

let lab: Vcenter;
beforeEach(() => {
  lab = new Vcenter();
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

describe('DatastoreNamespaceManager', () => {
  it('makes no folder on a datastore that has its own', () => {
    const datastore = lab.named('Datastore', 'SharedDS');
    const act = () => lab.call(MANAGER, 'CreateDirectory', { datastore, displayName: 'a' });

    expect(faultOf(act)).toMatchObject({
      name: 'InvalidDatastore',
      detail: { datastore, name: 'SharedDS' },
    });
  });

  it.each([
    ['[SharedDS] a', 'InvalidDatastore'],
    ['[nowhere] a', 'InvalidDatastore'],
    ['/vmfs/volumes/vsan:1/2', 'InvalidDatastore'],
    ['a', 'InvalidDatastorePath'],
  ])('deletes no folder %s', (datastorePath, fault) => {
    const datacenter = lab.named('Datacenter', 'Datacenter');
    const act = () => lab.call(MANAGER, 'DeleteDirectory', { datacenter, datastorePath });

    expect(faultOf(act).name).toBe(fault);
  });

  it('wants a datacenter for a datastore path', () => {
    const act = () => lab.call(MANAGER, 'DeleteDirectory', { datastorePath: '[SharedDS] a' });

    expect(faultOf(act).name).toBe('InvalidArgument');
  });

  it.each([
    ['ds:///vmfs/volumes/vsan:1/a', 'InvalidDatastore'],
    ['a', 'InvalidDatastorePath'],
  ])('resolves no %s', (namespaceUrl, fault) => {
    const act = () => lab.call(MANAGER, 'ConvertNamespacePathToUuidPath', { namespaceUrl });

    expect(faultOf(act).name).toBe(fault);
  });
});
