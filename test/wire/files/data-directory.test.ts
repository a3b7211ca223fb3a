/** Uploaded files with a data directory: their contents are there after a restart. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { TestServer } from '../../helpers/server.ts';
import { Http } from './http.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'vcmock-files-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const PATH = '/folder/iso/a.txt?dcPath=Datacenter&dsName=SharedDS';
/** Those a failing test leaves open: the process would wait for them for ever. */
const running = new Set<TestServer>();
const opened = async () => {
  const server = await new TestServer({ dataDir, durability: 'durable' }).open();
  running.add(server);
  return server;
};
const closed = async (server: TestServer) => {
  running.delete(server);
  await server.close();
};
afterEach(async () => {
  for (const server of running) await closed(server);
});
const clientOf = async (server: TestServer) => {
  const http = new Http(server.running.url);
  http.cookie = `vmware_soap_session=${(await server.loggedIn()).secret}`;
  return http;
};
const text = async (http: Http) => (await http.ask(PATH)).body.toString();

describe('an uploaded file', () => {
  it('outlives the process', async () => {
    const first = await opened();
    await (await clientOf(first)).ask(PATH, { method: 'PUT', body: 'hello' });
    await closed(first);

    const second = await opened();
    const http = await clientOf(second);

    expect(await text(http)).toBe('hello');
    expect(readdirSync(join(dataDir, 'files'))).toHaveLength(1);
    await closed(second);
    expect([...first.logged, ...second.logged]).toEqual([]);
  });

  it('that was half copied is gone, and its space is free again', async () => {
    const first = await opened();
    const datastore = first.named('Datastore', 'SharedDS') as unknown as Ref<'Datastore'>;
    const free = (server: TestServer) =>
      Number(server.inventory.read(datastore, 'summary').freeSpace);
    const paths = (server: TestServer) =>
      (server.inventory.read(datastore as Ref, '_files') as unknown as { path: string }[]).map(
        ({ path }) => path,
      );
    const before = free(first);
    const { type, value } = first.named('Datacenter', 'Datacenter');
    const client = await first.loggedIn();
    await client.start(
      'CopyDatastoreFile_Task',
      { type: 'FileManager', value: 'FileManager' },
      `<sourceName>[SharedDS] iso</sourceName><sourceDatacenter type="${type}">${value}</sourceDatacenter><destinationName>[SharedDS] copy</destinationName>`,
    );
    first.advance(1_000);
    expect(free(first)).toBeLessThan(before);
    await closed(first);

    const second = await opened();

    expect(free(second)).toBe(before);
    expect(paths(second).filter((path) => path.startsWith('copy/'))).toEqual([]);
    await closed(second);
  });

  it('reads as zeros when its content was lost', async () => {
    rmSync(join(dataDir, 'files'), { recursive: true });

    const server = await opened();

    expect(await text(await clientOf(server))).toBe('\0'.repeat(5));
    await closed(server);
    expect(server.logged).toEqual([]);
  });
});
