import { request } from 'node:http';
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Session } from '../../../server/vim/sessions/sessions.ts';
import { VimFault } from '../../../server/vmodl/fault.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { catalog, TestDoor } from './door.ts';
import { call, envelope, SERVICE_CONTENT_SPELLINGS } from './requests.ts';

const CURRENT_TIME = call('CurrentTime', 'ServiceInstance', 'ServiceInstance');
const SECRET = 'a'.repeat(40);
const SESSION: Session = {
  key: '52000000-0000-0000-0000-000000000000',
  secret: SECRET,
  userName: 'u',
  fullName: 'u',
  loginTimeMs: 0,
  locale: 'en',
  ipAddress: '',
  userAgent: '',
  extensionSession: false,
  lastActiveMs: 0,
  callCount: 0,
};
const LIMIT = 200_000;

let door: TestDoor;

beforeAll(async () => {
  door = await new TestDoor({ bodyLimitBytes: LIMIT, packForNeighbours: true }).open();
});

afterAll(() => door.close());

beforeEach(() => {
  door.calls.length = 0;
  door.conversations.length = 0;
  door.logged.length = 0;
  door.sessions.clear();
  door.dispatch = () => '2026-01-01T00:00:00Z';
});

describe('POST /sdk', () => {
  it.each(['/sdk', '/sdk/', '/sdk/vimService', '/sdk/vimService/'])(
    'answers at %s',
    async (path) => {
      const reply = await door.ask({ path, body: CURRENT_TIME });

      expect(reply.status).toBe(200);
      expect(reply.headers).toMatchObject({
        'content-type': 'text/xml; charset=utf-8',
        'cache-control': 'no-cache',
        vary: 'Accept-Encoding',
        'content-length': String(reply.bytes.length),
      });
      expect(reply.text).toContain('<returnval>2026-01-01T00:00:00Z</returnval>');
    },
  );

  it.each(Object.entries(SERVICE_CONTENT_SPELLINGS))('answers %s', async (_client, body) => {
    const reply = await door.ask({ body });

    expect(reply.status).not.toBe(404);
    expect(door.calls.map((each) => each.method)).toEqual(['RetrieveServiceContent']);
  });

  it('answers what comes in chunks, after 100-continue', async () => {
    const raw = await door.askRaw(
      `POST /sdk HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunked(CURRENT_TIME)}`,
    );

    expect(raw).toContain('HTTP/1.1 100 Continue');
    expect(raw).toContain('HTTP/1.1 200 OK');
  });

  it.each([
    ['text/xml'],
    ['text/xml; charset="utf-8"'],
    ['text/xml;charset=UTF-8'],
    ['application/x-www-form-urlencoded'],
  ])('takes %s', async (type) => {
    expect((await door.ask({ headers: { 'Content-Type': type }, body: CURRENT_TIME })).status).toBe(
      200,
    );
  });

  it('awaits a dispatcher which promises', async () => {
    door.dispatch = () => Promise.resolve('2026-02-02T00:00:00Z');

    expect((await door.ask({ body: CURRENT_TIME })).text).toContain('2026-02-02T00:00:00Z');
  });

  it('gives the same call for the same bytes, and a fresh one for a login', async () => {
    const login = call(
      'Login',
      'SessionManager',
      's',
      '<userName>u</userName><password>p</password>',
    );
    door.dispatch = () => undefined;

    for (const body of [CURRENT_TIME, CURRENT_TIME, login, login]) await door.ask({ body });

    const [first, second, third, fourth] = door.calls;
    expect(first).toBe(second);
    expect(third).not.toBe(fourth);
    expect(third).toEqual(fourth);
  });

  it('tells the dispatcher who asks', async () => {
    const seen: unknown[] = [];
    door.dispatch = (_call, { userAgent, remoteAddress, operationId }) => {
      seen.push({ userAgent, remoteAddress, operationId });
    };

    await door.ask({
      headers: { 'User-Agent': 'govc/1' },
      body: SERVICE_CONTENT_SPELLINGS['suds (oslo.vmware)'] ?? '',
    });

    expect(seen).toEqual([
      { userAgent: 'govc/1', remoteAddress: '127.0.0.1', operationId: 'oslo.vmware-1' },
    ]);
  });
});

describe('what is not the door’s', () => {
  it.each(['/', '/sdkx', '/sdk/vim25', '/sdk/vim25/8.0.3.0/x', '/api/session'])(
    'leaves %s to others',
    async (path) => {
      expect((await door.ask({ path })).status).toBe(418);
    },
  );

  it.each([
    '/sdk/unknown',
    '/sdk/../etc/passwd',
    '/sdk/%2e%2e/x',
    '/sdk/__proto__',
    '/sdk/vsanServiceVersions.xml',
  ])('has no %s', async (path) => {
    expect((await door.ask({ method: 'GET', path })).status).toBe(404);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])(
    'refuses %s /sdk',
    async (method) => {
      const reply = await door.ask({ method });

      expect(reply.status).toBe(405);
      expect(reply.headers.allow).toBe('POST');
    },
  );

  it('refuses to post to a description', async () => {
    expect((await door.ask({ path: '/sdk/vim.wsdl' })).status).toBe(405);
  });
});

describe('descriptions', () => {
  it.each([
    '/sdk/vimServiceVersions.xml',
    '/sdk/vimService.wsdl',
    '/sdk/vim.wsdl',
    '/sdk/vim-types.xsd',
    '/sdk/core-types.xsd',
    '/sdk/query-types.xsd',
    '/sdk/reflect-types.xsd',
    '/sdk/vim-messagetypes.xsd',
    '/sdk/query-messagetypes.xsd',
    '/sdk/reflect-messagetypes.xsd',
    '/sdk/vsphere.wsdl',
  ])('are served at %s, the same each time', async (path) => {
    const [first, second] = [
      await door.ask({ method: 'GET', path }),
      await door.ask({ method: 'GET', path }),
    ];

    expect(first.status).toBe(200);
    expect(first.text).toMatch(/^<\?xml/);
    expect(second.text).toBe(first.text);
  });

  it.each(['/sdk?wsdl', '/sdk/vimService?wsdl', '/sdk/?WSDL'])('are served at %s', async (path) => {
    expect((await door.ask({ method: 'GET', path })).text).toContain('https://mock.example/sdk');
  });

  it('answer HEAD without a body', async () => {
    const reply = await door.ask({ method: 'HEAD', path: '/sdk/vimServiceVersions.xml' });

    expect(reply.status).toBe(200);
    expect(reply.text).toBe('');
  });
});

describe('sessions', () => {
  it.each([
    [`vmware_soap_session=${SECRET}`],
    [`vmware_soap_session="${SECRET}"`],
    [`vmware_soap_session="${SECRET}"; Path=/; HttpOnly; Secure;`],
    [`other=1; vmware_soap_session="${SECRET}"`],
    [`vmware_soap_session="dead"; vmware_soap_session="${SECRET}"`],
    [`a=b, vmware_soap_session=${SECRET}; Path=/`],
  ])('are found by the cookie %s', async (cookie) => {
    door.sessions.set(SECRET, SESSION);

    await door.ask({ headers: { Cookie: cookie }, body: CURRENT_TIME });

    expect(door.conversations[0]?.session).toBe(SESSION);
  });

  it.each([
    [''],
    ['vmware_soap_session='],
    ['vmware_soap_session=""'],
    ['x_vmware_soap_session=1'],
    [';;;="'],
  ])('are not found by the cookie %j', async (cookie) => {
    await door.ask({ headers: { Cookie: cookie }, body: CURRENT_TIME });

    expect(door.conversations[0]?.session).toBeUndefined();
  });

  it('set a cookie when a call begins one', async () => {
    door.dispatch = (_call, conversation) => {
      conversation.session = SESSION;
      return undefined;
    };

    const reply = await door.ask({ body: CURRENT_TIME });

    expect(reply.headers['set-cookie']).toEqual([
      `vmware_soap_session="${SECRET}"; Path=/; HttpOnly; Secure; SameSite=Lax`,
    ]);
  });

  it('leave Secure out on plain HTTP', async () => {
    const plain = await new TestDoor({ secureCookie: false }).open();
    plain.dispatch = (_call, conversation) => {
      conversation.session = SESSION;
      return undefined;
    };

    const reply = await plain.ask({ body: CURRENT_TIME });
    await plain.close();

    expect(reply.headers['set-cookie']?.[0]).not.toContain('Secure');
  });

  it('set none otherwise, not when one ends either', async () => {
    door.sessions.set(SECRET, SESSION);
    door.dispatch = (_call, conversation) => {
      conversation.session = undefined;
      return undefined;
    };

    const reply = await door.ask({
      headers: { Cookie: `vmware_soap_session=${SECRET}` },
      body: CURRENT_TIME,
    });

    expect(reply.headers['set-cookie']).toBeUndefined();
  });
});

describe('the version of a request', () => {
  it.each([
    ['"urn:vim25/6.5"', '6.5'],
    ['urn:vim25/8.0.3.0', '8.0.3.0'],
    ['"urn:internalvim25/6.7"', '6.7'],
    ['vim25', '9.1.1.0'],
    ['urn:vim25', '2.5u2'],
    ['""', '2.5u2'],
    ['urn:vim25/99.0', '9.1.1.0'],
    ['urn:vim25/7.0', '7.0.0.0'],
    ['urn:vim25/8.0.2.5', '8.0.2.0'],
    ['urn:vim25/junk', '9.1.1.0'],
    ['%$&', '9.1.1.0'],
  ])('%s is %s', async (action, version) => {
    await door.ask({ headers: { SOAPAction: action }, body: CURRENT_TIME });

    expect(catalogVersion(door.calls[0]?.rank)).toBe(version);
  });

  it('is the one from before versions had ids when there is no SOAPAction', async () => {
    await door.ask({ body: CURRENT_TIME });

    expect(catalogVersion(door.calls[0]?.rank)).toBe('2.5u2');
  });

  it('is at most the newest the server speaks', async () => {
    const older = await new TestDoor({ rank: 11 }).open();

    await older.ask({ headers: { SOAPAction: 'urn:vim25/9.1.0.0' }, body: CURRENT_TIME });
    await older.close();

    expect(older.calls[0]?.rank).toBe(11);
  });

  it('must be one the server speaks when it is strict', async () => {
    const strict = await new TestDoor({ strictVersion: true }).open();

    const reply = await strict.ask({
      headers: { SOAPAction: '"urn:vim25/7.0"' },
      body: CURRENT_TIME,
    });
    await strict.close();

    expect(reply.status).toBe(500);
    expect(reply.text).toContain(
      '<faultcode>VersionMismatchFaultCode</faultcode><faultstring>Unsupported version URI "urn:vim25/7.0"',
    );
    expect(reply.text).not.toContain('<detail>');
    expect(strict.calls).toEqual([]);
  });
});

describe('faults', () => {
  it.each([
    [
      'thrown',
      () => {
        throw new VimFault('InvalidLogin');
      },
    ],
    ['promised', () => Promise.reject(new VimFault('InvalidLogin'))],
  ])('%s leave as such, with status 500', async (_how, dispatch) => {
    door.dispatch = dispatch;

    const reply = await door.ask({ body: CURRENT_TIME });

    expect(reply.status).toBe(500);
    expect(reply.text).toContain('<InvalidLoginFault xmlns="urn:vim25" xsi:type="InvalidLogin">');
    expect(door.logged).toEqual([]);
  });

  it.each([
    [
      'a plain error',
      () => {
        throw new Error('boom');
      },
    ],
    ['a rejection', () => Promise.reject(new TypeError('boom'))],
    ['an answer of the wrong type', () => 12n],
    [
      'a fault with ill-typed members',
      () => {
        throw new VimFault('InvalidProperty', { name: 5 }, 'boom');
      },
    ],
    [
      'a fault nobody knows',
      () => {
        throw new VimFault('NoSuchFault', {}, 'boom');
      },
    ],
  ])('stand for %s as SystemError, which is logged', async (_what, dispatch) => {
    door.dispatch = dispatch;

    const reply = await door.ask({ headers: { SOAPAction: 'vim25' }, body: CURRENT_TIME });

    expect(reply.status).toBe(500);
    expect(reply.text).toContain('xsi:type="SystemError"><reason>');
    expect(door.logged).toHaveLength(1);
  });

  it.each([
    ['ill-formed XML', Buffer.from('<a><b></a>'), 'InvalidRequest'],
    ['invalid UTF-8', Buffer.from([0x3c, 0x61, 0xff, 0x3e]), 'InvalidRequest'],
    ['overlong UTF-8', Buffer.from([0x3c, 0xc0, 0xbc, 0x3e]), 'InvalidRequest'],
    ['UTF-16', Buffer.from(`\uFEFF${CURRENT_TIME}`, 'utf16le'), 'InvalidRequest'],
    [
      'a document type',
      Buffer.from(`<!DOCTYPE a [<!ENTITY b "c">]>${CURRENT_TIME}`),
      'InvalidRequest',
    ],
    ['nothing', Buffer.alloc(0), 'InvalidRequest'],
    ['an unknown method', Buffer.from(call('Foo', 'Folder', 'f')), 'InvalidRequest'],
    [
      'a reference to another kind',
      Buffer.from(call('CloneVM_Task', 'VirtualMachine', 'v', '<folder type="Task">t</folder>')),
      'ManagedObjectNotFound',
    ],
  ])('answer %s, which reaches nobody', async (_what, body, fault) => {
    const reply = await door.ask({ body });

    expect(reply.status).toBe(500);
    expect(reply.text).toContain(`<detail><${fault}Fault xmlns="urn:vim25" xsi:type="${fault}">`);
    expect(door.calls).toEqual([]);
  });

  it('answer a missing parameter as vCenter does', async () => {
    const reply = await door.ask({
      body: call('Login', 'SessionManager', 's', '<userName>u</userName>'),
    });

    expect(reply.text).toContain(
      '<faultcode>ClientFaultCode</faultcode><faultstring>Required parameter password is missing</faultstring></soapenv:Fault>',
    );
  });
});

describe('bodies', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['identity', Buffer.from],
  ])('may come as %s', async (encoding, pack) => {
    const reply = await door.ask({
      headers: { 'Content-Encoding': encoding },
      body: pack(CURRENT_TIME as never),
    });

    expect(reply.status).toBe(200);
  });

  it.each([
    ['an unknown encoding', { 'Content-Encoding': 'br' }, brotliCompressSync(CURRENT_TIME), 415],
    ['two encodings', { 'Content-Encoding': 'gzip, gzip' }, gzipSync(gzipSync(CURRENT_TIME)), 415],
    ['an encoding of a prototype', { 'Content-Encoding': '__proto__' }, Buffer.from(''), 415],
    ['UTF-7', { 'Content-Type': 'text/xml; charset=utf-7' }, Buffer.from(CURRENT_TIME), 415],
    ['UTF-16', { 'Content-Type': 'text/xml; charset="UTF-16"' }, Buffer.from(CURRENT_TIME), 415],
    ['Latin-1', { 'Content-Type': 'text/xml; charset=iso-8859-1' }, Buffer.from(CURRENT_TIME), 415],
    ['no gzip data', { 'Content-Encoding': 'gzip' }, Buffer.from('hello'), 400],
    ['a gzip bomb', { 'Content-Encoding': 'gzip' }, gzipSync(Buffer.alloc(50_000_000)), 413],
    [
      'a deflate bomb',
      { 'Content-Encoding': 'deflate' },
      deflateSync(Buffer.alloc(50_000_000)),
      413,
    ],
    ['too much', {}, Buffer.alloc(LIMIT + 1, 0x20), 413],
  ])('are refused with %s', async (_what, headers: Record<string, string>, body, status) => {
    const reply = await door.ask({ headers, body });

    expect(reply.status).toBe(status);
    expect(reply.headers.connection).toBe('close');
    expect(door.calls).toEqual([]);
  });

  it('may not grow without end in chunks', async () => {
    const status = await new Promise<number | string | undefined>((done) => {
      const sent = request(
        { host: '127.0.0.1', port: door.port, method: 'POST', path: '/sdk', agent: false },
        (answer) => {
          answer.resume();
          done(answer.statusCode);
        },
      );
      sent.on('error', (error: NodeJS.ErrnoException) => done(error.code));
      const chunk = Buffer.alloc(65_536, 0x20);
      const more = (): void => {
        if (!sent.destroyed) sent.write(chunk, () => setImmediate(more));
      };
      more();
    });

    expect([413, 'ECONNRESET', 'EPIPE']).toContain(status);
  });

  it('which are long do not keep others waiting', async () => {
    const near = await new TestDoor().open();
    near.holdTicks();
    const filler = `<!--${'x'.repeat(60)}--><pathSet>name</pathSet>`.repeat(20_000);
    const long = call(
      'RetrieveProperties',
      'PropertyCollector',
      'p',
      `<specSet><propSet><type>Folder</type>${filler}</propSet></specSet>`,
    );
    const order: string[] = [];
    near.dispatch = ({ method }) => {
      order.push(method);
      return method === 'CurrentTime' ? '2026-01-01T00:00:00Z' : [];
    };

    const first = near.ask({ body: long });
    while (near.ticks.length === 0) await new Promise(setImmediate);
    const second = await near.ask({ body: CURRENT_TIME });
    near.letTicksRun();
    const replies = [await first, second];
    await near.close();

    expect(replies.map((each) => each.status)).toEqual([200, 200]);
    expect(order).toEqual(['CurrentTime', 'RetrieveProperties']);
    expect(JSON.stringify(near.calls[1]?.args).match(/"name"/g)).toHaveLength(20_000);
  });

  it('come from one host', async () => {
    const raw = await door.askRaw(
      `POST /sdk HTTP/1.1\r\nHost: a\r\nhost: b\r\nContent-Length: ${CURRENT_TIME.length}\r\nConnection: close\r\n\r\n${CURRENT_TIME}`,
    );

    expect(raw).toContain('HTTP/1.1 400 Bad Request');
    expect(door.calls).toEqual([]);
  });
});

describe('answers', () => {
  it('are packed for who asks for it, when long enough to matter', async () => {
    const body = call('Fetch', 'ServiceInstance', 's', '<prop>about</prop>');
    door.dispatch = () => ({
      type: { type: 'AboutInfo', kind: 'data', array: false },
      value: data('AboutInfo', { name: 'n'.repeat(100_000) }),
    });

    const plain = await door.ask({ body });
    const packed = await door.ask({ headers: { 'Accept-Encoding': 'gzip, deflate' }, body });
    const refused = await door.ask({ headers: { 'Accept-Encoding': 'gzip;q=0, identity' }, body });
    const short = await door.ask({ headers: { 'Accept-Encoding': 'gzip' }, body: CURRENT_TIME });

    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.bytes).toString()).toBe(plain.text);
    expect(refused.headers['content-encoding']).toBeUndefined();
    expect(short.headers['content-encoding']).toBeUndefined();
  });

  it('travel as they are on one machine, where packing only costs', async () => {
    const near = await new TestDoor().open();
    near.dispatch = () =>
      data('ServiceContent', { about: data('AboutInfo', { name: 'n'.repeat(100_000) }) });

    const reply = await near.ask({
      headers: { 'Accept-Encoding': 'gzip', SOAPAction: 'vim25' },
      body: call('RetrieveServiceContent', 'ServiceInstance', 's'),
    });
    await near.close();

    expect(reply.headers['content-encoding']).toBeUndefined();
  });

  it.each([['gzip'], ['identity']])('of many objects come in pieces, as %s', async (encoding) => {
    const objects = Array.from({ length: 5_000 }, (_each, place) =>
      data('ObjectContent', {
        obj: reference('VirtualMachine', `vm-${place}`),
        propSet: [data('DynamicProperty', { name: 'name', val: `VM ${place}`.repeat(20) })],
      }),
    );
    door.dispatch = () => data('RetrieveResult', { objects });
    const body = call('RetrievePropertiesEx', 'PropertyCollector', 'p', '<options/>');

    const reply = await door.ask({
      headers: { SOAPAction: 'vim25', 'Accept-Encoding': encoding },
      body,
    });
    const text = encoding === 'gzip' ? gunzipSync(reply.bytes).toString() : reply.text;

    expect(reply.headers['transfer-encoding']).toBe('chunked');
    expect(text.match(/<objects>/g)).toHaveLength(5_000);
    expect(
      text.endsWith('</RetrievePropertiesExResponse>\n</soapenv:Body>\n</soapenv:Envelope>'),
    ).toBe(true);
  });

  it('are not begun when the first piece is a defect', async () => {
    const objects = [
      data('ObjectContent', { obj: 'x' }),
      ...Array.from({ length: 50 }, () => data('ObjectContent', { obj: reference('Task', 't') })),
    ];
    door.dispatch = () => data('RetrieveResult', { objects });

    const reply = await door.ask({
      headers: { SOAPAction: 'vim25' },
      body: call('RetrievePropertiesEx', 'PropertyCollector', 'p', '<options/>'),
    });

    expect(reply.status).toBe(500);
    expect(reply.text).toContain('SystemError');
  });

  it('are given up when the client hangs up, and waits are told', async () => {
    const hungUp = new Promise<void>((told) => {
      door.dispatch = (_call, conversation) =>
        new Promise(() => {
          conversation.signal?.addEventListener('abort', () => told());
        });
    });
    const sent = request({
      host: '127.0.0.1',
      port: door.port,
      method: 'POST',
      path: '/sdk',
      agent: false,
    });
    sent.on('error', () => undefined);
    sent.end(CURRENT_TIME);
    while (door.calls.length === 0) await new Promise(setImmediate);

    sent.destroy();

    await expect(hungUp).resolves.toBeUndefined();
  });

  it('do not abort anything when they arrive', async () => {
    let aborted = false;
    door.dispatch = (_call, conversation) => {
      conversation.signal?.addEventListener('abort', () => {
        aborted = true;
      });
      return '2026-01-01T00:00:00Z';
    };

    await door.ask({ body: CURRENT_TIME });
    await door.ask({ body: envelope('') });

    expect(aborted).toBe(false);
  });
});

function chunked(text: string): string {
  const half = Math.floor(text.length / 2);
  const parts = [text.slice(0, half), text.slice(half)];
  return `${parts.map((each) => `${each.length.toString(16)}\r\n${each}\r\n`).join('')}0\r\n\r\n`;
}

function catalogVersion(rank: number | undefined): string | undefined {
  return rank === undefined ? undefined : catalog.versions[rank];
}
