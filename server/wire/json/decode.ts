/**
 * From the address and body of a request to a call: which method of which object, with arguments
 * which are what the vocabulary says, as frozen values.
 *
 * Bodies are read as strictly as SOAP's: unknown members, members newer than the release in the
 * address and repeated ones are refused.
 */
import { isUtf8 } from 'node:buffer';
import type { MethodCall } from '../../vim/method.ts';
import type { Catalog, MethodDef } from '../../vmodl/catalog.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { positionOf } from '../codec/position.ts';
import { Shapes } from '../codec/shapes.ts';
import { Reading } from './decode-value.ts';
import { type Json, JsonError, parseJson, parseJsonSlices } from './parse.ts';

/** A method on an object, as the address names them. */
export interface Target {
  readonly ref: Ref;
  readonly method: MethodDef;
  readonly rank: number;
}

const BYTE_ORDER_MARK = '\uFEFF';
/** govmomi repeats the receiver and names the type of its parameters. */
const NO_PARAMETERS: ReadonlySet<string> = new Set(['_this', '_typeName']);

export class RequestDecoder {
  private readonly shapes: Shapes;
  private readonly demandTypeNames: boolean;

  constructor(catalog: Catalog, demandTypeNames: boolean) {
    this.shapes = new Shapes(catalog);
    this.demandTypeNames = demandTypeNames;
  }

  /** Throws VimFault: InvalidRequest for most that can be wrong. An empty body has no parameters. */
  decode(body: Buffer, target: Target): MethodCall {
    const text = textOf(body);
    return this.call(
      read(text, () => parseJson(text)),
      target,
    );
  }

  /** As `decode`, for long requests: yields after every slice of work. */
  *decodeSlices(body: Buffer, target: Target): Generator<void, MethodCall> {
    const text = textOf(body);
    const slices = parseJsonSlices(text);
    for (;;) {
      const slice = read(text, () => slices.next());
      if (slice.done) return this.call(slice.value, target);
      yield;
    }
  }

  private call(json: Json, { ref, method, rank }: Target): MethodCall {
    const what = `HTTP request for method ${method.vmodlName}`;
    const reading = new Reading(this.shapes, {
      ...{ rank, what },
      demandTypeNames: this.demandTypeNames,
    });
    if (!(json instanceof Map)) return reading.fail('The body is not a JSON object');
    const args = reading.parameters(json, method.parameters, NO_PARAMETERS);
    return { ref, method: method.name, args: Object.freeze(args), rank };
  }
}

function textOf(body: Buffer): string {
  if (!isUtf8(body)) {
    throw new VimFault('InvalidRequest', {}, 'The request is not encoded in UTF-8');
  }
  const text = body.toString('utf8');
  const bare = text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  return bare === '' ? '{}' : bare;
}

function read<Result>(text: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const { line, column } = positionOf(text, error.index);
    const where = `while parsing JSON document\nat line ${line}, column ${column}`;
    throw new VimFault('InvalidRequest', {}, `${error.message}\n\n${where}`);
  }
}
