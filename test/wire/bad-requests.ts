/**
 * Requests no client should send, byte by byte, and what must hold whatever was sent: the server lives,
 * nobody's state changed, the log is empty (that last by `serverForThisFile`).
 *
 * `httpOffences` are those any door must stand, whatever its path.
 */
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { TestServer } from '../helpers/server.ts';

export interface RawReply {
  /** Of the first answer; 0 where the connection was closed without one. */
  readonly status: number;
  /** How many answers came. */
  readonly answers: number;
  readonly text: string;
}

const STATUS = /^HTTP\/1\.1 (\d{3}) /gm;

/**
 * Sends the bytes over a connection of its own; gives what came until it was closed: by the server, or by a
 * client that `hangsUp` after its last byte.
 */
export function raw(
  server: TestServer,
  bytes: Buffer,
  { hangsUp = false }: { readonly hangsUp?: boolean } = {},
): Promise<RawReply> {
  const { hostname, port } = new URL(server.running.url);
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
      if (hangsUp) socket.end();
    });
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A server that refuses may close before everything was sent.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      done(replyOf(chunks));
    });
  });
}

function replyOf(chunks: readonly Buffer[]): RawReply {
  const text = Buffer.concat(chunks).toString('latin1');
  const found = [...text.matchAll(STATUS)].map(([, code]) => Number(code));
  return { status: found[0] ?? 0, answers: found.length, text };
}

/** Sends half of it, the rest when that is wanted; gives the answer. */
export function halves(
  server: TestServer,
  bytes: Buffer,
  rest: Promise<unknown>,
): Promise<RawReply> {
  const { hostname, port } = new URL(server.running.url);
  const middle = bytes.length - 3;
  return new Promise((done, failed) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes.subarray(0, middle)));
    rest.then(() => socket.write(bytes.subarray(middle)), failed);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', failed);
    socket.on('close', () => done(replyOf(chunks)));
  });
}

/** Sends it and hangs up as soon as something of the answer comes. */
export function hangUp(server: TestServer, bytes: Buffer): Promise<void> {
  const { hostname, port } = new URL(server.running.url);
  return new Promise((done) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.once('data', () => socket.resetAndDestroy());
    socket.on('error', () => undefined);
    socket.on('close', () => done());
  });
}

export interface RequestText {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A request that ends its connection, headers first. */
export function requestBytes({
  method = 'POST',
  path,
  headers = {},
  body = '',
}: RequestText): Buffer {
  const lines = Object.entries({
    Host: '127.0.0.1',
    Connection: 'close',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  return Buffer.concat([head, Buffer.from(body)]);
}

export function ask(server: TestServer, request: RequestText): Promise<RawReply> {
  return raw(server, requestBytes(request));
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const BOMB = Buffer.alloc(64 << 20, ' ');

/** What, its bytes, and which statuses are right; 0 where it is no request, and the client must hang up. */
export type Offence = readonly [what: string, bytes: () => Buffer, statuses: readonly number[]];

/** Offences against HTTP itself, at a path that takes a POST of JSON. */
export function httpOffences(path: string): readonly Offence[] {
  const line = `POST ${path} HTTP/1.1\r\n`;
  const text = (head: string, body = '') => Buffer.from(`${line}${head}\r\n${body}`, 'latin1');
  const host = 'Host: 127.0.0.1\r\n';
  const packed = (encoding: string, body: Buffer) =>
    requestBytes({ path, headers: { ...JSON_TYPE, 'Content-Encoding': encoding }, body });
  return [
    [
      'length and chunks',
      () => text(`${host}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'),
      [400],
    ],
    ['two lengths', () => text(`${host}Content-Length: 2\r\nContent-Length: 3\r\n`, '{}'), [400]],
    ['a negative length', () => text(`${host}Content-Length: -1\r\n`), [400]],
    [
      'an encoding of transfer there is not',
      () => text(`${host}Transfer-Encoding: xchunked\r\n`, '0\r\n\r\n'),
      [400],
    ],
    ['a bad size of a chunk', () => text(`${host}Transfer-Encoding: chunked\r\n`, 'g\r\n'), [400]],
    ['a folded header', () => text(`${host}X-A: a\r\n b\r\n`), [400]],
    ['a space before a colon', () => text(`${host}X-A : a\r\n`), [400]],
    ['lines that end in bare LF', () => Buffer.from(`POST ${path} HTTP/1.1\nHost: a\n\n`), [400]],
    ['a null byte in a header', () => text(`${host}X-A: a\0b\r\n`), [400]],
    ['no Host', () => text(''), [400]],
    [
      'two Hosts',
      () => text(`${host}Host: evil.example\r\nConnection: close\r\nContent-Length: 0\r\n`),
      [400],
    ],
    ['a header of 20 KB', () => text(`${host}X-A: ${'a'.repeat(20_000)}\r\n`), [431]],
    ['3,000 headers', () => text(`${host}${'X-Some: a\r\n'.repeat(3000)}`), [431]],
    ['a cookie of 16 KB', () => text(`${host}Cookie: a=${'a'.repeat(16_384)}\r\n`), [431]],
    ['a path of 20 KB', () => requestBytes({ path: `${path}/${'a'.repeat(20_000)}` }), [414, 431]],
    [
      'an expectation nobody meets',
      () => requestBytes({ path, headers: { Expect: 'foo' } }),
      [417],
    ],
    ['HTTP/0.9', () => Buffer.from(`GET ${path}\r\n`), [0, 400]],
    ['bytes of no kind', () => Buffer.from([0, 255, 1, 254, 22, 3, 1]), [0, 400]],
    ['TLS where there is none', () => Buffer.from('16030100050100000100', 'hex'), [0, 400]],
    [
      'a body of many GB, told',
      () => requestBytes({ path, headers: { ...JSON_TYPE, 'Content-Length': '99999999999' } }),
      [0, 413, 400],
    ],
    [
      '5 MB of spaces',
      () => requestBytes({ path, headers: JSON_TYPE, body: BOMB.subarray(0, 9 << 20) }),
      [413],
    ],
    ['a bomb in gzip', () => packed('gzip', gzipSync(BOMB)), [413]],
    ['a bomb in deflate', () => packed('deflate', deflateSync(BOMB)), [413]],
    ['brotli', () => packed('br', brotliCompressSync(Buffer.from('{}'))), [415]],
    ['two encodings', () => packed('gzip, gzip', gzipSync(gzipSync('{}'))), [415]],
    ['what is no gzip', () => packed('gzip', Buffer.from('{}')), [400]],
    [
      'another charset',
      () =>
        requestBytes({
          path,
          headers: { 'Content-Type': 'application/json; charset=utf-7' },
          body: '{}',
        }),
      [415],
    ],
    [
      'a form',
      () =>
        requestBytes({
          path,
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          body: 'a=b',
        }),
      [400, 415],
    ],
    [
      'plain text',
      () => requestBytes({ path, headers: { 'Content-Type': 'text/plain' }, body: '{}' }),
      [400, 415],
    ],
  ];
}

/** Bodies that are no JSON, or not within its limits. */
export const BAD_JSON: readonly (readonly [what: string, body: string | Buffer])[] = [
  ['cut off', '{"name":'],
  ['no JSON', 'name=x'],
  ['with something after it', '{} {}'],
  ['with a repeated name', '{"name":"a","name":"b"}'],
  ['65 deep', '['.repeat(65) + ']'.repeat(65)],
  ['5,000 deep', '{"a":'.repeat(5000)],
  ['a million deep', '['.repeat(1_000_000)],
  ['with a name of a kilobyte', `{"${'a'.repeat(1024)}":1}`],
  ['with a number of a kilobyte', `{"name":${'1'.repeat(1024)}}`],
  ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['UTF-16', Buffer.from('{}', 'utf16le')],
];

/** Names that mean something to JavaScript. */
export const WORDS = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
] as const;

/** Are all objects still what they were? */
export function expectUnpolluted(): void {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
}

/** Counts commits from its making on, but for those that tell of logins. */
export class Witness {
  readonly changes: string[] = [];

  constructor(server: TestServer) {
    server.inventory.subscribe(({ changes }) => {
      if (changes.some(({ op }) => op !== 'post')) this.changes.push(JSON.stringify(changes));
    });
  }
}
