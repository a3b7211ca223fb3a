/**
 * What a method returned → the body of the answer, in one piece or, where long lists are in it, in
 * many. No body stands for no result and for what is unset.
 */
import type { MethodCall } from '../../vim/method.ts';
import type { Catalog, TypeUse } from '../../vmodl/catalog.ts';
import { isDataObject } from '../../vmodl/value.ts';
import { hasLongList, LONG_LIST } from '../codec/long-lists.ts';
import type { Write } from '../codec/scalars.ts';
import { Encoder, type VersionEncoder } from './encode.ts';

/** What the dispatcher returns for a property: its value and what it is declared to be. */
export interface PropertyResult {
  readonly type: TypeUse;
  readonly value: unknown;
}

export class ResultEncoder {
  readonly encoder: Encoder;
  private readonly catalog: Catalog;
  private readonly writers = new Map<string, Write>();

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    this.encoder = new Encoder(catalog);
  }

  /** Throws a plain Error when the value is not of the declared type. */
  encode(call: MethodCall, value: unknown): string | Iterator<string> | undefined {
    const use = this.catalog.method(call.method)?.result;
    if (use === undefined) return undefined;
    if (value === undefined || value === null) return use.array ? '[]' : undefined;
    const version = this.encoder.at(call.rank);
    if (use.kind === 'data' && hasLongList(value)) return pieces(version, use, value);
    const key = `${call.rank} ${call.method}`;
    let write = this.writers.get(key);
    if (write === undefined) {
      write = version.value(use, false);
      this.writers.set(key, write);
    }
    return write(value);
  }

  encodeProperty(
    rank: number,
    { type, value }: PropertyResult,
  ): string | Iterator<string> | undefined {
    if (value === undefined || value === null) return type.array ? '[]' : undefined;
    const version = this.encoder.at(rank);
    const use = { ...type, type: knownUse(version, type) };
    if (use.kind === 'data' && hasLongList(value)) return pieces(version, use, value);
    return version.value(use, false)(value);
  }
}

function knownUse(version: VersionEncoder, { kind, type }: TypeUse): string {
  return kind === 'data' ? version.knownType(type) : type;
}

/** The text of a value, an item of a long list at a time. */
function* pieces(version: VersionEncoder, use: TypeUse, value: unknown): Generator<string> {
  if (!use.array || !Array.isArray(value)) {
    yield* objectPieces(version, use, value);
    return;
  }
  const write = version.single(use, false);
  const mayBeLong = value.length <= LONG_LIST && use.kind === 'data';
  yield '[';
  let separator = '';
  for (const item of value) {
    yield separator;
    separator = ',';
    if (mayBeLong && hasLongList(item)) yield* objectPieces(version, use, item);
    else yield write(item);
  }
  yield ']';
}

function* objectPieces(version: VersionEncoder, use: TypeUse, item: unknown): Generator<string> {
  if (!isDataObject(item) || use.type === 'LocalizedMethodFault') {
    yield version.single(use, false)(item);
    return;
  }
  const shown = version.shownType(item._typeName, use.type);
  yield version.head(shown);
  for (const field of version.fields(shown)) {
    const { property } = field;
    const member = (item as unknown as Readonly<Record<string, unknown>>)[property.name];
    if (property.array && property.kind === 'data' && hasLongList(member)) {
      yield field.open;
      yield* pieces(version, property, member);
    } else {
      yield version.member(field, member);
    }
  }
  yield '}';
}
