/** Folder.RegisterVM_Task: a VM comes back as it went. */
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
let folder: Ref<'Folder'>;
let pool: Ref<'ResourcePool'>;
const path = '[SharedDS] db-01/db-01.vmx';
beforeEach(() => {
  lab = new Vcenter();
  folder = lab.named('Folder', 'vm');
  pool = lab.named('ResourcePool', 'Resources');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const register = (args: object = {}) =>
  lab.run(folder, 'RegisterVM_Task', { path, asTemplate: false, pool, ...args });

describe('Folder.RegisterVM_Task', () => {
  it('brings an unregistered VM back with its files', () => {
    const vm = lab.named('VirtualMachine', 'db-01');
    const { uuid, hardware } = lab.read(vm, 'config');
    const datastore = lab.named('Datastore', 'SharedDS');
    const free = lab.read(datastore, 'summary.freeSpace');
    lab.call(vm, 'UnregisterVM');
    const since = lab.eventCount;

    const back = register();

    expect(back).not.toEqual(vm);
    expect(lab.read(back, 'name')).toBe('db-01');
    expect(lab.read(back, 'config')).toMatchObject({ uuid, hardware });
    expect(lab.read(back, 'runtime.powerState')).toBe('poweredOff');
    expect(lab.read(back, 'resourcePool')).toEqual(pool);
    expect(lab.read(datastore, 'summary.freeSpace')).toBe(free);
    expect(lab.events(since)).toMatchObject([
      { _typeName: 'VmRegisteredEvent', vm: { name: 'db-01', vm: back } },
    ]);
    lab.run(back, 'PowerOnVM_Task');
  });

  it('may give it another name, or make it a template on a host', () => {
    lab.call(lab.named('VirtualMachine', 'db-01'), 'UnregisterVM');
    const host = lab.named('HostSystem', '172.16.0.173');

    const back = register({ asTemplate: true, pool: undefined, host, name: 'golden' });

    expect(lab.read(back, 'summary.config')).toMatchObject({ name: 'golden', template: true });
    expect(lab.read(back, 'runtime.host')).toEqual(host);
  });

  it('refuses what is registered, what is not there, and arguments that make no sense', () => {
    const fails = (args: object) => faultOf(() => register(args)).name;

    expect(fails({})).toBe('AlreadyExists');
    expect(fails({ path: '[SharedDS] none/none.vmx' })).toBe('NotFound');
    expect(fails({ path: 'none' })).toBe('InvalidDatastorePath');
    expect(fails({ path: '[none] a/a.vmx' })).toBe('InvalidDatastore');
    expect(fails({ pool: undefined })).toBe('InvalidArgument');
    lab.call(lab.named('VirtualMachine', 'db-01'), 'UnregisterVM');
    expect(fails({ name: 'web-01' })).toBe('DuplicateName');
  });
});
