/** The door `/folder` for users who may not do everything. */
import { TestServer } from '../../helpers/server.ts';
import { Http } from './http.ts';

const SEED = `
name: rights
description: A datastore, somebody who may only look into it, and somebody who may not even do that.
users:
  - { name: browser, password: Browser1! }
  - { name: reader, password: Reader1! }
  - { name: keeper, password: Keeper1! }
roles:
  - { name: Browsing, label: Browsing, privileges: [Datastore.Browse] }
  - { name: Keeping, label: Keeping, privileges: [Datastore.Browse, Datastore.FileManagement] }
permissions:
  - { entity: /, principal: browser, role: Browsing }
  - { entity: /, principal: reader, role: ReadOnly }
  - { entity: /, principal: keeper, role: Keeping }
datacenters:
  - name: DC
    hosts: [{ name: esx1.example }]
    datastores:
      - name: shelf
        capacityGb: 10
        files: [{ path: iso/a.iso, sizeMb: 1 }]
`;
const AT = '?dcPath=DC&dsName=shelf';

const server = new TestServer({ seed: 'rights.yaml', seedText: SEED });
beforeAll(async () => {
  await server.open();
});
afterAll(async () => {
  await server.close();
  expect(server.logged).toEqual([]);
});

const PASSWORDS = { browser: 'Browser1!', reader: 'Reader1!', keeper: 'Keeper1!' };
const asking = (user: keyof typeof PASSWORDS, path: string, method = 'GET') => {
  const credentials = Buffer.from(`${user}@vsphere.local:${PASSWORDS[user]}`).toString('base64');
  const headers = { authorization: `Basic ${credentials}` };
  const body = method === 'PUT' ? { body: 'x' } : {};
  return new Http(server.running.url).ask(path, { method, headers, ...body });
};

describe('what a user may do at the door', () => {
  it.each([
    ['reader', 'GET', `/folder/iso${AT}`, 403],
    ['reader', 'GET', `/folder/iso/a.iso${AT}`, 403],
    ['reader', 'PUT', `/folder/iso/b.iso${AT}`, 403],
    ['browser', 'GET', `/folder/iso${AT}`, 200],
    ['browser', 'GET', `/folder/iso/a.iso${AT}`, 403],
    ['browser', 'HEAD', `/folder/iso/a.iso${AT}`, 403],
    ['browser', 'PUT', `/folder/iso/b.iso${AT}`, 403],
    ['browser', 'DELETE', `/folder/iso/a.iso${AT}`, 403],
    ['browser', 'GET', `/folder/no.iso${AT}`, 403],
    ['keeper', 'GET', `/folder/iso/a.iso${AT}`, 200],
    ['keeper', 'PUT', `/folder/iso/b.iso${AT}`, 201],
    ['keeper', 'DELETE', `/folder/iso/b.iso${AT}`, 204],
  ] as const)('%s: %s %s is %d', async (user, method, path, status) => {
    expect((await asking(user, path, method)).status).toBe(status);
  });

  it('decides which datastores a page lists', async () => {
    const listed = async (user: keyof typeof PASSWORDS) =>
      (await asking(user, '/folder?dcPath=DC')).body.toString().includes('dsName=shelf');

    expect([await listed('browser'), await listed('reader')]).toEqual([true, false]);
  });
});
