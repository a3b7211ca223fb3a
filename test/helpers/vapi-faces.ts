/**
 * One operation of the vAPI called at its three faces: `/api`, the older `/rest`, JSON-RPC. Inputs and
 * outcomes are neutral, so that they can be compared.
 */
import { loadVapiModel, type VapiOperation, type VapiRoute } from '../../server/vapi/model.ts';
import { RestClient, type RestReply } from './rest-client.ts';
import { fromLegacy, taggedStructure, toLegacy, untagged, withMaps } from './vapi-values.ts';

export type FaceName = 'api' | 'rest' | 'rpc';
export type Input = Readonly<Record<string, unknown>>;

/** What an operation answered: its output, or its error with the ids of its messages. */
export type Outcome =
  | { readonly output: unknown }
  | { readonly error: string; readonly ids: readonly string[]; readonly texts: readonly string[] };

export const VAPI_MODEL = loadVapiModel();
export const FACES: readonly FaceName[] = ['api', 'rest', 'rpc'];

type Pairs = Record<string, string | readonly string[]>;

/** All operations of one session; without a token, of nobody. */
export class VapiFaces {
  readonly rest: RestClient;
  readonly #url: string;
  readonly #token: string | undefined;

  constructor(url: string, token: string | undefined) {
    this.#url = url;
    this.#token = token;
    this.rest = new RestClient(url, token);
  }

  /** The outcome at one face. Throws for what is no answer of an operation. */
  call(face: FaceName, name: string, input: Input = {}): Promise<Outcome> {
    const operation = operationOf(name);
    return face === 'rpc' ? this.#rpc(operation, input) : this.#rest(face, operation, input);
  }

  /** The output at one face. Throws where there is an error instead. */
  async demand<T = unknown>(face: FaceName, name: string, input: Input = {}): Promise<T> {
    const outcome = await this.call(face, name, input);
    if ('output' in outcome) return outcome.output as T;
    throw new Error(`${name} at ${face}: ${outcome.error} ${outcome.texts.join(' ')}`);
  }

  async #rest(face: 'api' | 'rest', operation: VapiOperation, input: Input): Promise<Outcome> {
    const route = operation[face];
    if (!route) throw new Error(`${operation.service} ${operation.name} has no place at ${face}`);
    const { path, query, body } = requestOf(face, operation, route, input);
    const reply = await this.rest.send(route.method, path, { query, body });
    return restOutcome(face, operation, reply);
  }

  async #rpc(operation: VapiOperation, input: Input): Promise<Outcome> {
    const { service, name } = operation;
    const params = {
      serviceId: service,
      operationId: name,
      input: taggedStructure(VAPI_MODEL, input, 'operation-input', operation.input),
      ctx: {
        appCtx: {},
        ...(this.#token === undefined ? {} : { securityCtx: sessionId(this.#token) }),
      },
    };
    const response = await fetch(`${this.#url}/api`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: '1', method: 'invoke', params }),
    });
    const { result } = (await response.json()) as {
      readonly result?: { readonly output?: unknown; readonly error?: { readonly ERROR: object } };
    };
    if (!result) throw new Error(`${service} ${name}: no result over JSON-RPC`);
    if (!result.error) return { output: emptyMaps(untagged(result.output), operation) };
    return errorOutcome(untagged(result.error) as ErrorBody);
  }
}

/** `com.vmware.vcenter.VM list` */
export function operationOf(name: string): VapiOperation {
  const [service = '', operation = ''] = name.split(' ');
  const found = VAPI_MODEL.operation(service, operation);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

function sessionId(token: string) {
  return { schemeId: 'com.vmware.vapi.std.security.session_id', sessionId: token };
}

function requestOf(face: 'api' | 'rest', operation: VapiOperation, route: VapiRoute, input: Input) {
  const inPath = new Set<string>();
  const path = route.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    inPath.add(name);
    return encodeURIComponent(String(input[name]));
  });
  const left = Object.entries(input).filter(([name]) => !inPath.has(name));
  const action: Pairs =
    route.action === undefined ? {} : { [face === 'api' ? 'action' : '~action']: route.action };
  if (route.method === 'GET' || route.method === 'DELETE') {
    const pairs = left.map(([name, value]) => queryPairs(face, name, value));
    return { path: `/${face}${path}`, query: Object.assign({}, action, ...pairs) as Pairs };
  }
  return { path: `/${face}${path}`, query: action, body: bodyOf(face, operation, left) };
}

function bodyOf(
  face: 'api' | 'rest',
  { body, input }: VapiOperation,
  left: readonly (readonly [string, unknown])[],
): object | undefined {
  if (left.length === 0) return undefined;
  const members = Object.fromEntries(left);
  if (face === 'api') return (body === undefined ? members : members[body]) as object;
  return Object.fromEntries(
    left.map(([name, value]) => {
      const type = input.get(name);
      return [name, type ? toLegacy(VAPI_MODEL, value, type) : value];
    }),
  );
}

function queryPairs(face: 'api' | 'rest', name: string, value: unknown): Pairs {
  if (typeof value !== 'object' || value === null) return { [name]: String(value) };
  if (Array.isArray(value)) return { [name]: value.map(String) };
  const members = Object.entries(value).map(([member, each]) =>
    queryPairs(face, face === 'api' ? member : `${name}.${member}`, each),
  );
  return Object.assign({}, ...members) as Pairs;
}

interface ErrorBody {
  readonly error_type: string;
  readonly messages: readonly { readonly id: string; readonly default_message: string }[];
}

function restOutcome(face: 'api' | 'rest', { output }: VapiOperation, reply: RestReply): Outcome {
  const { status, body } = reply;
  if (status >= 400) {
    const error = face === 'api' ? body : (body as { readonly value?: unknown }).value;
    return errorOutcome(error as ErrorBody);
  }
  if (face === 'api') return { output: body };
  const { value } = (body ?? {}) as { readonly value?: unknown };
  return { output: fromLegacy(VAPI_MODEL, value, output) };
}

function errorOutcome({ error_type, messages }: ErrorBody): Outcome {
  return {
    error: error_type,
    ids: messages.map(({ id }) => id),
    texts: messages.map(({ default_message }) => default_message),
  };
}

/** Without its tags a list without items may have been a map without entries. */
function emptyMaps(value: unknown, { output }: VapiOperation): unknown {
  return withMaps(
    ...([VAPI_MODEL, value, output] as const),
    (map) => (Array.isArray(map) ? [] : Object.entries(map as object)),
    Object.fromEntries,
  );
}
