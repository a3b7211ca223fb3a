/**
 * Requests which HTTP itself forbids, whatever door they came to.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerPlain } from './answer.ts';

/** Node uses the first and ignores the rest, which lets a request pass as one for another host. */
export function hasSeveralHosts(request: IncomingMessage): boolean {
  const { rawHeaders } = request;
  let hosts = 0;
  for (let place = 0; place < rawHeaders.length; place += 2) {
    const name = rawHeaders[place];
    if (name?.length === 'host'.length && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1;
}

/** @param allowed the methods which are, as in the header `Allow` */
export function answerNotAllowed(response: ServerResponse, allowed: string): void {
  response.setHeader('Allow', allowed);
  answerPlain(response, 405, 'Method not allowed.');
}
