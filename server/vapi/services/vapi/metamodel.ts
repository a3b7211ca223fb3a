/**
 * `com.vmware.vapi.metadata.metamodel`: the types behind the services, as the table has them. One
 * component holds all; a package is what a service's or a type's id begins with. There are no texts in the
 * table, so all documentation is empty.
 */
import { createHash } from 'node:crypto';
import type {
  VapiMetadataMetamodelComponentInfo as ComponentInfo,
  VapiMetadataMetamodelEnumerationInfo as EnumerationInfo,
  VapiMetadataMetamodelOperationInfo as OperationInfo,
  VapiMetadataMetamodelPackageInfo as PackageInfo,
  VapiMetadataMetamodelServiceInfo as ServiceInfo,
  VapiMetadataMetamodelStructureInfo as StructureInfo,
} from '../../generated/types.ts';
import type { VapiModel, VapiOperation } from '../../model.ts';
import { type VapiContext, vapiService } from '../../service.ts';
import { fieldsInfo, typeInfo } from './metamodel-types.ts';
import {
  demandWritten,
  demandWrittenOperation,
  noSuch,
  writtenOperations,
  writtenServices,
} from './written.ts';

const COMPONENT = 'com.vmware.vcmock';
const ERRORS = 'com.vmware.vapi.std.errors.';
const NO_TEXT = { metadata: {}, documentation: '' };

export const metamodelComponent = vapiService('com.vmware.vapi.metadata.metamodel.component', {
  list: () => [COMPONENT],
  get({ component_id }, context) {
    const info = componentInfo(context, component_id);
    return { info, fingerprint: fingerprint(context) };
  },
  fingerprint({ component_id }, context) {
    demandComponent(component_id);
    return fingerprint(context);
  },
});

export const metamodelPackage = vapiService('com.vmware.vapi.metadata.metamodel.package', {
  list: (_input, context) => packageIds(context),
  get: ({ package_id }, context) => packageInfo(context, package_id),
});

export const metamodelService = vapiService('com.vmware.vapi.metadata.metamodel.service', {
  list: (_input, context) => writtenServices(context),
  get: ({ service_id }, context) => serviceInfo(context, demandWritten(context, service_id)),
});

export const metamodelOperation = vapiService(
  'com.vmware.vapi.metadata.metamodel.service.operation',
  {
    list: ({ service_id }, context) =>
      writtenOperations(context, demandWritten(context, service_id)).map(({ name }) => name),
    get: ({ service_id, operation_id }, context) =>
      operationInfo(demandWrittenOperation(context, service_id, operation_id)),
  },
);

export const metamodelStructure = vapiService('com.vmware.vapi.metadata.metamodel.structure', {
  list: (_input, { model }) => [...model.structureIds(), ...model.errorIds()],
  get: ({ structure_id }, { model }) => structureInfo(model, structure_id),
});

export const metamodelEnumeration = vapiService('com.vmware.vapi.metadata.metamodel.enumeration', {
  list: (_input, { model }) => model.enumerationIds(),
  get: ({ enumeration_id }, { model }) => enumerationInfo(model, enumeration_id),
});

function demandComponent(id: string): void {
  if (id !== COMPONENT) throw noSuch('component', id);
}

function componentInfo(context: VapiContext, id: string): ComponentInfo {
  demandComponent(id);
  const packages = packageIds(context).map((each) => [each, packageInfo(context, each)] as const);
  return { name: COMPONENT, packages: Object.fromEntries(packages), ...NO_TEXT };
}

function fingerprint({ model }: VapiContext): string {
  return createHash('sha1').update(model.source).digest('hex');
}

function packageIds(context: VapiContext): readonly string[] {
  return [...new Set(writtenServices(context).map(above))].sort();
}

function packageInfo(context: VapiContext, id: string): PackageInfo {
  const { model } = context;
  const services = writtenServices(context).filter((each) => above(each) === id);
  if (services.length === 0) throw noSuch('package', id);
  return {
    name: id,
    services: infos(services, (each) => serviceInfo(context, each)),
    structures: infos(ownOf(id, model.structureIds()), (each) => structureInfo(model, each)),
    enumerations: infos(ownOf(id, model.enumerationIds()), (each) => enumerationInfo(model, each)),
    ...NO_TEXT,
  };
}

function serviceInfo(context: VapiContext, id: string): ServiceInfo {
  const { model } = context;
  const operations = writtenOperations(context, id).map(
    (operation) => [operation.name, operationInfo(operation)] as const,
  );
  return {
    name: id,
    operations: Object.fromEntries(operations),
    structures: infos(ownOf(id, model.structureIds()), (each) => structureInfo(model, each)),
    enumerations: infos(ownOf(id, model.enumerationIds()), (each) => enumerationInfo(model, each)),
    constants: {},
    ...NO_TEXT,
  };
}

function operationInfo({ name, input, output, errors }: VapiOperation): OperationInfo {
  return {
    name,
    params: fieldsInfo(input),
    output: { type: typeInfo(output), ...NO_TEXT },
    errors: [...errors].map((each) => ({ structure_id: `${ERRORS}${each}`, documentation: '' })),
    ...NO_TEXT,
  };
}

function structureInfo(model: VapiModel, id: string): StructureInfo {
  const structure = model.structure(id);
  if (!structure) throw noSuch('structure', id);
  return {
    name: id,
    type: model.errorIds().includes(id) ? 'ERROR' : 'STRUCTURE',
    fields: fieldsInfo(structure.fields),
    enumerations: infos(ownOf(id, model.enumerationIds()), (each) => enumerationInfo(model, each)),
    constants: {},
    ...NO_TEXT,
  };
}

function enumerationInfo(model: VapiModel, id: string): EnumerationInfo {
  const values = model.enumeration(id);
  if (!values) throw noSuch('enumeration', id);
  return { name: id, values: values.map((value) => ({ value, ...NO_TEXT })), ...NO_TEXT };
}

function infos<T>(ids: readonly string[], info: (id: string) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(ids.map((id) => [id, info(id)]));
}

function ownOf(id: string, all: readonly string[]): readonly string[] {
  return all.filter((each) => above(each) === id);
}

/** `com.vmware.vcenter.VM` → `com.vmware.vcenter` */
function above(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('.')));
}
