/**
 * The door to the lookup service, where clients learn which services there are and at which address:
 *
 *     POST /lookupservice/sdk    SOAP 1.1 in urn:lookup; nobody needs to be logged in
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Logger } from '../../log.ts';
import { SERVICE_INSTANCE } from '../../vim/service/service-content.ts';
import { answerPlain, answerText } from '../http/answer.ts';
import { ownUrl } from '../http/own-url.ts';
import { readBody } from '../http/request-body.ts';
import { XmlError } from '../soap/xml-guard.ts';
import { SOAP, XSD, XSI } from '../tokens/namespaces.ts';
import { denseCertificate } from '../tokens/token-authority.ts';
import { readLookupCall } from './lookup-call.ts';
import { faultElement, LookupFault } from './lookup-fault.ts';
import { carryOut } from './lookup-service.ts';
import { registrationsOf, type Site } from './registrations.ts';

export interface LookupDoorOptions {
  readonly inventory: Inventory;
  /** Where the server listens: `https://127.0.0.1:8989`. */
  readonly address: () => string;
  /** PEM of the certificate it shows; of one of its own where it shows none. Asked once. */
  readonly certificate: () => string;
  /** Is `/api` served? */
  readonly hasVapi: boolean;
  readonly log: Logger;
}

export interface LookupDoor {
  /** False: not my path. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

const PATH = /^\/lookupservice\/sdk\/?(?:\?|$)/;
const BODY_LIMIT_BYTES = 256 * 1024;

export function createLookupDoor(options: LookupDoorOptions): LookupDoor {
  return new Door(options);
}

class Door implements LookupDoor {
  readonly #options: LookupDoorOptions;
  #certificate: string | undefined;

  constructor(options: LookupDoorOptions) {
    this.#options = options;
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    if (!PATH.test(request.url ?? '')) return false;
    if (request.method !== 'POST') {
      response.setHeader('Allow', 'POST');
      answerPlain(response, 405, 'Method not allowed.');
      return true;
    }
    const url = ownUrl(request, this.#options.address());
    readBody(request, BODY_LIMIT_BYTES, (body, error) => {
      if (body) {
        this.#answer(response, body.toString('utf8').replace(/^\uFEFF/, ''), url);
      } else if (error) {
        response.setHeader('Connection', 'close');
        answerPlain(response, error.status, error.text);
      }
    });
    return true;
  }

  #answer(response: ServerResponse, text: string, url: string): void {
    try {
      const call = readLookupCall(text);
      const result = carryOut(call, registrationsOf(this.#site(url)));
      const name = `${call.method}Response`;
      const content = `<${name} xmlns="urn:lookup">${result}</${name}>`;
      answerText(response, { status: 200, gzip: false }, envelope(content));
    } catch (error) {
      const content = faultElement(this.#faultOf(error));
      answerText(response, { status: 500, gzip: false }, envelope(content));
    }
  }

  #faultOf(error: unknown): LookupFault {
    if (error instanceof LookupFault) return error;
    if (error instanceof XmlError) return new LookupFault('InvalidRequest', error.message);
    this.#options.log.error('The lookup service failed', { err: error });
    const reason = error instanceof Error ? error.message : String(error);
    return new LookupFault('SystemError', `A general system error occurred: ${reason}`, [
      ['reason', reason],
    ]);
  }

  #site(url: string): Site {
    const { inventory, hasVapi } = this.#options;
    this.#certificate ??= denseCertificate(this.#options.certificate());
    const about = inventory.read(SERVICE_INSTANCE, 'content')?.about;
    return {
      ...{ url, hasVapi, certificate: this.#certificate },
      instanceUuid: about?.instanceUuid ?? '',
      instanceName: new URL(url).hostname,
      version: about?.version ?? '',
    };
  }
}

function envelope(content: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:xsd="${XSD}" xmlns:xsi="${XSI}">` +
    `<soapenv:Body>${content}</soapenv:Body></soapenv:Envelope>`
  );
}
