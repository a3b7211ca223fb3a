/**
 * Every property of every object, read by clients of every age: of one server that speaks the newest
 * release, and of servers that were told to be older.
 */
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { serverForThisFile, TestServer } from '../../helpers/server.ts';
import {
  element,
  filterSpec,
  type ObjectId,
  objectSpec,
  refElement,
  SERVICE_INSTANCE,
  type SoapClient,
} from '../../helpers/soap-client.ts';
import type { XmlElement } from '../../helpers/xml-element.ts';

const VERSIONS = [
  ...['2.5', '4.1', '5.5', '6.0', '6.5', '6.7.1', '7.0.3.0', '8.0.3.0', '9.0.0.0', '9.1.0.0'],
] as const;
/**
 * What a vCenter Server leaves out of its content: managers of a host that stands alone, and the
 * one which left with vCenter 2.5.
 */
const LEFT_OUT = ['accountManager', 'localAccountManager', 'virtualizationManager'];
const catalog = loadCatalog();
const server = serverForThisFile();

/** Everything there is of one type at a time, with every property the client's version has. */
async function readAll(of: TestServer, client: SoapClient): Promise<readonly XmlElement[]> {
  const rank = rankOf(client.version);
  const types = new Set(of.inventory.ofType('ManagedObject').map(({ type }) => type));
  const contents: XmlElement[] = [];
  for (const type of types) {
    if ((catalog.managed(type)?.rank ?? 0) > rank) continue;
    const objects = of.inventory
      .ofType(type)
      .filter((ref) => ref.type === type && mine(client, ref));
    if (objects.length === 0) continue;
    contents.push(...(await client.retrieve(filterSpec(type, [], objects.map(objectSpec)))));
  }
  return contents;
}

/** Is it common property, or made by this client? */
function mine(client: SoapClient, { value }: ObjectId): boolean {
  return !value.startsWith('session[') || value.startsWith(`session[${client.sessionKey}]`);
}

function rankOf(version: string): number {
  const rank = catalog.rankOf(version);
  if (rank === undefined) throw new Error(`there is no version ${version}`);
  return rank;
}

/** Property names, types of values and types of references which came after the client's version. */
function newerThings(contents: readonly XmlElement[], rank: number): readonly string[] {
  return [...new Set(contents.flatMap((content) => newerIn(content, rank)))];
}

function newerIn(content: XmlElement, rank: number): readonly string[] {
  const type = catalog.managed(content.at('obj')?.attributes['type'] ?? '');
  const isNewer = (of: { readonly rank: number } | undefined) => of === undefined || of.rank > rank;
  const names = content.texts('propSet/name').filter((name) => isNewer(type?.property(name)));
  const types = [...content.walk()].flatMap(({ type: own, attributes: { type: referred } }) => [
    ...(referred !== undefined && isNewer(catalog.managed(referred)) ? [referred] : []),
    ...(own !== undefined && (catalog.data(own)?.rank ?? 0) > rank ? [own] : []),
  ]);
  return [...names, ...types];
}

/** Something of every kind that comes and goes: tasks, events, views, filters, collectors. */
async function makeTransients(client: SoapClient): Promise<void> {
  const content = (await client.call('RetrieveServiceContent', SERVICE_INSTANCE)).at('returnval');
  const manager = (name: string): ObjectId => ({
    type: content?.at(name)?.attributes['type'] ?? '',
    value: content?.textAt(name) ?? '',
  });
  const root = manager('rootFolder');
  await client.call('CreateCollectorForEvents', manager('eventManager'), '<filter/>');
  await client.call('CreateCollectorForTasks', manager('taskManager'), '<filter/>');
  await client.call(
    'CreateContainerView',
    manager('viewManager'),
    `${refElement('container', root)}${element('recursive', true)}`,
  );
  const spec = `<spec>${filterSpec('Folder', ['name'], [objectSpec(root)])}</spec>`;
  await client.call(
    'CreateFilter',
    manager('propertyCollector'),
    `${spec}${element('partialUpdates', false)}`,
  );
}

describe('every property of every object', () => {
  beforeAll(async () => {
    const client = await server.loggedIn();
    const vm = server.named('VirtualMachine', 'Migration_Test');
    const local = server.named('VirtualMachine', 'local-only');
    const to = refElement('host', server.named('HostSystem', '172.16.0.173'));
    for (const each of [vm, local])
      await client.start('RelocateVM_Task', each, `<spec>${to}</spec>`);
    await client.start('PowerOffVM_Task', server.named('VirtualMachine', 'web-01'));
    server.advance(60_000);
    // One more, which is under way while everything is read.
    const back = refElement('host', server.named('HostSystem', '172.16.0.172'));
    await client.start('MigrateVM_Task', vm, `${back}${element('priority', 'highPriority')}`);
    server.advance(2_000);
  });

  it.each(VERSIONS)('read at version %s is of that version', async (version) => {
    const client = await server.loggedIn(version);
    if (rankOf(version) >= rankOf('4.0')) await makeTransients(client);

    const contents = await readAll(server, client);

    expect(contents.length).toBeGreaterThan(100);
    expect(contents.flatMap((each) => each.texts('missingSet/path'))).toEqual([]);
    expect(newerThings(contents, rankOf(version))).toEqual([]);
  });

  it.each(VERSIONS)('events told at version %s are of types it knows', async (version) => {
    const client = await server.loggedIn(version);
    const manager = { type: 'EventManager', value: 'EventManager' };

    const events = (await client.call('QueryEvents', manager, '<filter/>')).all('returnval');

    expect(events.length).toBeGreaterThan(5);
    const newer = events
      .map(({ type = '' }) => catalog.data(type))
      .filter((type) => !type || type.rank > rankOf(version));
    expect(newer).toEqual([]);
  });
});

describe.each(VERSIONS.slice(2))('a server told to be %s', (apiVersion) => {
  const older = new TestServer({ apiVersion });
  beforeAll(() => older.open());
  afterAll(async () => {
    await older.close();
    server.answers.push(...older.answers);
    server.logged.push(...older.logged);
  });

  it('has everything its version has in its ServiceContent, and says which it is', async () => {
    const client = older.client(apiVersion);

    const content = (await client.call('RetrieveServiceContent', SERVICE_INSTANCE)).at('returnval');

    const known = (catalog.data('ServiceContent')?.properties ?? [])
      .filter(({ rank, name }) => rank <= rankOf(apiVersion) && !LEFT_OUT.includes(name))
      .map(({ name }) => name);
    expect(content?.children.map(({ name }) => name)).toEqual(known);
    expect(content?.textAt('about/apiVersion')).toBe(apiVersion);
  });

  it('answers newer clients as of its own version, and shows every object', async () => {
    const client = await older.clientSaying('urn:vim25/9.1.0.0', apiVersion).login();

    const contents = await readAll(older, client);

    expect(contents.length).toBeGreaterThan(100);
    expect(newerThings(contents, rankOf(apiVersion))).toEqual([]);
  });
});
