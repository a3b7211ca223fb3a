/**
 * A token in the header of an HTTP request, as the vAPI takes it at `/api` and `/rest`:
 *
 *     Authorization: SIGN token="…", nonce="…", bodyhash="…", signature_alg="RSA-SHA256", signature="…"
 *
 * `token` is the assertion, zipped, in base64; a bearer token comes with nothing else. The holder of a
 * key signs lines of nonce, method, path, host, port and the body's hash, so what it signed is good for
 * this request alone. A long header may be cut within a value and sent as several of that name.
 */
import { createHash, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { bytesOf } from './signature.ts';

/** What is signed of a request, apart from its header. */
export interface SignedContent {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** As in the header `Host`. */
  readonly host: string;
  readonly body: Buffer;
}

export interface TokenProof {
  /** `<milliseconds since 1970>:<anything>`, never twice. */
  readonly nonce: string;
  readonly hash: string;
  readonly bodyHash: Buffer;
  readonly signature: Buffer;
}

export interface TokenHeader {
  /** The text of a `saml2:Assertion`. */
  readonly token: string;
  readonly proof: TokenProof | undefined;
}

const SCHEME = /^\s*SIGN\s+/i;
const NONCE = /^(\d{1,15}):\S{1,64}$/;
/** A token with hundreds of groups has some hundred kilobytes; what unpacks to more is no token. */
const TOKEN_MAX_BYTES = 1024 * 1024;
const HASHES: Readonly<Record<string, string>> = {
  'RSA-SHA256': 'sha256',
  'RSA-SHA384': 'sha384',
  'RSA-SHA512': 'sha512',
};
/** The server's side of a connection knows no other when the client names none. */
const DEFAULT_PORT = '80';

/** The `SIGN` header of a request, as one text; undefined where there is none. */
export function signHeader({ headersDistinct }: IncomingMessage): string | undefined {
  const [first = '', ...more] = headersDistinct['authorization'] ?? [];
  if (!SCHEME.test(first)) return undefined;
  return [first.replace(SCHEME, ''), ...more].join(', ');
}

/** What such a header says; undefined when it is no good. */
export function readTokenHeader(text: string): TokenHeader | undefined {
  const values = new Map<string, string>();
  // A value that was cut goes on under its name again.
  for (const [, name = '', value = ''] of text.matchAll(/(\w+)="([^"]*)"/g)) {
    values.set(name, (values.get(name) ?? '') + value);
  }
  const token = unzipped(bytesOf(values.get('token')));
  if (token === undefined) return undefined;
  if (!values.has('signature')) return { token, proof: undefined };
  const nonce = values.get('nonce') ?? '';
  const algorithm = values.get('signature_alg') ?? '';
  const hash = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
  const bodyHash = bytesOf(values.get('bodyhash'));
  const signature = bytesOf(values.get('signature'));
  if (!NONCE.test(nonce) || !hash || !bodyHash || !signature) return undefined;
  return { token, proof: { nonce, hash, bodyHash, signature } };
}

/** When the nonce was made. */
export function nonceMs({ nonce }: TokenProof): number {
  return Number(NONCE.exec(nonce)?.[1]);
}

/** Was this request signed with the private half of the key? */
export function isRequestSignedBy(
  { nonce, hash, bodyHash, signature }: TokenProof,
  { method, path, host, body }: SignedContent,
  key: KeyObject,
): boolean {
  const actual = createHash(hash).update(body).digest();
  if (actual.length !== bodyHash.length || !timingSafeEqual(actual, bodyHash)) return false;
  if (key.asymmetricKeyType !== 'rsa') return false;
  const { name, port } = partsOf(host);
  const lines = [nonce, method, path, name, port].map((line) => `${line}\n`).join('');
  const signed = Buffer.concat([Buffer.from(lines), actual, Buffer.from('\n')]);
  return verify(hash, signed, key, signature);
}

/** `[::1]:8989` → `[::1]`, `8989` */
function partsOf(host: string): { readonly name: string; readonly port: string } {
  const [, name = '', port = DEFAULT_PORT] =
    /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host.trim()) ?? [];
  return { name: name.toLowerCase(), port };
}

function unzipped(bytes: Buffer | undefined): string | undefined {
  if (!bytes) return undefined;
  try {
    return gunzipSync(bytes, { maxOutputLength: TOKEN_MAX_BYTES }).toString('utf8');
  } catch {
    return undefined;
  }
}
