/** Types of vAPI values, as the table writes them: `map<id,com.vmware.vcenter.vm.hardware.disk.info>?`. */

export type VapiType =
  | { readonly kind: 'plain'; readonly name: PlainType }
  | { readonly kind: 'optional' | 'list' | 'set'; readonly element: VapiType }
  | { readonly kind: 'map'; readonly key: VapiType; readonly value: VapiType }
  | { readonly kind: 'structure' | 'enumeration'; readonly id: string };

const PLAIN_TYPES = [
  'string',
  'integer',
  'double',
  'boolean',
  'blob',
  'void',
  'datetime',
  'uri',
  'secret',
  'id',
  'opaque',
  'anyerror',
  'dynamicstruct',
] as const;

export type PlainType = (typeof PLAIN_TYPES)[number];

/** Reads one type; `isEnumeration` tells which ids are no structures. */
export function parseType(text: string, isEnumeration: (id: string) => boolean): VapiType {
  if (text.endsWith('?')) {
    return { kind: 'optional', element: parseType(text.slice(0, -1), isEnumeration) };
  }
  const [, container, inner = ''] = /^(list|set|map)<(.*)>$/.exec(text) ?? [];
  if (container === 'map') {
    // Keys are never containers, so the first comma ends them.
    const comma = inner.indexOf(',');
    return {
      kind: 'map',
      key: parseType(inner.slice(0, comma), isEnumeration),
      value: parseType(inner.slice(comma + 1), isEnumeration),
    };
  }
  if (container === 'list' || container === 'set') {
    return { kind: container, element: parseType(inner, isEnumeration) };
  }
  const plain = PLAIN_TYPES.find((name) => name === text);
  if (plain) return { kind: 'plain', name: plain };
  return { kind: isEnumeration(text) ? 'enumeration' : 'structure', id: text };
}
