/**
 * `com.vmware.vapi.std.introspection`: which services are here, which operations they have, and what those
 * take and give, spelled out to the last member.
 */
import { createHash } from 'node:crypto';
import type { VapiStdIntrospectionOperationDataDefinition as Definition } from '../../generated/types.ts';
import type { VapiModel, VapiType } from '../../model.ts';
import { vapiService } from '../../service.ts';
import {
  demandWritten,
  demandWrittenOperation,
  writtenOperations,
  writtenServices,
} from './written.ts';

const ERRORS = 'com.vmware.vapi.std.errors.';

const PLAIN: Readonly<Record<string, Definition['type']>> = {
  integer: 'LONG',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  blob: 'BINARY',
  void: 'VOID',
  secret: 'SECRET',
  opaque: 'OPAQUE',
  anyerror: 'ANY_ERROR',
  dynamicstruct: 'DYNAMIC_STRUCTURE',
};

export const introspectionProvider = vapiService('com.vmware.vapi.std.introspection.provider', {
  get(_input, context) {
    const checksum = createHash('sha1').update(writtenServices(context).join(' ')).digest('hex');
    return { id: 'vcmock', checksum };
  },
});

export const introspectionService = vapiService('com.vmware.vapi.std.introspection.service', {
  list: (_input, context) => writtenServices(context),
  get: ({ id }, context) => ({
    operations: writtenOperations(context, demandWritten(context, id)).map(({ name }) => name),
  }),
});

export const introspectionOperation = vapiService('com.vmware.vapi.std.introspection.operation', {
  list: ({ service_id }, context) =>
    writtenOperations(context, demandWritten(context, service_id)).map(({ name }) => name),

  get({ service_id, operation_id }, context) {
    const { model } = context;
    const { input, output, errors } = demandWrittenOperation(context, service_id, operation_id);
    return {
      input_definition: structure(model, 'operation-input', input, []),
      output_definition: definition(model, output, []),
      error_definitions: [...errors].map((name): Definition => {
        const id = `${ERRORS}${name}`;
        return { ...structure(model, id, model.demandStructure(id).fields, []), type: 'ERROR' };
      }),
    };
  },
});

/** @param within structures it is a part of: one inside itself is referred to */
function definition(model: VapiModel, type: VapiType, within: readonly string[]): Definition {
  switch (type.kind) {
    case 'plain':
      return { type: PLAIN[type.name] ?? 'STRING' };
    case 'enumeration':
      return { type: 'STRING' };
    case 'optional':
      return { type: 'OPTIONAL', element_definition: definition(model, type.element, within) };
    case 'list':
    case 'set':
      return { type: 'LIST', element_definition: definition(model, type.element, within) };
    case 'map':
      return { type: 'LIST', element_definition: entry(model, type, within) };
    case 'structure':
      if (within.includes(type.id)) return { type: 'STRUCTURE_REF', name: type.id };
      return structure(model, type.id, model.demandStructure(type.id).fields, within);
  }
}

function entry(
  model: VapiModel,
  { key, value }: Extract<VapiType, { kind: 'map' }>,
  within: readonly string[],
): Definition {
  const fields = {
    key: definition(model, key, within),
    value: definition(model, value, within),
  };
  return { type: 'STRUCTURE', name: 'map-entry', fields };
}

function structure(
  model: VapiModel,
  name: string,
  members: ReadonlyMap<string, VapiType>,
  within: readonly string[],
): Definition {
  const inner = [...within, name];
  const fields = Object.fromEntries(
    [...members].map(([field, type]) => [field, definition(model, type, inner)]),
  );
  return { type: 'STRUCTURE', name, fields };
}
