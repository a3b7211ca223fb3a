/**
 * PUT and POST of a file: counted while it streams in, and there only once all of it is.
 */
import type { IncomingMessage } from 'node:http';
import {
  ContentTooLarge,
  type ContentWriter,
  type FileContents,
} from '../../vim/datastore-files/contents/file-contents.ts';
import type { Arrival } from '../../vim/datastore-files/upload.ts';
import { Refusal } from './answer.ts';

export interface Reception {
  readonly contents: FileContents;
  /** Bytes the file may have on its datastore. */
  readonly roomBytes: () => number;
  /** Puts the file in place. */
  readonly store: (arrival: Arrival) => void;
}

/**
 * Throws Refusal 400, 413, 415, 507; what `store` throws; and the stream's own error when the client has
 * gone. Whatever it throws, nothing is left behind.
 */
export async function receiveFile(request: IncomingMessage, into: Reception): Promise<void> {
  demandPlain(request);
  demandRoom(Number(request.headers['content-length'] ?? 0), into);
  const { contents } = into;
  const writer = contents.write();
  try {
    await takeIn(request, writer, into);
    const { id, size } = await writer.finish();
    try {
      into.store({ content: id, size, head: writer.head });
    } finally {
      contents.release(id);
    }
  } catch (error) {
    await writer.abort();
    throw error instanceof ContentTooLarge ? tooLarge(error.limit) : error;
  }
}

async function takeIn(
  request: IncomingMessage,
  writer: ContentWriter,
  { roomBytes }: Reception,
): Promise<void> {
  // Whoever sends too much lives to read why. Who breaks off makes this throw.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) throw new Error('an upload came as text');
    if (writer.size + chunk.length > roomBytes()) throw noRoom();
    await writer.write(chunk);
  }
}

/** A part of a file, or a packed one, would be stored as if it were the file. */
function demandPlain({ headers }: IncomingMessage): void {
  if (headers['content-range'] !== undefined) {
    throw new Refusal(400, 'A file is sent as a whole.');
  }
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== '') {
    throw new Refusal(415, `Content-Encoding ${encoding} is not supported.`);
  }
}

/** What is said to be too large is not even begun. */
function demandRoom(bytes: number, { contents, roomBytes }: Reception): void {
  if (bytes > contents.limits.fileBytesMax) throw tooLarge('file');
  if (bytes > roomBytes()) throw noRoom();
}

function tooLarge(limit: 'file' | 'total'): Refusal {
  return limit === 'file'
    ? new Refusal(413, 'The file is larger than this server takes.')
    : new Refusal(507, 'This server has no room for more contents of files.');
}

function noRoom(): Refusal {
  return new Refusal(507, 'Insufficient disk space on the datastore.');
}
