import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const MANAGER = reference('CustomFieldsManager', 'CustomFieldsManager');
const fault = (name: string, detail: object = {}) =>
  expect.objectContaining({ name, detail: expect.objectContaining(detail) });

describe('CustomFieldsManager', () => {
  let vcenter: Vcenter;
  beforeEach(() => {
    vcenter = new Vcenter({ counts: { host: 1, standaloneHost: 0, vm: 1 } });
  });
  afterEach(() => vcenter.stop());

  const add = (name: string, moType?: string) =>
    vcenter.call(MANAGER, 'AddCustomFieldDef', { name, moType });

  it('defines a field with the privileges of a custom attribute', () => {
    const field = add('owner', 'VirtualMachine');

    expect(field).toMatchObject({
      name: 'owner',
      type: 'string',
      managedObjectType: 'VirtualMachine',
      fieldInstancePrivileges: { updatePrivilege: 'Global.SetCustomField' },
    });
    expect(vcenter.inventory.read(MANAGER, 'field')).toEqual([field]);
    expect(vcenter.eventTypes().at(-1)).toBe('CustomFieldDefAddedEvent');
  });

  it('refuses a second field of a name, and privileges nobody knows', () => {
    add('owner');

    expect(() => add('owner')).toThrow(fault('DuplicateName', { name: 'owner' }));
    const fieldPolicy = data('PrivilegePolicyDef', {
      createPrivilege: 'No.Such',
      readPrivilege: 'System.View',
      updatePrivilege: 'System.View',
      deletePrivilege: 'System.View',
    });
    expect(() => vcenter.call(MANAGER, 'AddCustomFieldDef', { name: 'x', fieldPolicy })).toThrow(
      fault('InvalidPrivilege', { privilege: 'No.Such' }),
    );
  });

  it('sets a value by key or by name, shown as value and customValue', () => {
    const vm = vcenter.first('VirtualMachine');
    const { key } = add('owner');

    vcenter.call(MANAGER, 'SetField', { entity: vm, key, value: 'ann' });
    vcenter.call(vm, 'setCustomValue', { key: 'owner', value: 'bob' });

    const shown = [data('CustomFieldStringValue', { key, value: 'bob' })];
    expect(vcenter.inventory.read(vm, 'value')).toEqual(shown);
    expect(vcenter.inventory.read(vm, 'customValue')).toEqual(shown);
    const event = vcenter.services.events.all().at(-1);
    expect(event).toMatchObject({
      _typeName: 'CustomFieldValueChangedEvent',
      name: 'owner',
      value: 'bob',
      prevState: 'ann',
    });
  });

  it('keeps fields of one type from objects of another', () => {
    const host = vcenter.first('HostSystem');
    const { key } = add('owner', 'VirtualMachine');

    const set = () => vcenter.call(MANAGER, 'SetField', { entity: host, key, value: 'x' });

    expect(set).toThrow(fault('InvalidArgument', { invalidProperty: 'entity' }));
    expect(vcenter.inventory.show(host, 'availableField')).toEqual([]);
    expect(vcenter.inventory.show(vcenter.first('VirtualMachine'), 'availableField')).toHaveLength(
      1,
    );
  });

  it('renames a field, and takes its values away with it', () => {
    const vm = vcenter.first('VirtualMachine');
    const { key } = add('owner');
    vcenter.call(MANAGER, 'SetField', { entity: vm, key, value: 'ann' });

    vcenter.call(MANAGER, 'RenameCustomFieldDef', { key, name: 'keeper' });
    expect(vcenter.inventory.read(MANAGER, 'field')?.[0]?.name).toBe('keeper');
    vcenter.call(MANAGER, 'RemoveCustomFieldDef', { key });

    expect(vcenter.inventory.read(MANAGER, 'field')).toEqual([]);
    expect(vcenter.inventory.read(vm, 'value')).toEqual([]);
  });
});
