/** Faults of the lookup service, in its own namespace. */
import { escapeText } from '../soap/text.ts';

/** Members of a fault's detail, in the order of its type; attributes of the element stand with its name. */
export type FaultMembers = readonly (readonly [name: string, value: string, attributes?: string])[];

export class LookupFault extends Error {
  /** Type in `urn:lookup`. */
  readonly type: string;
  readonly members: FaultMembers;

  constructor(type: string, message: string, members: FaultMembers = []) {
    super(message);
    this.type = type;
    this.members = members;
  }
}

/** There is no service of that id. */
export function entryNotFound(serviceId: string): LookupFault {
  const message = `Entry with id '${serviceId}' was not found.`;
  return new LookupFault('LookupFaultEntryNotFoundFault', message, [
    ['errorMessage', message],
    ['name', serviceId],
  ]);
}

/** The content of the SOAP body. */
export function faultElement({ type, members, message }: LookupFault): string {
  const detail = members
    .map(([name, value, attributes = '']) => `<${name}${attributes}>${escapeText(value)}</${name}>`)
    .join('');
  return (
    '<soapenv:Fault><faultcode>ServerFaultCode</faultcode>' +
    `<faultstring>${escapeText(message)}</faultstring><detail>` +
    `<${type}Fault xmlns="urn:lookup" xsi:type="${type}">${detail}</${type}Fault></detail></soapenv:Fault>`
  );
}
