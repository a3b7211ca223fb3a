/**
 * Reads the body of a request: counted while it streams in, unpacked when compressed.
 */
import type { IncomingMessage } from 'node:http';
import { gunzip, inflate, type ZlibOptions } from 'node:zlib';

/** Why there is no body: an HTTP status and a text. */
export interface BodyError {
  readonly status: 400 | 413 | 415;
  readonly text: string;
}

type Done = (body: Buffer | undefined, error?: BodyError) => void;
type Unpack = (
  packed: Buffer,
  options: ZlibOptions,
  done: (error: Error | null, body: Buffer) => void,
) => void;

const UNPACKERS: Readonly<Record<string, Unpack>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: inflate,
};

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]*)/i;
const CHARSETS: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);

const TOO_LARGE: BodyError = { status: 413, text: 'The request is too large.' };

/**
 * Calls done once with the whole body, or with what is wrong. A body beyond the limit is thrown
 * away as it comes in, up to the limit again, so that the client lives to read the answer. Nothing
 * is called when the client hangs up.
 */
export function readBody(request: IncomingMessage, limitBytes: number, done: Done): void {
  const refusal = refuse(request);
  if (refusal) {
    done(undefined, refusal);
    return;
  }
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  collect(request, limitBytes, (body, error) => {
    if (body === undefined || encoding === 'identity' || encoding === '') done(body, error);
    else unpack(body, encoding, limitBytes, done);
  });
}

function refuse(request: IncomingMessage): BodyError | undefined {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity' && !Object.hasOwn(UNPACKERS, encoding)) {
    return { status: 415, text: `Content-Encoding ${encoding} is not supported.` };
  }
  const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !CHARSETS.has(charset.toLowerCase())) {
    return { status: 415, text: `Charset ${charset} is not supported.` };
  }
  return undefined;
}

function collect(request: IncomingMessage, limitBytes: number, done: Done): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let over = false;
  const drop = (): void => {
    over = true;
    chunks.length = 0;
  };
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limitBytes) {
      chunks.push(chunk);
      return;
    }
    if (!over) drop();
    if (size > 2 * limitBytes) {
      request.removeAllListeners('data').removeAllListeners('end').pause();
      done(undefined, TOO_LARGE);
    }
  });
  request.on('end', () => {
    if (over) done(undefined, TOO_LARGE);
    else done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size));
  });
  // A client that hangs up in the middle is owed nothing.
  request.on('error', drop);
}

function unpack(packed: Buffer, encoding: string, limitBytes: number, done: Done): void {
  const unpacker = UNPACKERS[encoding] as Unpack;
  unpacker(packed, { maxOutputLength: limitBytes }, (error, body) => {
    if (!error) done(body);
    else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') done(undefined, TOO_LARGE);
    else done(undefined, { status: 400, text: `The body is not ${encoding} data.` });
  });
}

/** Longer requests are decoded in slices. */
const SLICED_FROM_BYTES = 262_144;

export function isLong(body: Buffer): boolean {
  return body.length >= SLICED_FROM_BYTES;
}
