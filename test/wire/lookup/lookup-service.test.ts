/** The lookup service over HTTP: what it lists, by which filters, and what it refuses. */
import { createHash, X509Certificate } from 'node:crypto';
import { SERVICE_INSTANCE } from '../../../server/vim/service/service-content.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import { parseXml, type XmlElement } from '../../helpers/xml-element.ts';

const server = serverForThisFile({ seed: 'dc0' });
const INSTANCE = ['LookupServiceInstance', 'ServiceInstance'] as const;
const REGISTRATION = ['LookupServiceRegistration', 'ServiceRegistration'] as const;

async function call(
  method: string,
  [type, id]: readonly [string, string],
  args = '',
  headers: Record<string, string> = {},
): Promise<XmlElement> {
  const response = await fetch(`${server.running.url}/lookupservice/sdk`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '"urn:lookup/3.0"', ...headers },
    body:
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><${method} xmlns="urn:lookup">` +
      `<_this type="${type}">${id}</_this>${args}</${method}></s:Body></s:Envelope>`,
  });
  const body = parseXml(await response.text()).at('Envelope/Body')?.children[0];
  if (!body) throw new Error('no answer');
  return body;
}

async function list(criteria: string): Promise<readonly XmlElement[]> {
  const answer = await call('List', REGISTRATION, `<filterCriteria>${criteria}</filterCriteria>`);
  return answer.all('returnval');
}

const types = (found: readonly XmlElement[]) =>
  found.map((each) => each.textAt('serviceType/type'));

describe('RetrieveServiceContent', () => {
  it('names the objects of the service', async () => {
    const content = (await call('RetrieveServiceContent', INSTANCE)).at('returnval');

    expect(
      content?.children.map(({ name, attributes, text }) => [name, attributes['type'], text]),
    ).toEqual([
      ['lookupService', 'LookupLookupService', 'lookupService'],
      ['serviceRegistration', 'LookupServiceRegistration', 'ServiceRegistration'],
      [
        'deploymentInformationService',
        'LookupDeploymentInformationService',
        'deploymentInformationService',
      ],
      ['l10n', 'LookupL10n', 'l10n'],
    ]);
  });
});

describe('List', () => {
  it('lists what is served', async () => {
    expect(types(await list(''))).toEqual(
      expect.arrayContaining(['cs.identity', 'sso:sts', 'vcenterserver', 'cs.lookup']),
    );
  });

  it.each([
    [
      'service type',
      '<serviceType><product>com.vmware.cis</product><type>sso:sts</type></serviceType>',
      ['sso:sts'],
    ],
    [
      'empty product',
      '<serviceType><product></product><type>cs.identity</type></serviceType>',
      ['cs.identity'],
    ],
    [
      'endpoint type',
      '<endpointType><protocol>vmomi</protocol><type>com.vmware.vim</type></endpointType>',
      ['vcenterserver'],
    ],
    ['another product', '<serviceType><product>com.example</product></serviceType>', []],
    ['another site', '<siteId>elsewhere</siteId>', []],
    ['another node', '<nodeId>elsewhere</nodeId>', []],
    [
      'a member nobody knows',
      '<serviceType><type>vcenterserver</type></serviceType><searchAllSsoDomains>true</searchAllSsoDomains>',
      ['vcenterserver'],
    ],
  ])('filters by %s', async (_claim, criteria, expected) => {
    expect(types(await list(criteria))).toEqual(expected);
  });

  it('keeps of a service the endpoints asked for', async () => {
    const [service] = await list('<endpointType><type>urn:sso:sts</type></endpointType>');

    expect(service?.all('serviceEndpoints')).toHaveLength(1);
  });

  it('gives every endpoint a certificate, and an address that leads back', async () => {
    const endpoints = (await list('')).flatMap((each) => each.all('serviceEndpoints'));

    expect(endpoints.length).toBeGreaterThan(3);
    for (const endpoint of endpoints) {
      const der = Buffer.from(endpoint.textAt('sslTrust') ?? '', 'base64');
      expect(new X509Certificate(der).raw.length).toBe(der.length);
      expect(endpoint.textAt('url')).toMatch(new RegExp(`^${server.running.url}/`));
    }
    expect(
      new Set(
        endpoints.map((each) =>
          createHash('sha1')
            .update(each.textAt('sslTrust') ?? '')
            .digest('hex'),
        ),
      ).size,
    ).toBe(1);
  });

  it('tells vCenter Server by its instance UUID', async () => {
    const [service] = await list('<serviceType><type>vcenterserver</type></serviceType>');
    const about = server.inventory.read(SERVICE_INSTANCE, 'content')?.about;

    expect(service?.textAt('serviceId')).toBe(about?.instanceUuid);
    expect(service?.textAt('nodeId')).toBe(about?.instanceUuid);
  });

  it('breaks without a filter, as a real one does', async () => {
    expect((await call('List', REGISTRATION)).at('detail')?.children[0]?.type).toBe('SystemError');
  });
});

describe('Get', () => {
  it('finds a service by its id', async () => {
    const [listed] = await list('<serviceType><type>cs.identity</type></serviceType>');
    const id = listed?.textAt('serviceId') ?? '';

    const got = await call('Get', REGISTRATION, `<serviceId>${id}</serviceId>`);

    expect(types(got.all('returnval'))).toEqual(['cs.identity']);
  });

  it('faults for an id nothing has', async () => {
    const fault = (await call('Get', REGISTRATION, '<serviceId>a&amp;b</serviceId>')).at('detail')
      ?.children[0];

    expect(fault?.type).toBe('LookupFaultEntryNotFoundFault');
    expect(fault?.textAt('name')).toBe('a&b');
  });
});

describe('what is refused', () => {
  it.each(['Create', 'Delete', 'Set'])('%s needs a right nobody has', async (method) => {
    const fault = await call(method, REGISTRATION, '<serviceId>x</serviceId>');

    expect(fault.at('detail')?.children[0]?.type).toBe('SecurityError');
  });

  it.each([
    ['List', ['LookupServiceRegistration', 'other'], 'ManagedObjectNotFound'],
    ['List', ['constructor', 'x'], 'ManagedObjectNotFound'],
    ['List', INSTANCE, 'InvalidRequest'],
    ['toString', REGISTRATION, 'InvalidRequest'],
  ] as const)('%s of %s is %s', async (method, receiver, type) => {
    const fault = await call(method, receiver);

    expect(fault.at('detail')?.children[0]?.type).toBe(type);
  });
});

describe('the settings of vCenter', () => {
  it('say where the token service is, also after a reset', async () => {
    const address = async () => {
      const client = await server.loggedIn();
      const found = await client.call(
        'QueryOptions',
        { type: 'OptionManager', value: 'VpxSettings' },
        '<name>config.vpxd.sso.sts.uri</name>',
      );
      return found.textAt('returnval/value');
    };
    const expected = `${server.running.url}/sts/STSService/vsphere.local`;

    expect(await address()).toBe(expected);
    await server.reset();
    expect(await address()).toBe(expected);
  });
});
