import {
  attachableTags,
  attachTag,
  detachTag,
  objectsByTag,
  taggable,
} from '../../../server/vim/tagging/attachments.ts';
import {
  createCategory,
  deleteCategory,
  updateCategory,
  useCategory,
} from '../../../server/vim/tagging/categories.ts';
import type { TagContext } from '../../../server/vim/tagging/rules.ts';
import {
  type Cardinality,
  categoriesOf,
  tagIdsOn,
  tagsOf,
} from '../../../server/vim/tagging/tag-store.ts';
import { createTag, deleteTag, updateTag } from '../../../server/vim/tagging/tags.ts';
import { VimFault } from '../../../server/vmodl/fault.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { member } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

function given() {
  const vcenter = new Vcenter();
  const session = vcenter.administrator.session;
  if (!session) throw new Error('nobody is logged in');
  const context: TagContext = { ...vcenter.services, session };
  const category = (name: string, cardinality: Cardinality = 'MULTIPLE', types: string[] = []) =>
    createCategory(context, { name, description: '', cardinality, associableTypes: types });
  const tag = (categoryId: string, name: string) =>
    createTag(context, { categoryId, name, description: '' });
  const [vm, other] = vcenter.inventory.ofType('VirtualMachine');
  const [host] = vcenter.inventory.ofType('HostSystem');
  if (!vm || !other || !host) throw new Error('the lab has VMs and hosts');
  const events = () =>
    vcenter.services.events
      .all()
      .map((event) => member(event, 'eventTypeId'))
      .filter(Boolean);
  return { vcenter, context, inventory: vcenter.inventory, category, tag, events, vm, other, host };
}

function faultOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof VimFault) return error.name;
    throw error;
  }
  return 'none';
}

describe('A tag category', () => {
  it('has an id of its own, and a name nobody else has', () => {
    const { category, inventory } = given();
    const id = category('Zone');

    expect(id).toMatch(/^urn:vmomi:InventoryServiceCategory:[0-9a-f-]{36}:GLOBAL$/);
    expect(categoriesOf(inventory)).toMatchObject([{ id, name: 'Zone', cardinality: 'MULTIPLE' }]);
    expect(faultOf(() => category('zone'))).toBe('AlreadyExists');
    expect(faultOf(() => category('  '))).toBe('InvalidArgument');
  });

  it('takes an id the client gives, once', () => {
    const { context } = given();
    const id = 'urn:vmomi:InventoryServiceCategory:11111111-2222-3333-4444-555555555555:GLOBAL';
    const wish = { description: '', cardinality: 'SINGLE', associableTypes: [] } as const;

    expect(createCategory(context, { ...wish, name: 'Own', id })).toBe(id);
    expect(faultOf(() => createCategory(context, { ...wish, name: 'Two', id }))).toBe(
      'AlreadyExists',
    );
    expect(faultOf(() => createCategory(context, { ...wish, name: 'Odd', id: 'mine' }))).toBe(
      'InvalidArgument',
    );
  });

  it.each([
    ['SINGLE becomes MULTIPLE', 'SINGLE', ['HostSystem'], { cardinality: 'MULTIPLE' }, 'none'],
    ['MULTIPLE stays', 'MULTIPLE', [], { cardinality: 'SINGLE' }, 'InvalidArgument'],
    [
      'types are added',
      'SINGLE',
      ['HostSystem'],
      { associableTypes: ['HostSystem', 'Datastore'] },
      'none',
    ],
    [
      'types are not taken',
      'SINGLE',
      ['HostSystem'],
      { associableTypes: ['Datastore'] },
      'InvalidArgument',
    ],
    ['all types stay all', 'SINGLE', [], { associableTypes: ['Datastore'] }, 'InvalidArgument'],
    ['some types become all', 'SINGLE', ['HostSystem'], { associableTypes: [] }, 'none'],
  ] as const)('can be opened, not narrowed: %s', (_case, cardinality, types, wish, fault) => {
    const { category, context } = given();
    const id = category('Zone', cardinality, [...types]);

    expect(faultOf(() => updateCategory(context, id, wish))).toBe(fault);
  });

  it('takes its tags with it, from wherever they are attached', () => {
    const { category, tag, context, inventory, vm, events } = given();
    const zone = category('Zone');
    const kept = tag(category('Kept'), 'kept');
    attachTag(context, tag(zone, 'a'), vm);
    attachTag(context, kept, vm);

    deleteCategory(context, zone);

    expect(tagsOf(inventory).map(({ name }) => name)).toEqual(['kept']);
    expect(tagIdsOn(inventory, vm)).toEqual([kept]);
    expect(events().at(-1)).toBe('com.vmware.cis.DeleteTagCategory');
    expect(faultOf(() => deleteCategory(context, zone))).toBe('NotFound');
  });

  it('knows which applications use it', () => {
    const { category, context, inventory } = given();
    const id = category('Zone');
    useCategory(context, id, 'backup', true);
    useCategory(context, id, 'backup', true);
    expect(categoriesOf(inventory)[0]?.usedBy).toEqual(['backup']);
    useCategory(context, id, 'backup', false);
    expect(categoriesOf(inventory)[0]?.usedBy).toEqual([]);
  });
});

describe('A tag', () => {
  it('has a name that is free in its category', () => {
    const { category, tag, context } = given();
    const [zone, owner] = [category('Zone'), category('Owner')];
    const id = tag(zone, 'a');

    expect(faultOf(() => tag(zone, 'A'))).toBe('AlreadyExists');
    expect(faultOf(() => tag(owner, 'a'))).toBe('none');
    expect(faultOf(() => tag('nowhere', 'a'))).toBe('NotFound');
    expect(faultOf(() => updateTag(context, id, { name: 'a', description: 'same' }))).toBe('none');
  });

  it('is attached once, told as an event, and detached', () => {
    const { category, tag, context, inventory, vm, events } = given();
    const id = tag(category('Zone'), 'a');
    attachTag(context, id, vm);
    attachTag(context, id, vm);

    expect(tagIdsOn(inventory, vm)).toEqual([id]);
    expect(events().filter((type) => type === 'com.vmware.cis.AttachTag')).toHaveLength(1);
    expect(objectsByTag(inventory, [id]).get(id)).toEqual([vm]);

    detachTag(context, id, vm);
    expect(tagIdsOn(inventory, vm)).toEqual([]);
    expect(events().at(-1)).toBe('com.vmware.cis.DetachTag');
  });

  it.each([
    ['VirtualMachine', 'none'],
    ['urn:vim25:VirtualMachine', 'none'],
    ['HostSystem', 'InvalidArgument'],
  ])('of a category for %s comes to a VM with %s', (type, fault) => {
    const { category, tag, context, vm } = given();
    const id = tag(category('Zone', 'MULTIPLE', [type]), 'a');

    expect(faultOf(() => attachTag(context, id, vm))).toBe(fault);
  });

  it('of a SINGLE category leaves no room for a second', () => {
    const { category, tag, context, vm, other } = given();
    const zone = category('Zone', 'SINGLE');
    const [first, second] = [tag(zone, 'a'), tag(zone, 'b')];
    attachTag(context, first, vm);

    expect(faultOf(() => attachTag(context, second, vm))).toBe('InvalidArgument');
    expect(attachableTags(context, vm)).toEqual([]);
    expect(attachableTags(context, other).map(({ id }) => id)).toEqual([first, second]);
  });

  it('is gone from everybody once deleted, and goes with its object', () => {
    const { category, tag, context, inventory, vm, other } = given();
    const id = tag(category('Zone'), 'a');
    attachTag(context, id, vm);
    attachTag(context, id, other);

    deleteTag(context, id);

    expect([vm, other].map((one) => tagIdsOn(inventory, one as Ref))).toEqual([[], []]);
    expect(faultOf(() => attachTag(context, id, vm))).toBe('NotFound');
  });

  it('is attached to what exists, and is of the type named', () => {
    const { context, vm, host } = given();

    expect(taggable(context, 'VirtualMachine', vm.value)).toEqual(vm);
    expect(taggable(context, 'urn:vim25:HostSystem', host.value)).toEqual(host);
    expect(faultOf(() => taggable(context, 'HostSystem', vm.value))).toBe('ManagedObjectNotFound');
    expect(faultOf(() => taggable(context, 'VirtualMachine', 'vm-0'))).toBe(
      'ManagedObjectNotFound',
    );
  });
});

describe('Snapshots of the inventory', () => {
  it('hold tags and what carries them', () => {
    const { category, tag, context, inventory, vm } = given();
    const id = tag(category('Zone'), 'a');
    attachTag(context, id, vm);
    const kept = inventory.takeSnapshot();
    deleteTag(context, id);

    inventory.restore(kept);

    expect(tagIdsOn(inventory, vm)).toEqual([id]);
    expect(tagsOf(inventory).map(({ name }) => name)).toEqual(['a']);
  });
});
