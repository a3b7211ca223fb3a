/**
 * Answers of the door `/folder` without a file in them: what went wrong, and pages.
 */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { VimFault } from '../../vmodl/fault.ts';

/** Files come from anybody and are shown to anybody: nothing in them may run in a browser. */
export const SAFE_HEADERS: OutgoingHttpHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
};

/** A request that cannot be answered with what it asks for. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;

  constructor(status: number, message: string, headers: OutgoingHttpHeaders = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

const STATUS_OF_FAULTS: Readonly<Record<string, number>> = {
  CannotCreateFile: 409,
  CannotDeleteFile: 409,
  DirectoryNotEmpty: 409,
  FileAlreadyExists: 409,
  FileLocked: 409,
  FileNameTooLong: 400,
  FileNotFound: 404,
  InaccessibleDatastore: 503,
  InvalidDatastore: 404,
  InvalidDatastorePath: 400,
  ManagedObjectNotFound: 404,
  NoDiskSpace: 507,
  NoPermission: 403,
};

/** A fault as HTTP says it; undefined for what is no client's mistake. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const status = error instanceof VimFault ? STATUS_OF_FAULTS[error.name] : undefined;
  return status === undefined || !(error instanceof Error)
    ? undefined
    : new Refusal(status, error.message);
}

export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = `${text}\n`;
  response.writeHead(status, {
    ...SAFE_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

export function answerPage(response: ServerResponse, page: string): void {
  response.writeHead(200, {
    ...SAFE_HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page),
  });
  response.end(response.req.method === 'HEAD' ? undefined : page);
}
