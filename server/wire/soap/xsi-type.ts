/**
 * `xsi:type` and `xsi:nil` of an element, found by namespace: clients bind them to odd prefixes.
 */
import type { XmlElement } from './xml.ts';

const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
const XSD_NAMESPACES: ReadonlySet<string> = new Set([
  'http://www.w3.org/2001/XMLSchema',
  'http://www.w3.org/2000/10/XMLSchema',
  'http://www.w3.org/1999/XMLSchema',
]);
/** Prefixes which some clients use in values without declaring them. */
const CUSTOMARY_PREFIXES: ReadonlySet<string> = new Set(['xsd', 'xs']);
const VIM_NAMESPACES: ReadonlySet<string> = new Set(['urn:vim25', '']);

export interface TypeName {
  readonly name: string;
  /** A type of XML Schema itself: `xsd:int`. */
  readonly builtIn: boolean;
  readonly written: string;
}

export function isNil(element: XmlElement): boolean {
  const nil = instanceAttribute(element, 'nil');
  return nil === 'true' || nil === '1';
}

/** The type an element claims, undefined when it claims none. */
export function typeNameOf(
  element: XmlElement,
  fail: (offence: string) => never,
): TypeName | undefined {
  const written = instanceAttribute(element, 'type');
  if (written === undefined) return undefined;
  const colon = written.indexOf(':');
  const prefix = colon < 0 ? '' : written.slice(0, colon);
  const name = written.slice(colon + 1);
  const namespace = element.prefixes.get(prefix);
  if (namespace === undefined) {
    if (CUSTOMARY_PREFIXES.has(prefix)) return { name, builtIn: true, written };
    return prefix === '' ? { name, builtIn: false, written } : fail(`Unknown type ${written}`);
  }
  if (XSD_NAMESPACES.has(namespace)) return { name, builtIn: true, written };
  return VIM_NAMESPACES.has(namespace)
    ? { name, builtIn: false, written }
    : fail(`Unknown type ${written}`);
}

function instanceAttribute(element: XmlElement, name: string): string | undefined {
  for (const each of element.attributes) {
    if (each.name === name && each.namespace === XSI_NAMESPACE) return each.value.trim();
  }
  return undefined;
}
