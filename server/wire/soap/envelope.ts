/**
 * The SOAP 1.1 envelope of a request: recognised by namespace, whatever the prefixes; its header is
 * read for the operation id and otherwise ignored.
 */
import { BEFORE_METHOD, describeError, type Frame, RequestError } from './request-error.ts';
import type { XmlElement } from './xml.ts';

const SOAP_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';

export interface Envelope {
  /** The element that names the method. */
  readonly call: XmlElement;
  readonly operationId: string | undefined;
  /** Envelope and body, innermost first, for error texts. */
  readonly frames: readonly Frame[];
}

/** Throws RequestError when this is no envelope around exactly one call. */
export function openEnvelope(source: string, root: XmlElement): Envelope {
  const envelopeFrame: Frame = { text: 'SOAP envelope', index: root.index };
  const fail = (offence: string, ...frames: Frame[]): never => {
    throw new RequestError(describeError(source, offence, [...frames, BEFORE_METHOD]));
  };
  if (!isSoap(root, 'Envelope')) return fail(`Unexpected element tag "${root.tag}" seen`);
  const [first, second, ...rest] = root.children;
  const header = first && isSoap(first, 'Header') ? first : undefined;
  const body = header ? second : first;
  if (!body || !isSoap(body, 'Body')) {
    return fail(body ? `Unexpected element tag "${body.tag}" seen` : 'No SOAP body', envelopeFrame);
  }
  const trailing = header ? rest[0] : second;
  if (trailing) return fail(`Unexpected element tag "${trailing.tag}" seen`, envelopeFrame);
  const bodyFrame: Frame = { text: 'SOAP body', index: body.index };
  const [call, other] = body.children;
  if (!call) return fail('SOAP body is empty', bodyFrame, envelopeFrame);
  if (other) return fail(`Unexpected element tag "${other.tag}" seen`, bodyFrame, envelopeFrame);
  return {
    call,
    operationId: header?.children.find((each) => each.name === 'operationID')?.text,
    frames: [bodyFrame, envelopeFrame],
  };
}

function isSoap(element: XmlElement, name: string): boolean {
  return element.name === name && element.namespace === SOAP_NAMESPACE;
}

const PROLOGUE =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"\n' +
  ' xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"\n' +
  ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"\n' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n' +
  '<soapenv:Body>\n';
const EPILOGUE = '\n</soapenv:Body>\n</soapenv:Envelope>';

/** What stands before the results of a method, byte for byte as recorded from vCenter. */
export function answerHead(method: string): string {
  return `${PROLOGUE}<${method}Response xmlns="urn:vim25">`;
}

export function answerTail(method: string): string {
  return `</${method}Response>${EPILOGUE}`;
}

/** The document around a `soapenv:Fault` element. */
export function faultDocument(fault: string): string {
  return PROLOGUE + fault + EPILOGUE;
}
