/**
 * From the XML of a request to a call: which method of which object, with arguments which are what
 * the vocabulary says, as frozen values.
 *
 * Strict as vCenter is: elements in the order of the schema, known to the version the client
 * speaks. Lenient where vCenter is: prefixes, unknown attributes, empty elements for optional
 * objects.
 */
import type { MethodCall } from '../../vim/method.ts';
import type { Catalog, MethodDef, PropertyDef } from '../../vmodl/catalog.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { Shapes } from '../codec/shapes.ts';
import { Reading } from './decode-value.ts';
import { openEnvelope } from './envelope.ts';
import { BEFORE_METHOD, describeError, type Frame, RequestError } from './request-error.ts';
import { type XmlElement, XmlError, XmlReader } from './xml.ts';

const VIM_NAMESPACE = 'urn:vim25';
/** Undocumented, in no table: reads one property. */
export const FETCH = 'Fetch';

export interface DecodedRequest {
  readonly call: MethodCall;
  readonly operationId: string | undefined;
  /** Some argument must not be kept: a password, a token. */
  readonly secret: boolean;
}

/** What the decoder needs to know of a method. */
interface Signature {
  readonly name: string;
  readonly vmodlName: string;
  readonly owner: string;
  readonly parameters: readonly PropertyDef[];
}

const THIS: PropertyDef = parameter('_this', 'ManagedObjectReference', 'reference');
const FETCH_SIGNATURE: Signature = {
  name: FETCH,
  vmodlName: 'fetch',
  owner: 'ManagedObject',
  parameters: [THIS, parameter('prop', 'string', 'primitive')],
};

function parameter(name: string, type: string, kind: 'primitive' | 'reference'): PropertyDef {
  return {
    name,
    type,
    kind,
    array: false,
    target: kind === 'reference' ? 'ManagedObject' : undefined,
    optional: false,
    secret: false,
    link: false,
    rank: 0,
    required: true,
    owner: FETCH,
  };
}

export class RequestDecoder {
  private readonly catalog: Catalog;
  private readonly reader = new XmlReader();
  private readonly shapes: Shapes;
  private readonly signatures = new Map<string, Signature>([[FETCH, FETCH_SIGNATURE]]);

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    this.shapes = new Shapes(catalog);
  }

  /** Throws RequestError, or ManagedObjectNotFound for a reference to another kind of object. */
  decode(source: string, rank: number): DecodedRequest {
    try {
      return this.decodeTree(source, rank, this.reader.read(source));
    } catch (error) {
      throw requestErrorOf(source, error);
    }
  }

  /** As `decode`, for long requests: yields after every slice of work. */
  *decodeSlices(source: string, rank: number): Generator<void, DecodedRequest> {
    try {
      return this.decodeTree(source, rank, yield* this.reader.readSlices(source));
    } catch (error) {
      throw requestErrorOf(source, error);
    }
  }

  private decodeTree(source: string, rank: number, root: XmlElement): DecodedRequest {
    const envelope = openEnvelope(source, root);
    const signature = this.signature(source, envelope.call, rank, envelope.frames);
    const reading = new Reading(this.shapes, source, rank, [
      { text: `call information for method ${signature.name}`, index: envelope.call.index },
      ...envelope.frames,
      this.requestFrame(signature),
    ]);
    const { _this: ref, ...args } = reading.parameters(envelope.call, signature.parameters);
    this.checkReceiver(reading.fail, ref as Ref, signature);
    return {
      call: { ref: ref as Ref, method: signature.name, args: Object.freeze(args), rank },
      operationId: envelope.operationId,
      secret: reading.secret || signature.name.startsWith('Login'),
    };
  }

  private signature(
    source: string,
    call: XmlElement,
    rank: number,
    frames: readonly Frame[],
  ): Signature {
    const fail = (where: string): never => {
      const offence = `Unable to resolve WSDL method name ${call.name} ${where}`;
      throw new RequestError(describeError(source, offence, [...frames, BEFORE_METHOD]));
    };
    // govc writes no namespace into what it signs, and real servers take it for their own.
    if (call.namespace !== VIM_NAMESPACE && call.namespace !== '') {
      return fail(`for namespace ${call.namespace}`);
    }
    const known = this.signatures.get(call.name);
    const method = known ? undefined : this.catalog.method(call.name);
    if (!known && !method) return fail(`for namespace ${VIM_NAMESPACE}`);
    if ((this.catalog.method(call.name)?.rank ?? 0) > rank) {
      return fail(`in ${this.catalog.versionName(rank)} (vim25/${this.catalog.versions[rank]})`);
    }
    if (known) return known;
    const made = { ...(method as MethodDef), parameters: [THIS, ...(method?.parameters ?? [])] };
    this.signatures.set(call.name, made);
    return made;
  }

  private requestFrame(signature: Signature): Frame {
    const owner = this.catalog.managed(signature.owner)?.vmodlName ?? signature.owner;
    return {
      text: `HTTP request for method ${signature.vmodlName}\non object of type ${owner}`,
      index: 0,
    };
  }

  /** A reference may be typed more generally than the object is, but not differently. */
  private checkReceiver(fail: (offence: string) => never, ref: Ref, signature: Signature): void {
    const { catalog } = this;
    if (catalog.isA(ref.type, signature.owner) || catalog.isA(signature.owner, ref.type)) return;
    const type = catalog.managed(ref.type)?.vmodlName ?? ref.type;
    fail(`Method ${signature.name} is not defined on managed object of type ${type}`);
  }
}

function requestErrorOf(source: string, error: unknown): unknown {
  if (!(error instanceof XmlError)) return error;
  const frame: Frame = { text: 'XML document', index: error.index };
  return new RequestError(describeError(source, error.message, [frame, BEFORE_METHOD]));
}
