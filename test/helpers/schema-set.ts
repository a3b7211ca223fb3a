/**
 * Reads a set of WSDL and XSD files into plain tables which can be compared: what each type holds,
 * what each operation takes, gives and may fail with. Layout, order of types and comments drop out.
 */
import { XMLParser } from 'fast-xml-parser';

export interface SchemaSet {
  /** complexType → `base` and one line per element: `name type minOccurs..maxOccurs`. */
  readonly types: ReadonlyMap<string, { base: string | undefined; elements: readonly string[] }>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
  /** Global element → its type, or the lines of the type it defines in place. */
  readonly elements: ReadonlyMap<string, string | readonly string[]>;
  readonly messages: ReadonlyMap<string, string>;
  readonly operations: ReadonlyMap<string, Operation>;
  /** SOAP action and fault names of each bound operation. */
  readonly bindings: ReadonlyMap<string, { soapAction: string; faults: readonly string[] }>;
  /** File → target namespace, and what it draws in. */
  readonly files: ReadonlyMap<string, { namespace: string; includes: readonly string[] }>;
}

interface Operation {
  readonly input: string;
  readonly output: string;
  readonly faults: readonly string[];
}

const SCHEMA_FILES: readonly string[] = [
  'core-types.xsd',
  'query-types.xsd',
  'vim-types.xsd',
  'reflect-types.xsd',
  'query-messagetypes.xsd',
  'vim-messagetypes.xsd',
  'reflect-messagetypes.xsd',
];

/** Nodes as the parser gives them: attributes start with `@`, every child is a list. */
interface Node {
  readonly [name: string]: string | readonly Node[] | undefined;
}

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  processEntities: false,
  removeNSPrefix: true,
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
});

export function readSchemaSet(readFile: (name: string) => string): SchemaSet {
  const set = {
    types: new Map(),
    enums: new Map(),
    elements: new Map(),
    messages: new Map(),
    operations: new Map(),
    bindings: new Map(),
    files: new Map(),
  };
  for (const file of SCHEMA_FILES) {
    for (const schema of children(PARSER.parse(readFile(file)), 'schema')) {
      readSchema(schema, file, set);
    }
  }
  for (const wsdl of children(PARSER.parse(readFile('vim.wsdl')), 'definitions')) {
    for (const types of children(wsdl, 'types')) {
      for (const schema of children(types, 'schema')) readSchema(schema, 'vim.wsdl', set);
    }
    readOperations(wsdl, set);
  }
  return set;
}

type Mutable = {
  [K in keyof SchemaSet]: SchemaSet[K] extends ReadonlyMap<infer Key, infer Value>
    ? Map<Key, Value>
    : never;
};

function readSchema(schema: Node, file: string, set: Mutable): void {
  const includes = [...children(schema, 'include'), ...children(schema, 'import')];
  set.files.set(file, {
    namespace: attribute(schema, 'targetNamespace'),
    includes: includes
      .map((each) => attribute(each, 'schemaLocation'))
      .filter((name) => !name.startsWith('vsan'))
      .sort(),
  });
  for (const type of children(schema, 'complexType')) {
    set.types.set(attribute(type, 'name'), readComplexType(type));
  }
  for (const type of children(schema, 'simpleType')) {
    const restrictions = children(type, 'restriction');
    const values = restrictions.flatMap((each) => children(each, 'enumeration'));
    set.enums.set(
      attribute(type, 'name'),
      values.map((each) => attribute(each, 'value')),
    );
  }
  for (const element of children(schema, 'element')) {
    const [inPlace] = children(element, 'complexType');
    const content = inPlace ? readComplexType(inPlace).elements : attribute(element, 'type');
    set.elements.set(attribute(element, 'name'), content);
  }
}

function readComplexType(type: Node): { base: string | undefined; elements: string[] } {
  const contents = [...children(type, 'complexContent'), ...children(type, 'simpleContent')];
  const [extension] = contents.flatMap((each) => children(each, 'extension'));
  const sequences = children(extension ?? type, 'sequence');
  return {
    base: extension && attribute(extension, 'base'),
    elements: sequences.flatMap((each) => children(each, 'element')).map(elementLine),
  };
}

function elementLine(element: Node): string {
  const least = element['@minOccurs'] ?? '1';
  const most = element['@maxOccurs'] ?? '1';
  return `${attribute(element, 'name')} ${attribute(element, 'type')} ${least}..${most}`;
}

function readOperations(wsdl: Node, set: Mutable): void {
  for (const message of children(wsdl, 'message')) {
    const parts = children(message, 'part');
    const text = parts.map((each) => `${attribute(each, 'name')} ${attribute(each, 'element')}`);
    set.messages.set(attribute(message, 'name'), text.join());
  }
  for (const operation of children(wsdl, 'portType').flatMap((each) =>
    children(each, 'operation'),
  )) {
    const message = (name: string) =>
      children(operation, name)
        .map((each) => attribute(each, 'message'))
        .join();
    set.operations.set(attribute(operation, 'name'), {
      input: message('input'),
      output: message('output'),
      faults: children(operation, 'fault')
        .map((each) => `${attribute(each, 'name')} ${attribute(each, 'message')}`)
        .sort(),
    });
  }
  for (const operation of children(wsdl, 'binding').flatMap((each) =>
    children(each, 'operation'),
  )) {
    set.bindings.set(attribute(operation, 'name'), {
      soapAction: children(operation, 'operation')
        .map((each) => attribute(each, 'soapAction'))
        .join(),
      faults: children(operation, 'fault')
        .map((each) => attribute(each, 'name'))
        .sort(),
    });
  }
}

function children(node: Node | undefined, name: string): readonly Node[] {
  const found = node?.[name];
  return Array.isArray(found) ? found.filter((each) => typeof each === 'object') : [];
}

function attribute(node: Node, name: string): string {
  const value = node[`@${name}`];
  return typeof value === 'string' ? value : '';
}
