/**
 * One server, clients of every age at once: the SOAPAction of each request says what it may see.
 */
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { NEWEST, serverForThisFile } from '../../helpers/server.ts';
import { COLLECTOR, SERVICE_INSTANCE, type SoapClient } from '../../helpers/soap-client.ts';
import type { XmlElement } from '../../helpers/xml-element.ts';

const catalog = loadCatalog();
const server = serverForThisFile();
const SEEN_FROM: readonly (readonly [member: string, version: string])[] = [
  ['viewManager', '2.5'],
  ['localizationManager', '4.0'],
  ['storageResourceManager', '4.1'],
  ['guestOperationsManager', '5.0'],
  ['overheadMemoryManager', '6.0'],
  ['cryptoManager', '6.5'],
  ['siteInfoManager', '7.0.0.0'],
];

async function contentFor(client: SoapClient): Promise<readonly string[]> {
  const answer = await client.call('RetrieveServiceContent', SERVICE_INSTANCE);
  return answer.at('returnval')?.children.map(({ name }) => name) ?? [];
}

function managersKnownAt(version: string): readonly string[] {
  const rank = catalog.rankOf(version) ?? 0;
  return SEEN_FROM.filter(([, since]) => (catalog.rankOf(since) ?? 0) <= rank).map(
    ([name]) => name,
  );
}

/** Data types below an element. */
function typesIn(element: XmlElement): ReadonlySet<string> {
  return new Set([...element.walk()].flatMap(({ type }) => (type === undefined ? [] : [type])));
}

describe('A request', () => {
  it.each([
    ['"urn:vim25/5.5"', '5.5'],
    ['urn:vim25/5.5', '5.5'],
    ['"urn:vim25/6.7.1"', '6.7.1'],
    ['urn:vim25/8.0.3.0', '8.0.3.0'],
    ['"urn:internalvim25/6.5"', '6.5'],
    ['urn:vim25/7.0', '7.0.0.0'],
    ['urn:vim25/6.7.2.9', '6.7.2'],
    ['urn:vim25/99.1.2.3', NEWEST],
    ['urn:vim25/9.1.1.0', NEWEST],
    ['vim25', NEWEST],
    ['anything at all', NEWEST],
    ['urn:vim25', '2.5u2'],
    ['"urn:vim25"', '2.5u2'],
    ['""', '2.5u2'],
    [undefined, '2.5u2'],
  ])('with SOAPAction %s is answered as of %s', async (action, version) => {
    const seen = await contentFor(server.clientSaying(action, version));

    const known = managersKnownAt(version);
    expect(seen.filter((name) => SEEN_FROM.some(([each]) => each === name))).toEqual(
      expect.arrayContaining([...known]),
    );
    for (const [name] of SEEN_FROM) expect(seen.includes(name)).toBe(known.includes(name));
  });

  it('for a method which came later names method and version', async () => {
    const fault = await server
      .clientSaying(undefined, '2.5u2')
      .faultOf('RetrievePropertiesEx', COLLECTOR, '<options/>');

    expect(fault.name).toBe('InvalidRequest');
    expect(fault.message).toContain('Unable to resolve WSDL method name RetrievePropertiesEx');
    expect(fault.message).toContain('(vim25/2.5u2)');
  });

  it('speaks for itself, whatever the session spoke before', async () => {
    const old = await server.loggedIn('5.5');
    const young = server.client('9.1.0.0');
    young.secret = old.secret;

    const [before, now, after] = [
      await contentFor(old),
      await contentFor(young),
      await contentFor(old),
    ];

    expect(before).not.toContain('cryptoManager');
    expect(now).toContain('cryptoManager');
    expect(after).toEqual(before);
  });
});

describe('A client of 5.5 beside a client of 9.1', () => {
  it.each([
    ['VirtualMachine', 'config'],
    ['HostSystem', 'capability'],
    ['HostSystem', 'config'],
    ['ClusterComputeResource', 'configurationEx'],
  ])('sees of %s.%s only what it knows', async (type, path) => {
    const [object] = server.inventory.ofType(type);
    if (!object) throw new Error(`no ${type}`);
    const [old, young] = [await server.loggedIn('5.5'), await server.loggedIn('9.1.0.0')];

    const [first, full, last] = [
      (await old.read(object, path)).get(path),
      (await young.read(object, path)).get(path),
      (await old.read(object, path)).get(path),
    ];

    const names = (value: XmlElement | undefined) => value?.children.map(({ name }) => name) ?? [];
    expect(names(last)).toEqual(names(first));
    expect(names(full).length).toBeGreaterThan(names(first).length);
    const newer = [...typesIn(first as XmlElement)].filter(
      (name) => (catalog.data(name)?.rank ?? 0) > (catalog.rankOf('5.5') ?? 0),
    );
    expect(newer).toEqual([]);
  });

  it('may not ask for what came later', async () => {
    const object = server.named('VirtualMachine', 'web-01');
    const [old, young] = [await server.loggedIn('5.5'), await server.loggedIn('9.1.0.0')];
    const path = 'config.bootOptions.efiSecureBootEnabled';
    const specSet = `<specSet><propSet><type>VirtualMachine</type><pathSet>${path}</pathSet></propSet><objectSet><obj type="VirtualMachine">${object.value}</obj></objectSet></specSet>`;

    const fault = await old.faultOf('RetrieveProperties', COLLECTOR, specSet);

    expect(fault.name).toBe('InvalidProperty');
    expect(fault.detail?.textAt('name')).toBe(path);
    await expect(young.call('RetrieveProperties', COLLECTOR, specSet)).resolves.toBeDefined();
  });
});
