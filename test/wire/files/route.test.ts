/** The door `/folder`: who comes in, what is read, what is uploaded, and what is kept out. */
import type { Ref } from '../../../server/vmodl/reference.ts';
import { TestServer } from '../../helpers/server.ts';
import { type Answer, Http } from './http.ts';

const LIMITS = { fileBytesMax: 1_000_000, totalBytesMax: 2_500_000 };
const AT = 'dcPath=Datacenter&dsName=SharedDS';
const VMX = `/folder/db-01/db-01.vmx?${AT}`;
const ISO = `/folder/iso/ubuntu-24.04-live-server-amd64.iso?${AT}`;
const BASIC = `Basic ${Buffer.from('administrator@vsphere.local:VMware1!').toString('base64')}`;

const server = new TestServer({ fileLimits: LIMITS });
let http: Http;
beforeAll(async () => {
  await server.open();
});
beforeEach(async () => {
  await server.reset();
  const client = await server.loggedIn();
  http = new Http(server.running.url);
  http.cookie = `vmware_soap_session="${client.secret}"`;
});
afterAll(async () => {
  await server.close();
  expect(server.logged).toEqual([]);
});

const shared = () => server.named('Datastore', 'SharedDS') as unknown as Ref<'Datastore'>;
const listed = (path: string) =>
  (
    server.inventory.read(shared() as Ref, '_listing') as unknown as {
      path: string;
      size: number;
      type: string;
      disk?: { capacityBytes: number };
    }[]
  ).find((one) => one.path === path);
const free = () => Number(server.inventory.read(shared(), 'summary').freeSpace);
const put = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  http.ask(`/folder/${path}?${AT}`, { method: 'PUT', body, headers });
const get = (path: string, headers: Record<string, string> = {}) =>
  http.ask(`/folder/${path}?${AT}`, { headers });
const text = ({ body }: Answer) => body.toString();
/** Until what a client did without waiting has reached the server. */
const until = async (reached: () => boolean) => {
  for (let turn = 0; turn < 1_000 && !reached(); turn++) await new Promise(setImmediate);
};

describe('who comes in', () => {
  it('is whoever has a session', async () => {
    expect((await http.ask(VMX)).status).toBe(200);
  });

  it('is whoever says name and password, for one request', async () => {
    const before = server.services.sessions.all().length;
    const answer = await new Http(server.running.url).ask(VMX, {
      headers: { authorization: BASIC },
    });

    expect(answer.status).toBe(200);
    expect(server.services.sessions.all()).toHaveLength(before);
  });

  it.each([
    ['nothing', {}],
    ['a cookie of nobody', { cookie: 'vmware_soap_session="0000"' }],
    [
      'a wrong password',
      { authorization: `Basic ${Buffer.from('administrator@vsphere.local:x').toString('base64')}` },
    ],
    ['what is no password', { authorization: 'Basic !!!' }],
    ['a token', { authorization: 'Bearer x' }],
    ['a ticket of nobody', { cookie: 'vmware_cgi_ticket=cst-VCT-0' }],
  ])('is nobody with %s', async (_what, headers) => {
    const answer = await new Http(server.running.url).ask(VMX, { headers });

    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Basic /);
  });

  it('is nobody once the session has ended', async () => {
    for (const session of server.services.sessions.all()) server.services.sessions.end(session);

    expect((await http.ask(VMX)).status).toBe(401);
  });

  it('is no form of another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };

    expect((await put('a.txt', 'x', headers)).status).toBe(403);
  });
});

describe('a ticket for one request', () => {
  const ticketFor = (url: string, method?: string) => {
    const [session] = server.services.sessions.all();
    if (!session) throw new Error('nobody is logged in');
    return server.services.sessions.issueTicket(session, 'service', { url, method });
  };
  const withTicket = (ticket: string, path: string, method = 'GET') =>
    new Http(server.running.url).ask(path, {
      method,
      headers: { cookie: `vmware_cgi_ticket=${ticket}` },
      ...(method === 'PUT' ? { body: 'x' } : {}),
    });
  const ON_HOST = '/folder/db-01/db-01.vmx?dsName=SharedDS';

  it('opens the file at the host it names, once', async () => {
    const ticket = ticketFor(`https://172.16.0.172${ON_HOST}`, 'GET');

    expect((await withTicket(ticket, ON_HOST)).status).toBe(200);
    expect((await withTicket(ticket, ON_HOST)).status).toBe(401);
  });

  it('opens the file at vCenter too', async () => {
    expect((await withTicket(ticketFor(`https://vc${VMX}`), VMX)).status).toBe(200);
  });

  it.each([
    [
      'another file',
      `https://172.16.0.172${ON_HOST}`,
      '/folder/db-01/db-01.vmdk?dsName=SharedDS',
      'GET',
      401,
    ],
    [
      'another datastore',
      `https://172.16.0.172${ON_HOST}`,
      '/folder/db-01/db-01.vmx?dsName=LocalDS-172',
      'GET',
      401,
    ],
    ['another deed', `https://172.16.0.172${ON_HOST}`, ON_HOST, 'PUT', 401],
    [
      'a host that has no such datastore',
      'https://172.16.0.173/folder/a?dsName=LocalDS-172',
      '/folder/a?dsName=LocalDS-172',
      'GET',
      404,
    ],
    ['a host that is not there', `https://192.0.2.9${ON_HOST}`, ON_HOST, 'GET', 404],
  ])('does not open %s', async (_what, url, path, method, status) => {
    expect((await withTicket(ticketFor(url, 'GET'), path, method)).status).toBe(status);
  });

  it('runs out', async () => {
    const ticket = ticketFor(`https://172.16.0.172${ON_HOST}`, 'GET');
    server.advance(121_000);

    expect((await withTicket(ticket, ON_HOST)).status).toBe(401);
  });

  it('is issued through the API for a method and an address', async () => {
    const client = await server.loggedIn();
    const issued = await client.call(
      'AcquireGenericServiceTicket',
      { type: 'SessionManager', value: 'SessionManager' },
      `<spec xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="SessionManagerHttpServiceRequestSpec"><method>httpGet</method><url>https://172.16.0.172${ON_HOST}</url></spec>`,
    );
    const id = issued.textAt('returnval/id') ?? '';

    expect((await withTicket(id, ON_HOST, 'HEAD')).status).toBe(401);
  });
});

describe('what is not there', () => {
  it.each([
    [`/folder/no.iso?${AT}`, 404],
    ['/folder/a?dcPath=Nowhere&dsName=SharedDS', 404],
    ['/folder/a?dcPath=Datacenter&dsName=nowhere', 404],
    ['/folder/a?dcPath=Datacenter', 404],
    ['/folder/a?dsName=SharedDS', 404],
    ['/folder/a', 404],
    [`/folder/a?${AT}&dsName=other`, 400],
    ['/folders', 404],
  ])('%s is %d', async (path, status) => {
    expect((await http.ask(path)).status).toBe(status);
  });
});

describe('a path that leads out', () => {
  it.each([
    ['..', '/folder/../sdk'],
    ['.. in the middle', '/folder/iso/../../etc/passwd'],
    ['encoded dots', '/folder/%2e%2e/etc/passwd'],
    ['half-encoded dots', '/folder/.%2e/etc/passwd'],
    ['an encoded slash', '/folder/..%2fetc%2fpasswd'],
    ['an encoded backslash', '/folder/..%5cetc'],
    ['a backslash', '/folder/..\\etc'],
    ['NUL', '/folder/a%00.iso'],
    ['a line end', '/folder/a%0d%0ab'],
    ['broken UTF-8', '/folder/%ff%fe'],
    ['overlong UTF-8', '/folder/%c0%ae%c0%ae/a'],
    ['a broken escape', '/folder/%zz'],
    ['a quote', '/folder/a%22b'],
    ['a name of 10,000 letters', `/folder/${'a'.repeat(10_000)}`],
  ])('by %s is refused', async (_how, path) => {
    const line = await http.raw(
      `GET ${path}?${AT} HTTP/1.1\r\nHost: a\r\nCookie: ${http.cookie}\r\nConnection: close\r\n\r\n`,
    );

    expect(line).toBe('HTTP/1.1 400 Bad Request');
  });

  it.each(['%252e%252e/a', '%252e%252e%252fa'])(
    'is a mere name when encoded twice: %s',
    async (path) => {
      expect((await http.ask(`/folder/${path}?${AT}`)).status).toBe(404);
    },
  );

  it('is refused for two hosts', async () => {
    const line = await http.raw(
      `GET ${VMX} HTTP/1.1\r\nHost: a\r\nHost: b\r\nCookie: ${http.cookie}\r\n\r\n`,
    );

    expect(line).toMatch(/ 400 /);
  });

  it('is refused for an upload too, and nothing is made', async () => {
    const before = free();

    expect((await put('%2e%2e/x', 'x')).status).toBe(400);
    expect(free()).toBe(before);
  });
});

describe('reading a file', () => {
  it('gives as many bytes as the listing says', async () => {
    for (const name of ['db-01.vmx', 'db-01.vmdk', 'vmware.log', 'db-01.vmxf', 'db-01.vmsd']) {
      const answer = await get(`db-01/${name}`);

      expect(answer.status).toBe(200);
      expect([name, answer.body.length]).toEqual([name, listed(`db-01/${name}`)?.size]);
      expect(Number(answer.headers['content-length'])).toBe(answer.body.length);
    }
  });

  it('gives the configuration of a VM', async () => {
    const lines = text(await get('db-01/db-01.vmx')).split('\n');

    expect(lines).toEqual(
      expect.arrayContaining([
        'displayName = "db-01"',
        expect.stringMatching(/^memSize = "\d+"$/),
        'scsi0:0.fileName = "db-01.vmdk"',
        expect.stringMatching(/^uuid\.bios = "(\w\w ){7}\w\w-(\w\w ){7}\w\w"$/),
      ]),
    );
  });

  it('gives the descriptor of a disk', async () => {
    const lines = text(await get('db-01/db-01.vmdk')).split('\n');

    expect(lines[0]).toBe('# Disk DescriptorFile');
    expect(lines).toEqual(
      expect.arrayContaining([
        'createType="vmfs"',
        expect.stringMatching(/^RW \d+ VMFS "db-01-flat\.vmdk"$/),
        'ddb.adapterType = "lsilogic"',
      ]),
    );
  });

  it('gives a log that ends with a line', async () => {
    const log = text(await get('db-01/vmware.log'));

    expect(log).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z In\(05\) vmx - Log for VMware ESX\n/);
    expect(log).toMatch(/heartbeat \d+\.*\n$/);
  });

  it('gives zeros where nothing was ever written', async () => {
    const answer = await http.ask(ISO, { headers: { range: 'bytes=1000000-1000999' } });

    expect(answer.status).toBe(206);
    expect(answer.headers['content-range']).toBe(`bytes 1000000-1000999/${2690 * 2 ** 20}`);
    expect(answer.body).toEqual(Buffer.alloc(1_000));
  });

  it('tells of a large file without sending it', async () => {
    const answer = await http.ask(ISO, { method: 'HEAD' });

    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'content-length': String(2690 * 2 ** 20),
        'accept-ranges': 'bytes',
        'content-type': 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        'last-modified': expect.stringMatching(/GMT$/),
        etag: expect.stringMatching(/^"\w+"$/),
      },
    });
    expect(answer.body).toHaveLength(0);
  });

  it('gives a range of what was uploaded, over block ends', async () => {
    const content = Buffer.from(Array.from({ length: 600_000 }, (_, at) => at % 251));
    await put('big.bin', content);

    const answer = await get('big.bin', { range: 'bytes=262000-530000' });

    expect(answer.body.equals(content.subarray(262_000, 530_001))).toBe(true);
    expect((await get('big.bin', { range: 'bytes=-5' })).body).toEqual(content.subarray(-5));
    expect((await get('big.bin')).body.equals(content)).toBe(true);
  });

  it('refuses a range that is not in the file', async () => {
    const answer = await get('db-01/db-01.vmdk', { range: 'bytes=512-' });

    expect(answer.status).toBe(416);
    expect(answer.headers['content-range']).toBe('bytes */512');
  });

  it('is not repeated for a client that has the file', async () => {
    const etag = String((await get('db-01/db-01.vmx')).headers.etag);

    expect((await get('db-01/db-01.vmx', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('db-01/db-01.vmx', { 'if-none-match': '"x"' })).status).toBe(200);
    const stale = { 'if-range': '"x"', range: 'bytes=0-1' };
    expect((await get('db-01/db-01.vmx', stale)).status).toBe(200);
  });

  it('is refused for what a running VM writes to', async () => {
    const folder = '/folder/Migration_Test/Migration_Test';

    expect((await http.ask(`${folder}-flat.vmdk?${AT}`)).status).toBe(409);
    expect((await http.ask(`${folder}.nvram?${AT}`)).status).toBe(409);
    expect((await http.ask(`${folder}.vmx?${AT}`)).status).toBe(200);
  });

  it('is refused while nobody reaches the datastore', async () => {
    const hosts = server.inventory.ofType('HostSystem');
    server.inventory.apply(
      hosts.map((ref) => ({
        op: 'assign',
        ref,
        path: 'runtime.connectionState',
        value: 'disconnected',
      })),
    );

    expect((await http.ask(VMX)).status).toBe(503);
  });

  it('stops when the client hangs up', async () => {
    const asking = http.open(ISO, { method: 'GET' });
    asking.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      asking.on('response', (response) => {
        response.once('data', () => {
          response.destroy();
          resolve();
        });
      });
      asking.end();
    });

    expect((await http.ask(VMX)).status).toBe(200);
  });
});

describe('a page', () => {
  it('lists datacenters, datastores and files', async () => {
    const top = await http.ask('/folder');
    expect(top.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(top.headers['content-security-policy']).toContain("default-src 'none'");
    expect(text(top)).toContain('href="/folder?dcPath=Datacenter"');
    expect(text(await http.ask('/folder?dcPath=/Datacenter'))).toContain('dsName=SharedDS');

    const files = text(await http.ask(`/folder/iso?${AT}`));

    expect(files).toContain(
      '<a href="/folder/iso/ubuntu-24.04-live-server-amd64.iso?dcPath=Datacenter&#38;dsName=SharedDS">',
    );
    expect(files).toContain('>2820669440</td>');
    expect(files).toContain('Parent Directory');
  });

  it('shows names as text, whatever they are', async () => {
    await put('%3Cimg%20src=x%20onerror=alert(1)%3E', 'x');

    const page = text(await http.ask(`/folder?${AT}`));

    expect(page).not.toContain('<img');
    expect(page).toContain('&#60;img src=x onerror=alert(1)&#62;');
  });
});

describe('uploading a file', () => {
  it('makes it, and what comes back is what went in', async () => {
    const before = free();

    expect((await put('iso/a.txt', 'hello')).status).toBe(201);

    expect(text(await get('iso/a.txt'))).toBe('hello');
    expect(listed('iso/a.txt')).toMatchObject({ size: 5, type: 'file' });
    expect(before - free()).toBe(5);
  });

  it('overwrites with PUT, not with POST', async () => {
    await put('a.txt', 'hello');

    expect((await put('a.txt', 'bye')).status).toBe(200);
    const post = await http.ask(`/folder/a.txt?${AT}`, { method: 'POST', body: 'again' });

    expect(post.status).toBe(409);
    expect(text(await get('a.txt'))).toBe('bye');
    expect((await http.ask(`/folder/b.txt?${AT}`, { method: 'POST', body: 'b' })).status).toBe(201);
  });

  it('takes names with blanks, percent signs and letters of all kinds', async () => {
    const path = encodeURIComponent('ä b%2f+&=?#.txt').replace('%252f', '%25zz');

    expect((await put(path, 'x')).status).toBe(201);
    expect(text(await get(path))).toBe('x');
  });

  it('takes an empty file', async () => {
    expect((await put('empty', '')).status).toBe(201);
    expect((await get('empty')).headers['content-length']).toBe('0');
  });

  it('takes a body in chunks, as slow as it comes', async () => {
    const answer = new Promise<Answer>((resolve) => {
      const sending = http.open(`/folder/slow.txt?${AT}`, { method: 'PUT' }, resolve);
      sending.write('one ', () => setImmediate(() => sending.end('two')));
    });

    expect((await answer).status).toBe(201);
    expect(text(await get('slow.txt'))).toBe('one two');
  });

  it('leaves nothing behind when the client hangs up', async () => {
    const before = free();
    const sending = http.open(`/folder/broken.txt?${AT}`, {
      method: 'PUT',
      headers: { 'content-length': '1000' },
    });
    sending.on('error', () => undefined);
    await new Promise<void>((resolve) => sending.write('half', () => resolve()));
    sending.destroy();
    await until(() => false);

    expect(listed('broken.txt')).toBeUndefined();
    expect(free()).toBe(before);
    for (let round = 0; round < 3; round++) {
      expect((await put(`full-${round}`, Buffer.alloc(800_000, round + 1))).status).toBe(201);
    }
  });

  it('refuses a file that is larger than the server takes, told or not', async () => {
    expect((await put('a.bin', Buffer.alloc(1_000_001))).status).toBe(413);
    const untold = await put('a.bin', Buffer.alloc(1_000_001), { 'transfer-encoding': 'chunked' });

    expect(untold.status).toBe(413);
    expect(listed('a.bin')).toBeUndefined();
  });

  it('refuses more than the server keeps in all, until some of it goes', async () => {
    for (const number of [1, 2]) {
      expect((await put(`${number}.bin`, Buffer.alloc(1_000_000, number))).status).toBe(201);
    }
    expect((await put('3.bin', Buffer.alloc(600_000, 3))).status).toBe(507);

    await http.ask(`/folder/1.bin?${AT}`, { method: 'DELETE' });

    expect((await put('3.bin', Buffer.alloc(600_000, 3))).status).toBe(201);
  });

  it('keeps equal contents once', async () => {
    for (let number = 0; number < 10; number++) {
      expect((await put(`${number}.bin`, Buffer.alloc(1_000_000))).status).toBe(201);
    }
  });

  it('refuses more than the datastore has room for', async () => {
    const capacity = Number(server.inventory.read(shared(), 'summary').capacity);
    server.inventory.apply([{ op: 'assign', ref: shared(), path: '_otherBytes', value: capacity }]);

    expect((await put('a.bin', 'x')).status).toBe(507);
    const untold = await put('a.bin', 'x', { 'transfer-encoding': 'chunked' });
    expect(untold.status).toBe(507);
  });

  it.each([
    ['into a folder that is not there', 'no/a.txt', {}, 404],
    ['over a folder', 'iso', {}, 409],
    ['over the datastore', '', {}, 409],
    ['over a file of a VM', 'db-01/db-01.vmx', {}, 409],
    ['over the open disk of a VM', 'db-01/db-01-flat.vmdk', {}, 409],
    ['of a part', 'a.txt', { 'content-range': 'bytes 0-4/10' }, 400],
    ['that is packed', 'a.txt', { 'content-encoding': 'gzip' }, 415],
  ])('refuses one %s', async (_what, path, headers, status) => {
    expect((await put(path, 'hello', headers as Record<string, string>)).status).toBe(status);
  });

  it('knows a descriptor by its text', async () => {
    const descriptor = [
      '# Disk DescriptorFile',
      'version=1',
      'createType="vmfs"',
      'RW 4194304 VMFS "d-flat.vmdk"',
      'ddb.adapterType = "ide"',
      'ddb.thinProvisioned = "1"',
    ].join('\n');

    await put('d.vmdk', descriptor);

    expect(listed('d.vmdk')).toMatchObject({
      type: 'diskDescriptor',
      disk: { capacityBytes: 2 * 2 ** 30, adapterType: 'ide' },
    });
    expect(text(await get('d.vmdk'))).toBe(descriptor);
  });

  it('knows a disk in one sparse file by its head', async () => {
    const head = Buffer.alloc(512);
    head.write('KDMV');
    head.writeBigUInt64LE(2_097_152n, 12);

    await put('s.vmdk', head);

    expect(listed('s.vmdk')?.disk?.capacityBytes).toBe(2 ** 30);
  });

  it.each([
    ['a lie about its size', 'RW 999999999999999 VMFS "x"'],
    ['no extent', 'version=1'],
  ])('takes a descriptor with %s as a mere file', async (_what, line) => {
    await put('d.vmdk', `# Disk DescriptorFile\n${line}\n`);

    expect(listed('d.vmdk')?.type).toBe('file');
  });
});

describe('deleting', () => {
  const remove = (path: string) => http.ask(`/folder/${path}?${AT}`, { method: 'DELETE' });

  it('takes a file away', async () => {
    await put('a.txt', 'x');

    expect((await remove('a.txt')).status).toBe(204);
    expect((await get('a.txt')).status).toBe(404);
    expect(server.services.events.all().at(-1)?._typeName).toBe('DatastoreFileDeletedEvent');
  });

  it.each([
    ['what is not there', 'no', 404],
    ['a folder with something in it', 'iso', 409],
    ['the datastore', '', 409],
    ['a file of a VM', 'db-01/vmware.log', 409],
  ])('refuses %s', async (_what, path, status) => {
    expect((await remove(path)).status).toBe(status);
  });

  it('takes an empty folder away', async () => {
    await remove('iso/ubuntu-24.04-live-server-amd64.iso');

    expect((await remove('iso')).status).toBe(204);
    expect(listed('iso')).toBeUndefined();
  });
});

describe('other methods', () => {
  it.each(['MOVE', 'COPY', 'PATCH', 'OPTIONS', 'PROPFIND'])('%s is not allowed', async (method) => {
    const answer = await http.ask(VMX, { method });

    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toContain('PUT');
  });

  it('nothing is uploaded to a list of datacenters', async () => {
    expect((await http.ask('/folder', { method: 'PUT', body: 'x' })).status).toBe(405);
  });
});

describe('a file through the API', () => {
  const FILES = { type: 'FileManager', value: 'FileManager' };
  const ref = (name: string, { type, value }: { type: string; value: string }) =>
    `<${name} type="${type}">${value}</${name}>`;

  it('keeps its content when it is copied and moved', async () => {
    const client = await server.loggedIn();
    const datacenter = server.named('Datacenter', 'Datacenter');
    await put('a.txt', 'hello');

    await client.start(
      'CopyDatastoreFile_Task',
      FILES,
      `<sourceName>[SharedDS] a.txt</sourceName>${ref('sourceDatacenter', datacenter)}<destinationName>[SharedDS] b.txt</destinationName>`,
    );
    server.advance(1_000);
    await client.start(
      'MoveDatastoreFile_Task',
      FILES,
      `<sourceName>[SharedDS] b.txt</sourceName>${ref('sourceDatacenter', datacenter)}<destinationName>[SharedDS] iso/c.txt</destinationName>`,
    );
    server.advance(1_000);
    await http.ask(`/folder/a.txt?${AT}`, { method: 'DELETE' });

    expect(text(await get('iso/c.txt'))).toBe('hello');
    expect((await get('b.txt')).status).toBe(404);
  });

  it('cannot be read while it arrives', async () => {
    const client = await server.loggedIn();
    const datacenter = server.named('Datacenter', 'Datacenter');
    await client.start(
      'CopyDatastoreFile_Task',
      FILES,
      `<sourceName>[SharedDS] iso</sourceName>${ref('sourceDatacenter', datacenter)}<destinationName>[SharedDS] copy</destinationName>`,
    );
    server.advance(1_000);

    const path = 'copy/ubuntu-24.04-live-server-amd64.iso';
    expect((await http.ask(`/folder/${path}?${AT}`, { method: 'HEAD' })).status).toBe(409);

    await server.reset();
    expect(listed(path)).toBeUndefined();
  });
});
