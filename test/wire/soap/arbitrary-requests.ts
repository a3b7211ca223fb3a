/**
 * Random requests for property tests: well-formed calls of any method, and the same with pieces cut
 * out and junk put in.
 */
import fc from 'fast-check';
import type { Catalog, MethodDef, PropertyDef } from '../../../server/vmodl/catalog.ts';
import type { Encoder } from '../../../server/wire/soap/encode.ts';
import type { Arbitraries } from './arbitrary-values.ts';
import { call } from './requests.ts';

/** Length of what stands before the call: what is cut there is refused at once. */
const ENVELOPE_CHARACTERS = 160;
const DEPTH = 2;

const PIECES = [
  '<',
  '>',
  '</',
  '/>',
  '&',
  '&amp;',
  '&#0;',
  '"',
  "'",
  ' ',
  '\u0000',
  'xsi:type="',
  'xsi:type="xsd:int"',
  ' type="HostSystem"',
  'xmlns="urn:x"',
  '<x/>',
  '<key>1</key>',
  '<_this type="Folder">f</_this>',
  '-1',
  '99999999999',
  '<![CDATA[',
  ']]>',
  '<!--',
  '<!DOCTYPE a>',
  'true',
  '__proto__',
  'constructor',
  '\uFFFF',
  '</spec>',
  '<spec>',
  'NaN',
  'e',
  '🙂',
];

export interface RequestParts {
  readonly catalog: Catalog;
  readonly encoder: ReturnType<Encoder['at']>;
  readonly arbitraries: Arbitraries;
}

/** A call of one of the methods with random arguments, as XML; the receiver by its type and id. */
export function requestOf(
  { encoder, arbitraries }: RequestParts,
  methods: readonly MethodDef[],
  receiver: (method: MethodDef) => fc.Arbitrary<{ readonly type: string; readonly id: string }>,
  /** Of so many required arguments one is left out. */
  omitEach: number,
): fc.Arbitrary<string> {
  const argument = (each: PropertyDef): fc.Arbitrary<unknown> =>
    fc.option(arbitraries.value(each, DEPTH), {
      nil: undefined,
      freq: each.required ? omitEach : 1,
    });
  return fc.constantFrom(...methods).chain((method) =>
    fc
      .tuple(receiver(method), fc.tuple(...method.parameters.map(argument)))
      .map(([{ type, id }, args]) =>
        call(
          method.name,
          type,
          id,
          method.parameters
            .map((each, place) => {
              const given = args[place];
              return given === undefined ? '' : encoder.elements(each.name, each)(given);
            })
            .join(''),
        ),
      ),
  );
}

/** The same request after up to four edits. */
export function mutated(request: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom('', ...PIECES));
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
  return fc.tuple(request, edits).map(([whole, list]) => {
    let text = whole;
    for (const [where, cut, put] of list) {
      const within = Math.max(1, text.length - ENVELOPE_CHARACTERS - 20);
      const at = (where % within) + ENVELOPE_CHARACTERS;
      text = text.slice(0, at) + put + text.slice(at + cut);
    }
    return text;
  });
}
