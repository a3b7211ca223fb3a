/** Types and members as the metamodel tells of them. */
import type {
  VapiMetadataMetamodelTypeBuiltinType as Builtin,
  VapiMetadataMetamodelFieldInfo as FieldInfo,
  VapiMetadataMetamodelType as TypeInfo,
} from '../../generated/types.ts';
import type { VapiType } from '../../model.ts';

const BUILTINS: Readonly<Record<string, Builtin>> = {
  string: 'STRING',
  integer: 'LONG',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  blob: 'BINARY',
  void: 'VOID',
  datetime: 'DATE_TIME',
  uri: 'URI',
  secret: 'SECRET',
  id: 'ID',
  opaque: 'OPAQUE',
  anyerror: 'ANY_ERROR',
  dynamicstruct: 'DYNAMIC_STRUCTURE',
};

const GENERICS = { optional: 'OPTIONAL', list: 'LIST', set: 'SET' } as const;

export function fieldsInfo(fields: ReadonlyMap<string, VapiType>): readonly FieldInfo[] {
  return [...fields].map(([name, type]) => ({
    ...{ name, type: typeInfo(type) },
    ...{ metadata: {}, documentation: '' },
  }));
}

export function typeInfo(type: VapiType): TypeInfo {
  switch (type.kind) {
    case 'plain':
      return { category: 'BUILTIN', builtin_type: BUILTINS[type.name] ?? 'OPAQUE' };
    case 'optional':
    case 'list':
    case 'set':
      return {
        category: 'GENERIC',
        generic_instantiation: {
          generic_type: GENERICS[type.kind],
          element_type: typeInfo(type.element),
        },
      };
    case 'map':
      return {
        category: 'GENERIC',
        generic_instantiation: {
          generic_type: 'MAP',
          map_key_type: typeInfo(type.key),
          map_value_type: typeInfo(type.value),
        },
      };
    case 'structure':
    case 'enumeration':
      return {
        category: 'USER_DEFINED',
        user_defined_type: {
          resource_type: `com.vmware.vapi.${type.kind}`,
          resource_id: type.id,
        },
      };
  }
}
