/**
 * The way to another of these servers, for VMs that go there: JSON over HTTPS, with the user name and
 * password of the ServiceLocator. The certificate must be the one whose thumbprint or text the locator
 * names; without one it must be signed by somebody this machine trusts.
 */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';
import {
  type Arrived,
  decodeMessage,
  encodeMessage,
  faultFromPeer,
  type Offer,
  type Peer,
  type PeerAddress,
  type PeerFault,
} from '../../vim/peers/protocol.ts';
import { VimFault } from '../../vmodl/fault.ts';
import { member } from '../../vmodl/value.ts';

export const PEER_PATH = '/_peer/arrivals';
/** A peer that says nothing for so long is not there. */
const TIMEOUT_MS = 30_000;
const ANSWER_LIMIT_BYTES = 1024 * 1024;

export function connectPeer(address: PeerAddress): Peer {
  const base = baseOf(address.url);
  const call = (method: string, path: string, body?: unknown) =>
    exchange(new URL(path, base), address, method, body);
  return {
    announce: async (departure) => (await call('POST', PEER_PATH, departure)) as Offer,
    commit: async (id) => (await call('POST', `${PEER_PATH}/${id}/commit`, {})) as Arrived,
    withdraw: async (id) => {
      await call('DELETE', `${PEER_PATH}/${id}`);
    },
  };
}

function baseOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new VimFault('InvalidArgument', { invalidProperty: 'spec.service.url' });
}

async function exchange(
  url: URL,
  address: PeerAddress,
  method: string,
  body: unknown,
): Promise<unknown> {
  const { status, text } = await send(url, address, method, body).catch((error: unknown) => {
    throw error instanceof VimFault ? error : unreachable(url, error);
  });
  if (status === 204) return undefined;
  const answer = status === 200 || status === 409 ? decodeMessage(text) : undefined;
  if (status === 200) return answer;
  if (isFault(answer)) throw faultFromPeer(answer);
  throw new VimFault(
    'NotSupported',
    {},
    `The vCenter Server at ${url.host} does not take virtual machines from this one (HTTP ${status}).`,
  );
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function send(url: URL, address: PeerAddress, method: string, body: unknown): Promise<Answer> {
  const text = body === undefined ? '' : encodeMessage(body);
  const credentials = Buffer.from(`${address.userName}:${address.password}`).toString('base64');
  const options: RequestOptions = {
    method,
    agent: false,
    timeout: TIMEOUT_MS,
    headers: {
      authorization: `Basic ${credentials}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    },
  };
  return new Promise((resolve, reject) => {
    const trusts = trustOf(address);
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, rejectUnauthorized: false })
        : httpRequest(url, options);
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('response', (response) => read(response, resolve, reject));
    if (url.protocol === 'http:') {
      request.end(text);
      return;
    }
    // Credentials leave only once the certificate is the right one.
    request.on('socket', (socket) =>
      socket.once('secureConnect', () => {
        const fault = trusts(socket as TLSSocket);
        if (fault) request.destroy(fault);
        else request.end(text);
      }),
    );
  });
}

function read(
  response: IncomingMessage,
  resolve: (answer: Answer) => void,
  reject: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > ANSWER_LIMIT_BYTES) response.destroy(new Error('the answer is too long'));
    else chunks.push(chunk);
  });
  response.on('error', reject);
  response.on('end', () =>
    resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
  );
}

/** What speaks against a certificate. */
function trustOf({ thumbprint, certificate }: PeerAddress) {
  return (socket: TLSSocket): VimFault | undefined => {
    const peer = socket.getPeerCertificate();
    const prints = [peer.fingerprint, peer.fingerprint256].map(plainHex);
    const known =
      (thumbprint !== undefined && prints.includes(plainHex(thumbprint))) ||
      (certificate !== undefined && plainBase64(certificate) === peer.raw.toString('base64'));
    if (known || (thumbprint === undefined && certificate === undefined && socket.authorized)) {
      return undefined;
    }
    const selfSigned = String(socket.authorizationError).includes('SELF_SIGNED');
    return new VimFault(
      'SSLVerifyFault',
      { selfSigned, thumbprint: peer.fingerprint },
      "Authenticity of the host's SSL certificate is not verified.",
    );
  };
}

function plainHex(text: string): string {
  return text.replace(/[^0-9a-f]/gi, '').toLowerCase();
}

function plainBase64(text: string): string {
  return text.replace(/-----[^-]+-----/g, '').replace(/\s/g, '');
}

function unreachable(url: URL, error: unknown): VimFault {
  const reason = error instanceof Error ? error.message : String(error);
  return new VimFault(
    'HostConnectFault',
    {},
    `The vCenter Server at ${url.host} cannot be reached: ${reason}`,
  );
}

function isFault(value: unknown): value is PeerFault {
  return typeof member(value, 'name') === 'string' && typeof member(value, 'detail') === 'object';
}
