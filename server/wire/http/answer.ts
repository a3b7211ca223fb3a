/**
 * Puts answers on the wire: headers as recorded from vCenter, compressed where it pays, long ones in
 * pieces as fast as the client takes them.
 */
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { createGzip, gzip } from 'node:zlib';

/** Runs what it is given once pending I/O has been served; `WallClock.tick`. */
export type Tick = (act: () => void) => void;

export interface AnswerOptions {
  readonly status: 200 | 400 | 404 | 500;
  /** XML unless given. */
  readonly contentType?: string;
  /** Does the client take gzip? */
  readonly gzip: boolean;
  readonly cookie?: string | undefined;
  /** Names and values of further headers, one after another. */
  readonly headers?: readonly string[] | undefined;
}

/** Shorter answers travel as they are: packing 16 KB takes as long as sending them at 1 Gbit/s. */
const GZIP_FROM_BYTES = 16_384;
/** Measured on inventories: as fast as level 1, a third smaller; level 6 takes twice as long. */
const GZIP_LEVEL = 3;
/** Characters encoded and written between two looks at other clients. */
const PIECE_LENGTH = 131_072;

const XML_TYPE = 'text/xml; charset=utf-8';

export function answerText(response: ServerResponse, options: AnswerOptions, text: string): void {
  if (options.gzip && text.length >= GZIP_FROM_BYTES) {
    gzip(text, { level: GZIP_LEVEL }, (error, packed) => {
      if (error) {
        response.destroy(error);
        return;
      }
      const headers = headersOf(options, packed.length);
      response.writeHead(options.status, [...headers, 'Content-Encoding', 'gzip']).end(packed);
    });
    return;
  }
  response.writeHead(options.status, headersOf(options, Buffer.byteLength(text))).end(text);
}

/**
 * Writes the pieces one after another, with a tick between batches and a pause whenever the client
 * is slower. Throws what the first batch throws, before anything is sent; a later error cuts the
 * connection and is told to `failed`.
 */
export function answerPieces(
  response: ServerResponse,
  options: AnswerOptions,
  pieces: Iterator<string>,
  tick: Tick,
  failed: (error: unknown) => void,
): void {
  const first = nextBatch(pieces);
  if (first.last) {
    answerText(response, options, first.text);
    return;
  }
  const headers = headersOf(options);
  if (options.gzip) headers.push('Content-Encoding', 'gzip');
  response.writeHead(options.status, headers);
  const target = options.gzip ? packInto(response) : response;
  const proceed = (batch: Batch): void => {
    if (batch.last) target.end(batch.text);
    else if (target.write(batch.text)) tick(next);
    else target.once('drain', () => tick(next));
  };
  const next = (): void => {
    if (response.destroyed) return;
    try {
      proceed(nextBatch(pieces));
    } catch (error) {
      failed(error);
      response.destroy();
    }
  };
  proceed(first);
}

/** An answer without XML: what HTTP has to say itself. */
export function answerPlain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

interface Batch {
  readonly text: string;
  readonly last: boolean;
}

function nextBatch(pieces: Iterator<string>): Batch {
  let text = '';
  while (text.length < PIECE_LENGTH) {
    const { value, done } = pieces.next();
    if (done) return { text, last: true };
    text += value;
  }
  return { text, last: false };
}

function packInto(response: ServerResponse): Writable {
  const packer = createGzip({ level: GZIP_LEVEL });
  packer.pipe(response);
  packer.on('error', (error) => response.destroy(error));
  response.on('close', () => packer.destroy());
  return packer;
}

function headersOf(options: AnswerOptions, length?: number): string[] {
  const headers = [
    'Content-Type',
    options.contentType ?? XML_TYPE,
    'Cache-Control',
    'no-cache',
    'Vary',
    'Accept-Encoding',
  ];
  if (length !== undefined) headers.push('Content-Length', String(length));
  if (options.cookie !== undefined) headers.push('Set-Cookie', options.cookie);
  if (options.headers !== undefined) headers.push(...options.headers);
  return headers;
}
