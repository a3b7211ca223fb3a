/**
 * Custom fields: which fields an object may have, and how it gets a value for one.
 *
 * The values of an object are its property `value`; `customValue` of inventory objects is the same
 * list under an older name.
 */
import { assign } from '../inventory/change.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { build } from '../vmodl/build.ts';
import type { Catalog } from '../vmodl/catalog.ts';
import { invalidArgument } from '../vmodl/fault.ts';
import type { CustomFieldDef, CustomFieldValue } from '../vmodl/generated/data.ts';
import { type Ref, reference } from '../vmodl/reference.ts';
import { member } from '../vmodl/value.ts';
import type { Context } from './method.ts';
import { causeOf } from './sessions/caller.ts';

export const CUSTOM_FIELDS_MANAGER = reference('CustomFieldsManager', 'CustomFieldsManager');

/** The fields defined now. */
export function customFields(inventory: Inventory): readonly CustomFieldDef[] {
  if (!inventory.has(CUSTOM_FIELDS_MANAGER)) return [];
  return inventory.read(CUSTOM_FIELDS_MANAGER, 'field') ?? [];
}

/** May objects of this type have the field? A field of no type is for all. */
function isFieldFor(catalog: Catalog, field: CustomFieldDef, type: string): boolean {
  return field.managedObjectType === undefined || catalog.isA(type, field.managedObjectType);
}

/**
 * Sets an object's value for a field, given by key or by name, and tells of it in an event.
 *
 * Throws InvalidArgument for a field that does not exist or is not for this type of object, and
 * NoPermission without the field's own update privilege on the object.
 */
export function setCustomValue(
  context: Context,
  entity: Ref,
  field: { readonly key: number } | { readonly name: string },
  value: string,
): void {
  const { authorization, catalog, events, inventory, session } = context;
  const object = inventory.demand(entity);
  const definition = customFields(inventory).find((each) =>
    'key' in field ? each.key === field.key : each.name === field.name,
  );
  if (!definition) throw invalidArgument('key');
  if (!isFieldFor(catalog, definition, object.type)) throw invalidArgument('entity');
  const privilege = definition.fieldInstancePrivileges?.updatePrivilege ?? 'Global.SetCustomField';
  authorization.demand(session.userName, privilege, object);

  const values = (inventory.read(object, 'value') ?? []) as readonly CustomFieldValue[];
  const before = values.find(({ key }) => key === definition.key);
  const set = build('CustomFieldStringValue', { key: definition.key, value });
  const after = before ? values.map((each) => (each === before ? set : each)) : [...values, set];
  const event = events.change({
    type: 'CustomFieldValueChangedEvent',
    about: object,
    userName: session.userName,
    members: {
      entity: build('ManagedEntityEventArgument', {
        entity: object as Ref<'VirtualMachine'>,
        name: String(inventory.read(object, 'name') ?? ''),
      }),
      fieldKey: definition.key,
      name: definition.name,
      value,
      prevState: before && String(member(before, 'value')),
    },
  });
  inventory.apply([assign(object, 'value', after), event], causeOf(context));
}
