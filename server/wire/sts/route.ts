/**
 * The door to the token service, by which PowerCLI, pyVim and govc trade a password for a token:
 *
 *     POST /sts/STSService                  WS-Trust 1.3 over SOAP 1.1
 *     POST /sts/STSService/vsphere.local    the same, for a domain
 *
 * What is asked for stands in the request itself; the SOAPAction is not looked at.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../log.ts';
import { answerPlain, answerText } from '../http/answer.ts';
import { ownUrl } from '../http/own-url.ts';
import { readBody } from '../http/request-body.ts';
import { XmlError } from '../soap/xml-guard.ts';
import { TokenService, type TokenServiceOptions } from './token-service.ts';
import { faultText, TrustFault } from './trust-fault.ts';

export interface TokenDoorOptions extends TokenServiceOptions {
  /** Where the server listens: `https://127.0.0.1:8989`. */
  readonly address: () => string;
  readonly log: Logger;
}

export interface TokenDoor {
  /** False: not my path. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

const PATH = /^\/sts\/STSService(?:\/([\w.-]{1,253}))?\/?(?:\?|$)/;
/** A request carries a token or two, each some kilobytes. */
const BODY_LIMIT_BYTES = 1024 * 1024;
const DEFAULT_DOMAIN = 'vsphere.local';

export function createTokenDoor(options: TokenDoorOptions): TokenDoor {
  const service = new TokenService(options);
  return {
    handle(request, response) {
      const path = PATH.exec(request.url ?? '');
      if (!path) return false;
      if (request.method !== 'POST') {
        response.setHeader('Allow', 'POST');
        answerPlain(response, 405, 'Method not allowed.');
        return true;
      }
      const domain = path[1] ?? DEFAULT_DOMAIN;
      const issuer = `${ownUrl(request, options.address())}/websso/SAML2/Metadata/${domain}`;
      readBody(request, BODY_LIMIT_BYTES, (body, error) => {
        if (body) {
          void answer(service, { response, body, issuer, log: options.log });
        } else if (error) {
          response.setHeader('Connection', 'close');
          answerPlain(response, error.status, error.text);
        }
      });
      return true;
    },
  };
}

interface Asked {
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly issuer: string;
  readonly log: Logger;
}

async function answer(service: TokenService, asked: Asked): Promise<void> {
  const { response, body, issuer, log } = asked;
  try {
    const text = await service.answer(body.toString('utf8').replace(/^\uFEFF/, ''), issuer);
    answerText(response, { status: 200, gzip: false }, text);
  } catch (error) {
    const fault = faultOf(error);
    if (!fault) log.error('A token could not be issued', { err: error });
    const told = fault ?? new TrustFault('RequestFailed', 'The specified request failed');
    answerText(response, { status: 500, gzip: false }, faultText(told));
  }
}

function faultOf(error: unknown): TrustFault | undefined {
  if (error instanceof TrustFault) return error;
  if (error instanceof XmlError) return new TrustFault('InvalidRequest', error.message);
  return undefined;
}
