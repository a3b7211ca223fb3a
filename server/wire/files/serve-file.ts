/**
 * GET and HEAD of a file: whole or one range, as fast as the client takes it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileBody } from '../../vim/datastore-files/file-body.ts';
import { Refusal, SAFE_HEADERS } from './answer.ts';
import { byteRange } from './byte-range.ts';

/** Resolves when all is sent or the client has gone. Throws Refusal 416. */
export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  body: FileBody,
): Promise<void> {
  const etag = `"${body.etag}"`;
  const headers = {
    ...SAFE_HEADERS,
    'accept-ranges': 'bytes',
    etag,
    'last-modified': new Date(body.modified).toUTCString(),
  };
  if (names(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = rangeOf(request, etag, body.size);
  const { start, end } = range ?? { start: 0, end: body.size };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'content-type': 'application/octet-stream',
    'content-length': end - start,
    ...(range ? { 'content-range': `bytes ${start}-${end - 1}/${body.size}` } : {}),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(Readable.from(body.read(start, end)), response);
}

/** A client that has another version of the file wants all of this one. */
function rangeOf({ headers, method }: IncomingMessage, etag: string, size: number) {
  const condition = headers['if-range'];
  if (method === 'HEAD' || (condition !== undefined && condition !== etag)) return undefined;
  const range = byteRange(headers.range, size);
  if (range === 'whole') return undefined;
  if (range !== 'unsatisfiable') return range;
  throw new Refusal(416, 'The range is not in the file.', { 'content-range': `bytes */${size}` });
}

function names(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
