/**
 * What is read out of a file: what was uploaded into it; the text that a .vmx, a disk's descriptor or a
 * log would have; else zeros, as many as the file is long.
 */
import { createHash } from 'node:crypto';
import type { FileContents } from './contents/file-contents.ts';
import type { FilePlace } from './file-place.ts';
import type { StoredFile } from './stored-file.ts';
import { type TextSources, writtenText } from './written-text.ts';

export interface FileBody {
  /** As listings tell it. */
  readonly size: number;
  /** Equal as long as the bytes are equal; without quotes. */
  readonly etag: string;
  /** ISO time. */
  readonly modified: string;
  /** The bytes from start to before end. */
  read(start: number, end: number): AsyncIterable<Buffer>;
}

/** So many zeros are sent at a time. */
const ZEROS_BYTES = 64 * 1024;

export function fileBody(
  file: StoredFile,
  place: FilePlace,
  sources: TextSources & { readonly fileContents: FileContents },
): FileBody {
  const { size, modified, content } = file;
  const { fileContents } = sources;
  const kept = content === undefined ? undefined : fileContents.sizeOf(content);
  if (content !== undefined && kept !== undefined) {
    return {
      ...{ size, modified },
      etag: content.slice(0, 32),
      read: (start, end) =>
        joined(fileContents.read(content, start, Math.min(end, kept)), start, end, kept),
    };
  }
  const text = writtenText(file, place, sources);
  if (text === undefined) {
    return { size, modified, etag: etagOf(`${size} ${modified}`), read: zeros };
  }
  const bytes = Buffer.from(text);
  return {
    ...{ size, modified, etag: etagOf(text) },
    read: (start, end) =>
      joined([bytes.subarray(start, Math.min(end, bytes.length))], start, end, bytes.length),
  };
}

/** What there is, and zeros up to the end of what is asked. */
async function* joined(
  there: AsyncIterable<Buffer> | Iterable<Buffer>,
  start: number,
  end: number,
  thereBytes: number,
): AsyncIterable<Buffer> {
  if (start < thereBytes) yield* there;
  yield* zeros(Math.max(start, thereBytes), end);
}

async function* zeros(start: number, end: number): AsyncIterable<Buffer> {
  const block = Buffer.alloc(Math.max(0, Math.min(ZEROS_BYTES, end - start)));
  for (let left = end - start; left > 0; left -= block.length) {
    yield left < block.length ? block.subarray(0, left) : block;
  }
}

function etagOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
