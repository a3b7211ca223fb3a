/**
 * Certificates: one signed by itself for the address listened on, or the user's own.
 *
 * An EC key on P-256 is made in about a millisecond, an RSA key in a hundred times that. Node makes
 * keys and signatures but no certificates, so the few fields of one (RFC 5280) are written here in
 * DER; the libraries which do that take longer to load than the whole server.
 */
import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';
import type { Certificate } from './config.ts';

/** Apple's limit for the life of a server certificate is 825 days; browsers are stricter. */
const VALID_DAYS = 397;
const DAY_MS = 86_400_000;

/** The two halves of a key. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const OID_COMMON_NAME = '2.5.4.3';
const OID_ORGANIZATION = '2.5.4.10';
const OID_ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const OID_RSA_SHA256 = '1.2.840.113549.1.1.11';
const OID_ALTERNATIVE_NAME = '2.5.29.17';
const OID_BASIC_CONSTRAINTS = '2.5.29.19';
const OID_KEY_USAGE = '2.5.29.15';
const OID_EXTENDED_KEY_USAGE = '2.5.29.37';
const OID_SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/** Makes a certificate for names and IP addresses, the first of which is its common name. */
export function selfSignedCertificate(hosts: readonly string[], nowMs: number): Certificate {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    key: String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: certificateFor(keys, hosts, nowMs),
  };
}

/** The certificate, PEM, of a pair of keys (RSA, or EC on P-256), signed with the pair itself. */
export function certificateFor(
  { privateKey, publicKey }: KeyPair,
  hosts: readonly string[],
  nowMs: number,
): string {
  const algorithm =
    privateKey.asymmetricKeyType === 'rsa'
      ? sequence(objectId(OID_RSA_SHA256), tagged(0x05, Buffer.alloc(0)))
      : sequence(objectId(OID_ECDSA_SHA256));
  const name = sequence(
    nameField(OID_ORGANIZATION, 'vcmock'),
    nameField(OID_COMMON_NAME, hosts[0] ?? 'localhost'),
  );
  const content = sequence(
    tagged(0xa0, integer(Buffer.of(2))), // version 3
    integer(randomBytes(16)),
    algorithm,
    name,
    sequence(time(nowMs - DAY_MS), time(nowMs + VALID_DAYS * DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(hosts))),
  );
  const signature = sign('sha256', content, privateKey);
  return pem('CERTIFICATE', sequence(content, algorithm, bits(signature)));
}

/** Checks that key and certificate are PEM and belong together. Throws with a message for the user. */
export function checkCertificate({ key, cert }: Certificate): void {
  const certificate = parsed('certificate', () => new X509Certificate(cert));
  const privateKey = parsed('key', () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new Error('the key does not belong to the certificate');
  }
}

/** As vSphere shows it: SHA-1 of the certificate, `AB:CD:…`. */
export function thumbprintOf(cert: string): string {
  const digest = createHash('sha1').update(new X509Certificate(cert).raw).digest('hex');
  return (digest.toUpperCase().match(/../g) ?? []).join(':');
}

function parsed<T>(what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Error(`the ${what} is not readable as PEM`, { cause: error });
  }
}

function extensions(hosts: readonly string[]): Buffer[] {
  const alternatives = hosts.map((host) =>
    isIP(host) ? tagged(0x87, addressBytes(host)) : tagged(0x82, Buffer.from(host, 'latin1')),
  );
  return [
    // A client that trusts this very certificate as a root wants it to be allowed to sign itself.
    extension(OID_BASIC_CONSTRAINTS, sequence(tagged(0x01, Buffer.of(0xff))), true),
    extension(OID_KEY_USAGE, tagged(0x03, Buffer.of(0x02, 0x84)), true), // digitalSignature, keyCertSign
    extension(OID_EXTENDED_KEY_USAGE, sequence(objectId(OID_SERVER_AUTH)), false),
    extension(OID_ALTERNATIVE_NAME, sequence(...alternatives), false),
  ];
}

function extension(oid: string, value: Buffer, critical: boolean): Buffer {
  const flag = critical ? [tagged(0x01, Buffer.of(0xff))] : [];
  return sequence(objectId(oid), ...flag, tagged(0x04, value));
}

function nameField(oid: string, text: string): Buffer {
  return tagged(0x31, sequence(objectId(oid), tagged(0x0c, Buffer.from(text))));
}

/** The 4 or 16 bytes of an IP address. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [plain = ''] = address.split('%');
  // The URL parser writes an address in its canonical form, IPv4 tails included.
  const canonical = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = Array.from({ length: 8 - front.length - back.length }, () => '0');
  const groups = [...front, ...middle, ...back];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthBytes(content.length), content]);
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return Buffer.of(0x80 | bytes.length, ...bytes);
}

function sequence(...items: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(items));
}

/** A positive integer from its bytes, in the shortest form. */
function integer(magnitude: Buffer): Buffer {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start += 1;
  const bytes = magnitude.subarray(start);
  const negative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return tagged(0x02, negative ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

function bits(content: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.of(0), content]));
}

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(number: number): number[] {
  const bytes = [number & 0x7f];
  for (let rest = number >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}

/** UTCTime, which RFC 5280 demands until 2049, GeneralizedTime after. */
function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
  return Number(text.slice(0, 4)) < 2050
    ? tagged(0x17, Buffer.from(text.slice(2), 'latin1'))
    : tagged(0x18, Buffer.from(text, 'latin1'));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
