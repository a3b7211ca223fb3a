/**
 * A thrown fault → `soapenv:Fault`, as recorded from vCenter.
 *
 * The detail element is the fault's type + `Fault`; clients strip the suffix to find the class, or
 * obey `xsi:type`. `faultcode`, `faultstring` and `detail` stand in no namespace.
 */
import type { VimFault } from '../../vmodl/fault.ts';
import type { VersionEncoder } from './encode.ts';
import { faultDocument } from './envelope.ts';
import type { FaultCode } from './request-error.ts';
import { escapeText } from './text.ts';

/** The whole answer for a fault. Throws a plain Error when its members are not what its type says. */
export function encodeFault(version: VersionEncoder, fault: VimFault): string {
  const type = version.knownType(fault.name);
  const body = version.body(type)(fault.detail);
  const element = `${type}Fault`;
  const detail = `<${element} xmlns="urn:vim25" xsi:type="${type}">${body}</${element}>`;
  return encodeRawFault('ServerFaultCode', fault.message, detail);
}

/** A fault without type: what a client gets for a call that is none. */
export function encodeRawFault(code: FaultCode, text: string, detail?: string): string {
  const detailElement = detail === undefined ? '' : `<detail>${detail}</detail>`;
  return faultDocument(
    '<soapenv:Fault>' +
      `<faultcode>${code}</faultcode>` +
      `<faultstring>${escapeText(text)}</faultstring>` +
      `${detailElement}</soapenv:Fault>`,
  );
}
