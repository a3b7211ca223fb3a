/**
 * What is wrong with a request as SOAP, told the way vCenter tells it: the offence, then one
 * paragraph per thing that was being parsed, from the inside out.
 *
 *     Unexpected element tag "sharing" seen
 *
 *     while parsing serialized DataObject of type vim.vm.device.VirtualDisk
 *     at line 1, column 415
 *     …
 *     while parsing HTTP request for method reconfigure
 *     on object of type vim.VirtualMachine
 *     at line 1, column 0
 */
import { positionOf } from '../codec/position.ts';

export type FaultCode = 'ServerFaultCode' | 'ClientFaultCode' | 'VersionMismatchFaultCode';

/** Leaves as a SOAP fault with that code; detail is InvalidRequest or nothing. */
export class RequestError extends Error {
  readonly code: FaultCode;
  readonly invalidRequest: boolean;

  constructor(message: string, code: FaultCode = 'ServerFaultCode') {
    super(message);
    this.code = code;
    this.invalidRequest = code === 'ServerFaultCode';
  }
}

/** One thing being parsed. `index` is the offset in the request text, absent where none is told. */
export interface Frame {
  readonly text: string;
  readonly index?: number | undefined;
}

export function describeError(source: string, offence: string, frames: readonly Frame[]): string {
  const paragraphs = frames.map((frame) => `while parsing ${frame.text}${place(source, frame)}`);
  return [offence, ...paragraphs].join('\n\n');
}

function place(source: string, frame: Frame): string {
  if (frame.index === undefined) return '';
  const { line, column } = positionOf(source, frame.index);
  return `\nat line ${line}, column ${column}`;
}

export const BEFORE_METHOD: Frame = {
  text: 'HTTP request before method was determined',
  index: 0,
};
