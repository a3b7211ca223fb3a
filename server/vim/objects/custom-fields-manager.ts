/**
 * CustomFieldsManager: fields that administrators add to inventory objects ("custom attributes").
 */
import { assign, type Change } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type {
  CustomFieldDef,
  CustomFieldValue,
  PrivilegePolicyDef,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { privilegeIds } from '../authorization/privileges.ts';
import { customFields, setCustomValue } from '../custom-values.ts';
import { type Context, objectType } from '../method.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { causeOf } from '../sessions/caller.ts';

type Self = Ref<'CustomFieldsManager'>;

const NAME_LENGTH_MAX = 128;

export const customFieldsManager = objectType({
  type: 'CustomFieldsManager',
  methods: {
    AddCustomFieldDef: (self, args, context) => {
      const { catalog, inventory } = context;
      demandFreeName(context, self, args.name);
      if (args.moType !== undefined && !catalog.managed(args.moType))
        throw invalidArgument('moType');
      demandKnownPrivileges(context, args.fieldDefPolicy);
      demandKnownPrivileges(context, args.fieldPolicy);

      const field = build('CustomFieldDef', {
        key: freeKey(context),
        name: args.name,
        type: 'string',
        managedObjectType: args.moType,
        fieldDefPrivileges: args.fieldDefPolicy ?? policy('Global.ManageCustomFields'),
        fieldInstancePrivileges: args.fieldPolicy ?? policy('Global.SetCustomField'),
      });
      const event = fieldEvent(context, 'CustomFieldDefAddedEvent', field);
      inventory.apply(
        [assign(self, 'field', [...customFields(inventory), field]), event],
        causeOf(context),
      );
      return field;
    },

    RemoveCustomFieldDef: (self, { key }, context) => {
      const { inventory } = context;
      const field = demandField(context, key);
      const rest = customFields(inventory).filter((each) => each !== field);
      inventory.apply(
        [
          assign(self, 'field', rest),
          ...valuesGone(context, key),
          fieldEvent(context, 'CustomFieldDefRemovedEvent', field),
        ],
        causeOf(context),
      );
    },

    RenameCustomFieldDef: (self, { key, name }, context) => {
      const { inventory } = context;
      const field = demandField(context, key);
      if (field.name === name) return;
      demandFreeName(context, self, name);

      const { _typeName, ...members } = field;
      const renamed = build('CustomFieldDef', { ...members, name });
      const fields = customFields(inventory).map((each) => (each === field ? renamed : each));
      const event = fieldEvent(context, 'CustomFieldDefRenamedEvent', field, { newName: name });
      inventory.apply([assign(self, 'field', fields), event], causeOf(context));
    },

    SetField: (_self, { entity, key, value }, context) => {
      setCustomValue(context, entity, { key }, value);
    },
  },
});

function demandField({ inventory }: Context, key: number): CustomFieldDef {
  const field = customFields(inventory).find((each) => each.key === key);
  if (!field) throw invalidArgument('key');
  return field;
}

function demandFreeName({ inventory }: Context, self: Self, name: string): void {
  if (name === '' || name.length > NAME_LENGTH_MAX) throw invalidArgument('name');
  if (customFields(inventory).some((each) => each.name === name)) {
    throw new VimFault('DuplicateName', { name, object: self });
  }
}

function demandKnownPrivileges({ catalog }: Context, wanted: PrivilegePolicyDef | undefined): void {
  if (!wanted) return;
  const { createPrivilege, readPrivilege, updatePrivilege, deletePrivilege } = wanted;
  for (const privilege of [createPrivilege, readPrivilege, updatePrivilege, deletePrivilege]) {
    if (!privilegeIds(catalog).includes(privilege)) {
      throw new VimFault('InvalidPrivilege', { privilege });
    }
  }
}

function policy(privilege: string): PrivilegePolicyDef {
  return build('PrivilegePolicyDef', {
    createPrivilege: privilege,
    readPrivilege: 'System.View',
    updatePrivilege: privilege,
    deletePrivilege: privilege,
  });
}

/** The next key nobody has; a seed may have brought fields of its own. */
function freeKey({ inventory }: Context): number {
  const taken = new Set(customFields(inventory).map(({ key }) => key));
  let key = inventory.counter('customField');
  while (taken.has(key)) key = inventory.counter('customField');
  return key;
}

/** Takes the values of a field away from everything that has one. */
function valuesGone({ inventory }: Context, key: number): readonly Change[] {
  return inventory.ofType('ManagedEntity').flatMap((entity) => {
    const values = (inventory.read(entity as Ref, 'value') ?? []) as readonly CustomFieldValue[];
    const rest = values.filter((each) => each.key !== key);
    return rest.length === values.length ? [] : [assign(entity, 'value', rest)];
  });
}

function fieldEvent(
  { events, session }: Context,
  type: string,
  field: CustomFieldDef,
  members: Readonly<Record<string, unknown>> = {},
) {
  return events.change({
    type,
    about: ROOT_FOLDER,
    userName: session.userName,
    members: { fieldKey: field.key, name: field.name, ...members },
  });
}
