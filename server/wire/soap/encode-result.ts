/**
 * What a method returned → the text of the answer, in one piece or, where long lists are in it, in
 * many: 45,000 objects are some hundred megabytes, and other clients want to be served meanwhile.
 */
import type { MethodCall } from '../../vim/method.ts';
import type { Catalog, TypeUse } from '../../vmodl/catalog.ts';
import { isDataObject } from '../../vmodl/value.ts';
import { hasLongList, LONG_LIST } from '../codec/long-lists.ts';
import type { Write } from '../codec/scalars.ts';
import { FETCH } from './decode.ts';
import { Encoder, type Field, type VersionEncoder } from './encode.ts';
import { answerHead, answerTail } from './envelope.ts';

/** What the dispatcher returns for Fetch: a property's value and what it is declared to be. */
export interface FetchResult {
  readonly type: TypeUse;
  readonly value: unknown;
}

const RETURN_VALUE = 'returnval';
interface Frame {
  readonly head: string;
  readonly tail: string;
}

export class ResultEncoder {
  readonly encoder: Encoder;
  private readonly catalog: Catalog;
  private readonly frames = new Map<string, Frame>();
  private readonly writers = new Map<string, Write>();

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    this.encoder = new Encoder(catalog);
  }

  /** Throws a plain Error when the value is not of the declared type. */
  encode(call: MethodCall, value: unknown): string | Iterator<string> {
    const { head, tail } = this.frame(call.method);
    if (call.method === FETCH) return head + this.fetched(call.rank, value as FetchResult) + tail;
    const use = this.catalog.method(call.method)?.result;
    if (value === undefined || value === null || use === undefined) return head + tail;
    const version = this.encoder.at(call.rank);
    if (use.kind === 'data' && hasLongList(value)) {
      return inFrame(head, pieces(version, RETURN_VALUE, use, value), tail);
    }
    return head + this.writer(call, version, use)(value) + tail;
  }

  private frame(method: string): Frame {
    const known = this.frames.get(method);
    if (known) return known;
    const made = { head: answerHead(method), tail: answerTail(method) };
    this.frames.set(method, made);
    return made;
  }

  private fetched(rank: number, result: FetchResult | undefined): string {
    if (result?.value === undefined || result.value === null) return '';
    return this.encoder.at(rank).anys.typed(RETURN_VALUE, result.type)(result.value);
  }

  private writer(call: MethodCall, version: VersionEncoder, use: TypeUse): Write {
    const key = `${call.rank} ${call.method}`;
    const known = this.writers.get(key);
    if (known) return known;
    const made = version.elements(RETURN_VALUE, use, false);
    this.writers.set(key, made);
    return made;
  }
}

function* inFrame(head: string, content: Iterable<string>, tail: string): Generator<string> {
  yield head;
  yield* content;
  yield tail;
}

/** The elements of a value, an item of a long list at a time. */
function* pieces(
  version: VersionEncoder,
  name: string,
  use: TypeUse,
  value: unknown,
): Generator<string> {
  const write = version.element(name, use, false);
  const items: readonly unknown[] = use.array && Array.isArray(value) ? value : [value];
  const mayBeLong = items.length <= LONG_LIST && use.kind === 'data';
  for (const item of items) {
    if (mayBeLong && isDataObject(item) && hasLongList(item)) {
      yield* objectPieces(version, name, use, item);
    } else {
      yield write(item);
    }
  }
}

function* objectPieces(
  version: VersionEncoder,
  name: string,
  use: TypeUse,
  item: { readonly _typeName: string },
): Generator<string> {
  const { open, shown } = version.startTag(name, use.type, item._typeName);
  yield open;
  for (const field of version.fields(shown)) {
    const member = (item as unknown as Readonly<Record<string, unknown>>)[field.property.name];
    if (member !== undefined) yield* memberPieces(version, field, member);
  }
  yield `</${name}>`;
}

function* memberPieces(version: VersionEncoder, field: Field, member: unknown): Generator<string> {
  const { property } = field;
  if (property.array && hasLongList(member)) {
    yield* pieces(version, property.name, property, member);
  } else {
    yield field.write(member);
  }
}
