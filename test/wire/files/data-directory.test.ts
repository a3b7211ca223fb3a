/** Uploaded files with a data directory: their contents are there after a restart. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestServer } from '../../helpers/server.ts';
import { Http } from './http.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'vcmock-files-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const PATH = '/folder/iso/a.txt?dcPath=Datacenter&dsName=SharedDS';
const opened = () => new TestServer({ dataDir, durability: 'durable' }).open();
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
    await first.close();

    const second = await opened();
    const http = await clientOf(second);

    expect(await text(http)).toBe('hello');
    expect(readdirSync(join(dataDir, 'files'))).toHaveLength(1);
    await second.close();
    expect([...first.logged, ...second.logged]).toEqual([]);
  });

  it('reads as zeros when its content was lost', async () => {
    rmSync(join(dataDir, 'files'), { recursive: true });

    const server = await opened();

    expect(await text(await clientOf(server))).toBe('\0'.repeat(5));
    await server.close();
    expect(server.logged).toEqual([]);
  });
});
