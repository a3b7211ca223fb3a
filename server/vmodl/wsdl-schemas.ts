/**
 * The XML Schema half of the published vim25 description: data types, enums, array types and the
 * request types of methods, each in the file where clients' code generators look for it.
 */
import type {
  Catalog,
  DataType,
  EnumType,
  MethodDef,
  PropertyDef,
  TypeUse,
} from './definitions.ts';
import { arrayTypeName } from './type-names.ts';

/** The published files are split by the layers of the API. */
export type Layer = 'core' | 'query' | 'vim';

export const XML_PROLOGUE = '<?xml version="1.0" encoding="UTF-8" ?>\n';

/** Opens a schema of the vim25 namespace; other namespaces are declared for its imports. */
export const SCHEMA_START = [
  '<schema targetNamespace="urn:vim25" xmlns="http://www.w3.org/2001/XMLSchema"',
  ' xmlns:vim25="urn:vim25" xmlns:xsd="http://www.w3.org/2001/XMLSchema"',
  ' xmlns:reflect="urn:reflect" elementFormDefault="qualified">\n',
].join('');

const INCLUDES: Readonly<Record<string, readonly string[]>> = {
  'core-types.xsd': [],
  'query-types.xsd': ['core-types.xsd'],
  'vim-types.xsd': ['core-types.xsd', 'reflect-types.xsd', 'query-types.xsd'],
  'query-messagetypes.xsd': ['core-types.xsd', 'query-types.xsd'],
  'vim-messagetypes.xsd': [
    'core-types.xsd',
    'reflect-types.xsd',
    'query-types.xsd',
    'vim-types.xsd',
  ],
};

/** Arrays which the core layer always has, under the names of their items. */
const CORE_ARRAYS: readonly (readonly [item: string, type: string])[] = [
  ['ManagedObjectReference', 'vim25:ManagedObjectReference'],
  ['MethodFault', 'vim25:MethodFault'],
  ['anyURI', 'xsd:anyURI'],
  ['boolean', 'xsd:boolean'],
  ['byte', 'xsd:byte'],
  ['short', 'xsd:short'],
  ['int', 'xsd:int'],
  ['long', 'xsd:long'],
  ['double', 'xsd:double'],
  ['string', 'xsd:string'],
  ['uri', 'xsd:anyURI'],
  ['base64Binary', 'xsd:base64Binary'],
  ['anyType', 'xsd:anyType'],
];

const REFERENCE_TYPE = [
  '<complexType name="ManagedObjectReference"><simpleContent><extension base="xsd:string">',
  '<attribute name="type" type="xsd:string"/></extension></simpleContent></complexType>\n',
].join('');

/** The root of data objects is not seen on the wire. */
const UNSEEN_ROOT = 'DataObject';

function layerOf(vmodlName: string): Layer {
  if (vmodlName.startsWith('vmodl.query.')) return 'query';
  return vmodlName.startsWith('vmodl.') ? 'core' : 'vim';
}

/** `core-types.xsd`, `query-types.xsd` or `vim-types.xsd` as a client of that version knows it. */
export function renderTypes(catalog: Catalog, rank: number, layer: Layer): string {
  const arrays = usedArrays(catalog, rank);
  const here = <T extends DataType | EnumType>(type: T | undefined): T[] =>
    type && isShown(catalog, type, rank) && layerOf(type.vmodlName) === layer ? [type] : [];
  const data = catalog.dataNames().flatMap((name) => here(catalog.data(name)));
  const enums = catalog.enumNames().flatMap((name) => here(catalog.enum(name)));
  const body = [
    ...data.filter(({ name }) => name !== UNSEEN_ROOT).map((type) => dataType(type, rank)),
    ...enums.map((type) => enumType(type, rank)),
    ...[...data, ...enums].filter(({ name }) => arrays.has(name)).map(({ name }) => arrayOf(name)),
    ...(layer === 'core' ? coreExtras() : []),
  ];
  return schemaFile(`${layer}-types.xsd`, body);
}

/** `query-messagetypes.xsd` or `vim-messagetypes.xsd`: what the methods are called with. */
export function renderMessageTypes(catalog: Catalog, rank: number, layer: Layer): string {
  const methods = methodsAt(catalog, rank).filter((each) => methodLayer(catalog, each) === layer);
  const body = methods.map((method) =>
    complexType(requestTypeName(method.name), undefined, [
      '<element name="_this" type="vim25:ManagedObjectReference" />\n',
      ...method.parameters.filter((each) => each.rank <= rank).map(member),
    ]),
  );
  return schemaFile(`${layer}-messagetypes.xsd`, body);
}

/** The reflect layer is empty in the public API; the published set has its files all the same. */
export function renderReflectFile(file: string): string {
  const types = 'reflect-types.xsd';
  const include = file === types ? '' : `<include schemaLocation="${types}" />\n`;
  return [
    XML_PROLOGUE,
    '<schema targetNamespace="urn:reflect" xmlns="http://www.w3.org/2001/XMLSchema"',
    ' xmlns:reflect="urn:reflect" xmlns:vim25="urn:vim25" elementFormDefault="qualified">\n',
    '<import namespace="urn:vim25" schemaLocation="core-types.xsd" />\n',
    include,
    '</schema>\n',
  ].join('');
}

/** Methods a client of that version may call, in the order of the table. */
export function methodsAt(catalog: Catalog, rank: number): MethodDef[] {
  const methods = catalog.methodNames().flatMap((name) => catalog.method(name) ?? []);
  return methods.filter((method) => isShown(catalog, method, rank));
}

function isShown(
  catalog: Catalog,
  { name, rank: since }: { readonly name: string; readonly rank: number },
  rank: number,
): boolean {
  return since <= rank && catalog.isPublished(name);
}

export function methodLayer(catalog: Catalog, method: MethodDef): Layer {
  return layerOf(catalog.managed(method.owner)?.vmodlName ?? '');
}

/** `PowerOnVM_Task` is called with a `PowerOnVMRequestType`. */
export function requestTypeName(method: string): string {
  return `${method.replace(/_Task$/, '')}RequestType`;
}

/** An element of a sequence: `<element name="key" type="xsd:int" minOccurs="0" />`. */
export function element(name: string, use: TypeUse, required: boolean): string {
  const prefix = use.kind === 'primitive' ? 'xsd' : 'vim25';
  const least = required ? '' : ' minOccurs="0"';
  const most = use.array ? ' maxOccurs="unbounded"' : '';
  return `<element name="${name}" type="${prefix}:${use.type}"${least}${most} />\n`;
}

/** How a schema of the vim25 namespace draws in another file of the set. */
export function includeOf(file: string): string {
  return file.startsWith('reflect-')
    ? `<import namespace="urn:reflect" schemaLocation="${file}" />\n`
    : `<include schemaLocation="${file}" />\n`;
}

function schemaFile(file: string, body: readonly string[]): string {
  const includes = INCLUDES[file] ?? [];
  return [XML_PROLOGUE, SCHEMA_START, ...includes.map(includeOf), ...body, '</schema>\n'].join('');
}

function dataType(type: DataType, rank: number): string {
  const base = type.base === UNSEEN_ROOT ? undefined : type.base;
  return complexType(type.name, base, type.own.filter((each) => each.rank <= rank).map(member));
}

function member(property: PropertyDef): string {
  return element(property.name, property, property.required);
}

function complexType(name: string, base: string | undefined, members: readonly string[]): string {
  const sequence = `<sequence>\n${members.join('')}</sequence>`;
  const content =
    base === undefined
      ? sequence
      : `<complexContent><extension base="vim25:${base}">${sequence}</extension></complexContent>`;
  return `<complexType name="${name}">${content}</complexType>\n`;
}

function enumType(type: EnumType, rank: number): string {
  const values = type.valuesAt(rank).map((value) => `<enumeration value="${value}" />\n`);
  const restriction = `<restriction base="xsd:string">\n${values.join('')}</restriction>`;
  return `<simpleType name="${type.name}">${restriction}</simpleType>\n`;
}

function coreExtras(): string[] {
  return [REFERENCE_TYPE, ...CORE_ARRAYS.map(([item, type]) => arrayOf(item, type))];
}

function arrayOf(item: string, type = `vim25:${item}`): string {
  const items = `<element name="${item}" type="${type}" minOccurs="0" maxOccurs="unbounded" />\n`;
  return complexType(arrayTypeName(item), undefined, [items]);
}

/** Data and enum types which some property, parameter or result of that version holds an array of. */
function usedArrays(catalog: Catalog, rank: number): ReadonlySet<string> {
  const data = catalog.dataNames().flatMap((name) => catalog.data(name)?.own ?? []);
  const managed = catalog.managedNames().flatMap((name) => catalog.managed(name)?.own ?? []);
  const methods = methodsAt(catalog, rank);
  const members = [...data, ...managed, ...methods.flatMap((method) => method.parameters)];
  const uses: readonly TypeUse[] = [
    ...members.filter((each) => each.rank <= rank),
    ...methods.flatMap(({ result, taskResult }) => [result ?? [], taskResult ?? []].flat()),
  ];
  return new Set(uses.filter((use) => use.array).map((use) => use.type));
}
