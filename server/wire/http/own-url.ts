/**
 * How a client calls this server: what it wrote into `Host`, so that addresses it is given lead back
 * the way it came (through a forwarded port, by a name the server does not know).
 */
import type { IncomingMessage } from 'node:http';

const HOST = /^(?:[\w.-]{1,253}|\[[\da-fA-F:.%]{2,60}\])(?::\d{1,5})?$/;

/** `https://name:port`, without a slash at its end; the fallback where the client wrote nothing usable. */
export function ownUrl(request: IncomingMessage, fallback: string): string {
  const host = request.headers.host ?? '';
  if (!HOST.test(host)) return fallback;
  return `${new URL(fallback).protocol}//${host}`;
}
