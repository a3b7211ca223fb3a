/**
 * The door for other servers of this kind, `/_peer/arrivals`: VMs that come here from another vCenter.
 *
 *     POST   /_peer/arrivals               a VM is announced
 *     POST   /_peer/arrivals/{id}/commit   it is taken over
 *     DELETE /_peer/arrivals/{id}          it stays where it is
 *
 * Every request names its user (HTTP Basic), who needs the same privileges here as for a move within
 * this vCenter. Faults are answered with status 409.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../log.ts';
import { callContext } from '../../vim/dispatch.ts';
import type { Context, Conversation, Services } from '../../vim/method.ts';
import { Arrivals } from '../../vim/peers/arrivals.ts';
import {
  decodeMessage,
  departureIn,
  encodeMessage,
  type PeerFault,
} from '../../vim/peers/protocol.ts';
import { ROOT_FOLDER } from '../../vim/service/service-content.ts';
import { VimFault } from '../../vmodl/fault.ts';
import { readBody } from '../http/request-body.ts';
import { PEER_PATH } from './client.ts';

export interface PeerDoorOptions {
  readonly services: Services;
  /** Resolves once everything so far is safe: no answer tells of what may be lost. */
  readonly settled: () => Promise<unknown>;
  readonly log: Logger;
}

export interface PeerDoor {
  /** False: not my path. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

type Operation = (arrivals: Arrivals, context: Context, body: string) => unknown;

export function createPeerDoor(options: PeerDoorOptions): PeerDoor {
  const arrivals = new Arrivals();
  return {
    handle(request, response) {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      if (path !== PEER_PATH && !path.startsWith(`${PEER_PATH}/`)) return false;
      const operation = operationOf(request.method ?? '', path.slice(PEER_PATH.length + 1));
      if (!operation) {
        answer(response, 404, '{}');
        return true;
      }
      readBody(request, BODY_LIMIT_BYTES, (body, error) => {
        if (!body) {
          answer(response, error?.status ?? 400, '{}');
          return;
        }
        const run = (context: Context) => operation(arrivals, context, body.toString('utf8'));
        carryOut(request, options, run).then(
          ({ status, text }) => answer(response, status, text),
          (err) => {
            options.log.error('a peer could not be answered', { err });
            response.destroy();
          },
        );
      });
      return true;
    },
  };
}

function operationOf(method: string, rest: string): Operation | undefined {
  if (method === 'POST' && rest === '') {
    return (arrivals, context, body) =>
      arrivals.announce(departureIn(decodeMessage(body)), context);
  }
  const [, id = '', action] = /^([\w-]{1,64})(\/commit)?$/.exec(rest) ?? [];
  if (id === '') return undefined;
  if (method === 'POST' && action !== undefined) {
    return (arrivals, context) => arrivals.commit(id, context);
  }
  if (method !== 'DELETE' || action !== undefined) return undefined;
  return (arrivals, context) => arrivals.withdraw(id, context);
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** As a session of its own, which ends with the request. */
async function carryOut(
  request: IncomingMessage,
  { services, settled, log }: PeerDoorOptions,
  run: (context: Context) => unknown,
): Promise<Answer> {
  const userAgent = request.headers['user-agent'] ?? 'vcmock';
  const remoteAddress = request.socket.remoteAddress ?? '';
  try {
    const session = services.sessions.login({
      ...credentials(request.headers.authorization),
      ...{ ipAddress: remoteAddress, userAgent },
    });
    try {
      const conversation: Conversation = { session, remoteAddress, userAgent };
      const call = { ref: ROOT_FOLDER, method: '', args: {}, rank: services.catalog.newestRank };
      const result = run(callContext(services, call, conversation));
      await settled();
      return { status: result === undefined ? 204 : 200, text: encodeMessage(result ?? null) };
    } finally {
      services.sessions.end(session);
    }
  } catch (error) {
    if (!(error instanceof VimFault)) log.error('a request of a peer failed', { err: error });
    return { status: 409, text: encodeMessage(faultOf(error)) };
  }
}

/** Throws InvalidLogin. */
function credentials(header: string | undefined): {
  readonly userName: string;
  readonly password: string;
} {
  const [, packed = ''] = /^Basic\s+([\w+/=]+)$/i.exec(header ?? '') ?? [];
  const [userName = '', ...rest] = Buffer.from(packed, 'base64').toString('utf8').split(':');
  if (userName === '') throw new VimFault('InvalidLogin');
  return { userName, password: rest.join(':') };
}

function faultOf(error: unknown): PeerFault {
  if (error instanceof VimFault) {
    return { name: error.name, detail: error.detail, message: error.message };
  }
  const reason = 'The request of the other vCenter Server failed.';
  return { name: 'SystemError', detail: { reason }, message: reason };
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(status === 204 ? undefined : text);
}
