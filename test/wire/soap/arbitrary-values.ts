/**
 * Random values of the types of the vocabulary, for property tests of the codec.
 */
import fc from 'fast-check';
import type { Catalog, PropertyDef, TypeUse } from '../../../server/vmodl/catalog.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { arrayTypeName } from '../../../server/vmodl/type-names.ts';
import { box, data } from '../../../server/vmodl/value.ts';

/** How deep data objects nest before only required members are given. */
const DEPTH_MAX = 3;

const TEXTS = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map(legal),
  fc.constantFrom('', ' ', '\n', '\r\n', '&<>"\'', ']]>', '007', '%2f', '😀', '__proto__'),
);
const ANY_ID = TEXTS.map((id) => id.trim());
const PRIMITIVES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: TEXTS,
  anyURI: fc.webUrl(),
  boolean: fc.boolean(),
  byte: fc.integer({ min: -128, max: 127 }),
  short: fc.integer({ min: -32_768, max: 32_767 }),
  int: fc.integer(),
  long: fc.oneof(
    fc.maxSafeInteger(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
    fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
  ),
  float: number(),
  double: number(),
  dateTime: fc
    .tuple(
      fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true }),
      fc.nat({ max: 999_999 }),
    )
    .map(([date, micros]) => `${date.toISOString().slice(0, 19)}${fraction(micros)}Z`),
  base64Binary: fc
    .uint8Array({ maxLength: 9 })
    .map((bytes) => Buffer.from(bytes).toString('base64')),
};

export class Arbitraries {
  private readonly catalog: Catalog;
  private readonly rank: number;
  private readonly subtypes = new Map<string, readonly string[]>();

  private readonly ids: fc.Arbitrary<string>;

  /** @param ids what references hold; any text unless given */
  constructor(catalog: Catalog, rank: number, ids: fc.Arbitrary<string> = ANY_ID) {
    this.catalog = catalog;
    this.rank = rank;
    this.ids = ids;
  }

  /** A data object of exactly that type. */
  object(type: string, depth = 0): fc.Arbitrary<unknown> {
    const properties = (this.catalog.data(type)?.properties ?? []).filter(
      (each) => each.rank <= this.rank,
    );
    const members = properties
      .filter((each) => each.required || depth < DEPTH_MAX)
      .map((each) => this.member(each, depth));
    return fc
      .tuple(...members)
      .map((entries) =>
        data(type, Object.fromEntries(entries.filter((each) => each !== undefined))),
      );
  }

  /** Values of a slot: of the declared type or a subtype. */
  value(use: TypeUse, depth = 0): fc.Arbitrary<unknown> {
    if (use.array)
      return fc.array(this.value({ ...use, array: false }, depth), { minLength: 1, maxLength: 3 });
    switch (use.kind) {
      case 'primitive':
        return use.type === 'anyType' ? this.any(depth) : (PRIMITIVES[use.type] ?? fc.constant(''));
      case 'enum':
        return fc.constantFrom(...(this.catalog.enum(use.type)?.valuesAt(this.rank) ?? []));
      case 'reference':
        return this.ids.map((id) => reference(use.target ?? 'ManagedObject', id));
      case 'data':
        return fc
          .constantFrom(...this.subtypesOf(use.type, depth))
          .chain((type) => this.object(type, depth + 1));
    }
  }

  private any(depth: number): fc.Arbitrary<unknown> {
    const boxed = [
      'string',
      'int',
      'boolean',
      'long',
      'double',
      'dateTime',
      'base64Binary',
    ].flatMap((type) => {
      const each = PRIMITIVES[type] ?? fc.constant('');
      return [
        each.map((value) => box(type, value)),
        fc.array(each, { maxLength: 2 }).map((items) => box(arrayTypeName(type), items)),
      ];
    });
    const others = [
      this.ids.map((id) => reference('VirtualMachine', id)),
      fc.constant(box('VirtualMachinePowerState', 'poweredOn')),
      fc.constant(box('ArrayOfManagedObjectReference', [reference('Task', 't')])),
    ];
    if (depth < DEPTH_MAX) others.push(this.object('OptionValue', depth + 1) as never);
    return fc.oneof(...boxed, ...others);
  }

  private member(
    property: PropertyDef,
    depth: number,
  ): fc.Arbitrary<[string, unknown] | undefined> {
    const given = this.value(property, depth).map((value): [string, unknown] => [
      property.name,
      value,
    ]);
    return property.required
      ? given
      : fc.option(given, { nil: undefined, freq: depth === 0 ? 2 : 1 });
  }

  private subtypesOf(type: string, depth: number): readonly string[] {
    if (depth >= DEPTH_MAX) return [type];
    const known = this.subtypes.get(type);
    if (known) return known;
    const made = this.catalog
      .dataNames()
      .filter(
        (each) => this.catalog.isA(each, type) && (this.catalog.data(each)?.rank ?? 0) <= this.rank,
      );
    this.subtypes.set(type, made);
    return made;
  }
}

function number(): fc.Arbitrary<number> {
  return fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
}

function legal(text: string): string {
  return text.replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?');
}

function fraction(micros: number): string {
  const digits = String(micros).padStart(6, '0').replace(/0+$/, '');
  return digits && `.${digits}`;
}
