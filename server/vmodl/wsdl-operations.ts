/**
 * `vim.wsdl`: the operations of the API with their messages and faults, and their SOAP binding.
 */
import type { Catalog, MethodDef } from './definitions.ts';
import {
  element,
  includeOf,
  methodLayer,
  methodsAt,
  requestTypeName,
  SCHEMA_START,
  XML_PROLOGUE,
} from './wsdl-schemas.ts';

const DEFINITIONS_START = [
  '<definitions targetNamespace="urn:vim25" xmlns="http://schemas.xmlsoap.org/wsdl/"',
  ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:vim25="urn:vim25"',
  ' xmlns:xsd="http://www.w3.org/2001/XMLSchema">\n',
].join('');

const SCHEMA_PARTS = [
  'core-types.xsd',
  'reflect-messagetypes.xsd',
  'query-messagetypes.xsd',
  'vim-messagetypes.xsd',
];

/** From this version on the schema names the managed object types. */
const NAMES_MANAGED_TYPES_SINCE = '9.0.0.0';

/** Any call may end with a fault nobody declared. */
const UNDECLARED_FAULT = 'RuntimeFault';

/** The operations of that version; `soapAction` is the version itself. */
export function renderOperations(catalog: Catalog, rank: number): string {
  const methods = methodsAt(catalog, rank).sort(
    (left, right) => layerOrder(catalog, left) - layerOrder(catalog, right),
  );
  const faults = catalog
    .dataNames()
    .filter((name) => (catalog.data(name)?.rank ?? rank + 1) <= rank)
    .filter((name) => catalog.isA(name, 'MethodFault'));
  const soapAction = `urn:vim25/${catalog.versions[rank] ?? ''}`;
  return [
    XML_PROLOGUE,
    DEFINITIONS_START,
    `<types>\n${schema(catalog, rank, methods, faults)}</types>\n`,
    ...methods.map(({ name }) => callMessages(name)),
    ...faults.map((name) => message(`${name}FaultMsg`, 'fault', `${name}Fault`)),
    '<portType name="VimPortType">\n',
    ...methods.map((method) => operation(catalog, rank, method)),
    '</portType>\n<binding name="VimBinding" type="vim25:VimPortType">\n',
    '<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http" />\n',
    ...methods.map((method) => boundOperation(catalog, rank, method, soapAction)),
    '</binding>\n</definitions>\n',
  ].join('');
}

function layerOrder(catalog: Catalog, method: MethodDef): number {
  return methodLayer(catalog, method) === 'vim' ? 1 : 0;
}

function schema(
  catalog: Catalog,
  rank: number,
  methods: readonly MethodDef[],
  faults: readonly string[],
): string {
  return [
    SCHEMA_START,
    ...SCHEMA_PARTS.map(includeOf),
    '<element name="versionURI" type="xsd:string" />\n',
    ...faults.map((name) => `<element name="${name}Fault" type="vim25:${name}" />\n`),
    ...methods.map(callElements),
    managedTypeNames(catalog, rank),
    '</schema>\n',
  ].join('');
}

function callElements({ name, result }: MethodDef): string {
  const returned = result ? element('returnval', result, !result.optional) : '';
  const answer = returned ? `<sequence>\n${returned}</sequence>` : '';
  return [
    `<element name="${name}" type="vim25:${requestTypeName(name)}" />\n`,
    `<element name="${name}Response"><complexType>${answer}</complexType></element>\n`,
  ].join('');
}

function managedTypeNames(catalog: Catalog, rank: number): string {
  if (rank < (catalog.rankOf(NAMES_MANAGED_TYPES_SINCE) ?? 0)) return '';
  const names = catalog
    .managedNames()
    .filter((name) => name !== 'ManagedObject')
    .filter((name) => (catalog.managed(name)?.rank ?? rank + 1) <= rank);
  return [
    '<simpleType name="ManagedObjectType"><restriction base="xsd:string">\n',
    ...names.map((name) => `<enumeration value="${name}" />\n`),
    '</restriction></simpleType>\n',
  ].join('');
}

function callMessages(name: string): string {
  return [
    message(`${name}RequestMsg`, 'parameters', name),
    message(`${name}ResponseMsg`, 'parameters', `${name}Response`),
  ].join('');
}

function message(name: string, part: string, elementName: string): string {
  return `<message name="${name}"><part name="${part}" element="vim25:${elementName}" /></message>\n`;
}

/** Names and messages of an operation's faults: those declared, and the undeclared one. */
function faultsOf(catalog: Catalog, rank: number, method: MethodDef) {
  const declared = method.faults.filter((name) => (catalog.data(name)?.rank ?? 0) <= rank);
  return [
    ...declared.map((name) => ({ name: `${name}Fault`, message: `${name}FaultMsg` })),
    { name: UNDECLARED_FAULT, message: `${UNDECLARED_FAULT}FaultMsg` },
  ];
}

function operation(catalog: Catalog, rank: number, method: MethodDef): string {
  const faults = faultsOf(catalog, rank, method).map(
    (fault) => `<fault name="${fault.name}" message="vim25:${fault.message}" />\n`,
  );
  return [
    `<operation name="${method.name}">\n`,
    `<input message="vim25:${method.name}RequestMsg" />\n`,
    `<output message="vim25:${method.name}ResponseMsg" />\n`,
    ...faults,
    '</operation>\n',
  ].join('');
}

function boundOperation(
  catalog: Catalog,
  rank: number,
  method: MethodDef,
  soapAction: string,
): string {
  const faults = faultsOf(catalog, rank, method).map(
    ({ name }) => `<fault name="${name}"><soap:fault name="${name}" use="literal" /></fault>\n`,
  );
  return [
    `<operation name="${method.name}">\n`,
    `<soap:operation soapAction="${soapAction}" style="document" />\n`,
    '<input><soap:body use="literal" /></input>\n',
    '<output><soap:body use="literal" /></output>\n',
    ...faults,
    '</operation>\n',
  ].join('');
}
