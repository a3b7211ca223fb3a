/**
 * What the token service refuses, and how: SOAP faults of WS-Trust 1.3 (section 11), in vCenter's
 * spelling of their codes.
 *
 * pyVim takes a fault apart by its texts: code and string must be the only two of the document.
 */
import { escapeText } from '../soap/text.ts';
import { SOAP, TRUST } from '../tokens/namespaces.ts';

export type TrustFaultCode =
  | 'InvalidRequest'
  | 'FailedAuthentication'
  | 'RequestFailed'
  | 'InvalidSecurityToken'
  | 'ExpiredData'
  | 'InvalidTimeRange'
  | 'UnableToRenew'
  | 'UnsupportedSecurityToken';

export class TrustFault extends Error {
  readonly code: TrustFaultCode;

  constructor(code: TrustFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function failedAuthentication(): TrustFault {
  return new TrustFault('FailedAuthentication', 'Invalid credentials');
}

export function faultText({ code, message }: TrustFault): string {
  return (
    `<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="${SOAP}"><S:Body><S:Fault>` +
    `<faultcode xmlns:ns0="${TRUST}/">ns0:${code}</faultcode>` +
    `<faultstring>${escapeText(message)}</faultstring></S:Fault></S:Body></S:Envelope>`
  );
}
