/**
 * The lookup service: what it has, who may change it (nobody), and what of it a client asks for.
 */
import { DEFAULT_LOCALE, supportedLocale } from '../../vim/sessions/locales.ts';
import { escapeAttribute, escapeText } from '../soap/text.ts';
import { argument, LOOKUP, type LookupCall, textArgument } from './lookup-call.ts';
import { entryNotFound, LookupFault } from './lookup-fault.ts';
import { type Attribute, type Endpoint, type Registration, SITE_ID } from './registrations.ts';

type Method = (call: LookupCall, registrations: readonly Registration[]) => string;

/** Type and id of each object, and its methods. */
const OBJECTS: Readonly<Record<string, { readonly id: string; readonly methods: MethodTable }>> = {
  LookupServiceInstance: { id: 'ServiceInstance', methods: { RetrieveServiceContent: contents } },
  LookupLookupService: { id: 'lookupService', methods: {} },
  LookupServiceRegistration: {
    id: 'ServiceRegistration',
    methods: {
      ...{ List: list, Get: get, GetSiteId: () => text(SITE_ID) },
      ...{ Create: refuse, Delete: refuse, Set: refuse },
    },
  },
  LookupDeploymentInformationService: {
    id: 'deploymentInformationService',
    methods: { RetrieveHaBackupConfiguration: refuse },
  },
  LookupL10n: { id: 'l10n', methods: { GetLocale: () => text(DEFAULT_LOCALE), SetLocale: locale } },
};
type MethodTable = Readonly<Record<string, Method>>;

/** The result of a call: the elements within its response. Throws LookupFault. */
export function carryOut(call: LookupCall, registrations: readonly Registration[]): string {
  const { type, id } = call.receiver;
  const object = Object.hasOwn(OBJECTS, type) ? OBJECTS[type] : undefined;
  if (object?.id !== id) {
    throw new LookupFault(
      'ManagedObjectNotFound',
      `The object '${type}:${id}' has already been deleted or has not been completely created`,
      [['obj', id, ` type="${escapeAttribute(type)}"`]],
    );
  }
  const method = Object.hasOwn(object.methods, call.method)
    ? object.methods[call.method]
    : undefined;
  if (!method) {
    throw new LookupFault(
      'InvalidRequest',
      `Unable to resolve WSDL method name ${call.method} for namespace ${LOOKUP}`,
    );
  }
  return method(call, registrations);
}

function contents(): string {
  return returned(
    [
      ['lookupService', 'LookupLookupService'],
      ['serviceRegistration', 'LookupServiceRegistration'],
      ['deploymentInformationService', 'LookupDeploymentInformationService'],
      ['l10n', 'LookupL10n'],
    ]
      .map(
        ([member = '', type = '']) =>
          `<${member} type="${type}">${OBJECTS[type]?.id ?? ''}</${member}>`,
      )
      .join(''),
  );
}

/** Services change by being installed, which a mock's are not. */
function refuse(): never {
  throw new LookupFault('SecurityError', 'Permission to change the registrations was denied.');
}

function locale({ element }: LookupCall): string {
  const known = supportedLocale(textArgument(element, 'locale') ?? '');
  if (known !== undefined) return text(known);
  throw new LookupFault('InvalidArgument', 'A specified parameter was not correct: locale', [
    ['invalidProperty', 'locale'],
  ]);
}

function get({ element }: LookupCall, registrations: readonly Registration[]): string {
  const serviceId = textArgument(element, 'serviceId') ?? '';
  const found = registrations.find((each) => each.serviceId === serviceId);
  if (!found) throw entryNotFound(serviceId);
  return infoOf(found);
}

function list({ element }: LookupCall, registrations: readonly Registration[]): string {
  const filter = argument(element, 'filterCriteria');
  // Optional by its schema; a real lookup service breaks without it.
  if (!filter) {
    throw new LookupFault('SystemError', 'Invalid fault', [['reason', 'Invalid fault']]);
  }
  const service = argument(filter, 'serviceType');
  const endpoint = argument(filter, 'endpointType');
  const wanted = registrations.filter(
    (each) =>
      agrees(textArgument(filter, 'siteId'), each.siteId) &&
      agrees(textArgument(filter, 'nodeId'), each.nodeId) &&
      agrees(textArgument(service, 'product'), each.product) &&
      agrees(textArgument(service, 'type'), each.type),
  );
  if (!endpoint) return wanted.map(infoOf).join('');
  const protocol = textArgument(endpoint, 'protocol');
  const type = textArgument(endpoint, 'type');
  return wanted
    .map((each) => ({
      ...each,
      endpoints: each.endpoints.filter(
        (one) => agrees(protocol, one.protocol) && agrees(type, one.type),
      ),
    }))
    .filter(({ endpoints }) => endpoints.length > 0)
    .map(infoOf)
    .join('');
}

function agrees(asked: string | undefined, actual: string): boolean {
  return asked === undefined || asked === actual;
}

function infoOf(registration: Registration): string {
  const { product, type, attributes, endpoints } = registration;
  return returned(
    element('serviceVersion', registration.serviceVersion) +
      element('vendorNameResourceKey', 'sso.vendorname') +
      endpoints.map(endpointOf).join('') +
      attributes.map((each) => attributeElement('serviceAttributes', each)).join('') +
      element('serviceNameResourceKey', registration.nameResourceKey) +
      element('serviceDescriptionResourceKey', registration.descriptionResourceKey) +
      element('ownerId', registration.ownerId) +
      `<serviceType>${element('product', product)}${element('type', type)}</serviceType>` +
      element('nodeId', registration.nodeId) +
      element('serviceId', registration.serviceId) +
      element('siteId', registration.siteId),
  );
}

function endpointOf({ url, protocol, type, sslTrust, attributes }: Endpoint): string {
  return (
    `<serviceEndpoints>${element('url', url)}` +
    `<endpointType>${element('protocol', protocol)}${element('type', type)}</endpointType>` +
    sslTrust.map((each) => element('sslTrust', each)).join('') +
    attributes.map((each) => attributeElement('endpointAttributes', each)).join('') +
    '</serviceEndpoints>'
  );
}

function attributeElement(name: string, { key, value }: Attribute): string {
  return `<${name}>${element('key', key)}${element('value', value)}</${name}>`;
}

function text(value: string): string {
  return element('returnval', value);
}

function returned(content: string): string {
  return `<returnval>${content}</returnval>`;
}

function element(name: string, value: string): string {
  return `<${name}>${escapeText(value)}</${name}>`;
}
