import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import supertest from 'supertest';
import { parse } from 'yaml';
import { MissingCalls } from '../../../server/control/coverage.ts';
import { assign } from '../../../server/inventory/change.ts';
import { createLogger } from '../../../server/log.ts';
import { OPERATIONS } from '../../../server/wire/control/operations.ts';
import { createControlDoor } from '../../../server/wire/control/route.ts';
import { SmallVcenter, VM } from '../../helpers/small-vcenter.ts';

const vcenter = new SmallVcenter();
const missing = new MissingCalls();
const logged: string[] = [];
let problem: string | undefined;
let server: Server;

beforeAll(async () => {
  const door = createControlDoor({
    services: vcenter.services,
    clock: vcenter.clock,
    server: { version: '1.2.3', seed: 'small', apiVersion: '8.0.3.0' },
    tick: (act) => void setImmediate(act),
    implemented: () => new Set(['Login']),
    missingCalls: missing.counts,
    problem: () => problem,
    access: { beyondLoopback: false, allowedHosts: [] },
    log: createLogger('error', { write: (line) => logged.push(line) }),
  });
  server = createServer((request, response) => {
    if (!door.handle(request, response)) response.writeHead(404).end('another door');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Pays for loading Express once.
  await get('/_mock/clock');
}, 20_000);

afterAll(() => {
  server.close();
  expect(logged).toEqual([]);
});

const get = (path: string) => supertest(server).get(path);
const post = (path: string, body?: object) =>
  supertest(server).post(path).set('x-mock-control', '1').send(body);
const put = (path: string, body?: object) =>
  supertest(server).put(path).set('x-mock-control', '1').send(body);

describe('GET /_mock/health, ready, info', () => {
  it('say that the server is up and able', async () => {
    expect((await get('/_mock/health')).body).toEqual({ status: 'up' });
    expect((await get('/_mock/ready?verbose')).body).toEqual({ ready: true });
  });

  it('say 503 while changes cannot be kept', async () => {
    problem = 'the disk is full';

    const answer = await get('/_mock/ready');
    problem = undefined;

    expect([answer.status, answer.body]).toEqual([
      503,
      { ready: false, problem: 'the disk is full' },
    ]);
  });

  it('tell what runs here', async () => {
    const { body } = await get('/_mock/info');

    expect(body).toMatchObject({
      version: '1.2.3',
      seed: 'small',
      apiVersion: '8.0.3.0',
      time: 'manual',
      pid: process.pid,
      sessions: 0,
      objects: { VirtualMachine: 2, HostSystem: 1, total: vcenter.inventory.size },
    });
  });
});

describe('the clock', () => {
  it('passes by as told', async () => {
    const before = (await get('/_mock/clock')).body.nowMs;

    const { status, body } = await post('/_mock/clock/advance', { duration: '5m' });

    expect(status).toBe(200);
    expect(body.nowMs - before).toBe(300_000);
  });

  it('is switched and set', async () => {
    const { body } = await put('/_mock/clock', { mode: 'manual', now: '2026-05-01T00:00:00Z' });

    expect(body).toMatchObject({ mode: 'manual', now: '2026-05-01T00:00:00Z' });
  });

  it.each([
    [{ duration: 'soon' }, /duration wants a span/],
    [{ ms: '5' }, /must be number/],
    [{ ms: 5, duration: '5m' }, /must NOT have more than 1 properties|fewer|more than 1/],
    [{ hours: 5 }, /must NOT have additional properties/],
    [{}, /fewer than 1 properties|minProperties|must NOT have fewer/],
    [[], /must be object/],
  ])('refuses %j', async (body, expected) => {
    const answer = await post('/_mock/clock/advance', body);

    expect(answer.status).toBe(400);
    expect(answer.body.error).toEqual({
      code: 'INVALID',
      message: expect.stringMatching(expected),
    });
  });
});

describe('snapshots', () => {
  const rename = (name: string) => vcenter.inventory.apply([assign(VM, 'name', name)]);
  const name = () => vcenter.inventory.read(VM, 'name');

  it('are taken, listed, restored, replaced and deleted', async () => {
    rename('first');
    expect(await post('/_mock/snapshots', { name: 'one' })).toMatchObject({ status: 201 });
    expect(await post('/_mock/snapshots', { name: 'one' })).toMatchObject({
      status: 409,
      body: { error: { code: 'CONFLICT' } },
    });
    expect((await get('/_mock/snapshots')).body.snapshots).toMatchObject([{ name: 'one' }]);

    rename('second');
    expect(await post('/_mock/snapshots/one/restore')).toMatchObject({ status: 200 });
    expect(name()).toBe('first');

    rename('third');
    expect(await put('/_mock/snapshots/one')).toMatchObject({ status: 200 });
    rename('fourth');
    await post('/_mock/snapshots/one/restore', {});
    expect(name()).toBe('third');

    const deleted = supertest(server).delete('/_mock/snapshots/one').set('x-mock-control', '1');
    expect(await deleted).toMatchObject({ status: 204, text: '' });
    expect(await post('/_mock/snapshots/one/restore')).toMatchObject({ status: 404 });
  });

  it('get a name when none is given', async () => {
    const { body } = await post('/_mock/snapshots');

    expect(body.name).toBe('snapshot-1');
  });

  it('are left alone by a reset, which puts the start back', async () => {
    rename('changed');

    const { status, body } = await post('/_mock/reset');

    expect([status, body]).toEqual([200, { objects: vcenter.inventory.size }]);
    expect(name()).not.toBe('changed');
    expect((await get('/_mock/snapshots')).body.snapshots).toHaveLength(1);
  });
});

describe('GET /_mock/coverage', () => {
  it('lists what is written and what was asked for in vain', async () => {
    missing.note({ name: 'SuspendVM_Task' });

    const { body } = await get('/_mock/coverage');

    expect(body.implemented).toEqual(['SessionManager.Login']);
    expect(body.missing[0]).toEqual({ type: 'VirtualMachine', method: 'SuspendVM_Task', calls: 1 });
  });
});

describe('what is no control call', () => {
  it.each([
    ['GET', '/_mock/nothing', 404, 'NOT_FOUND'],
    ['GET', '/_mock', 404, 'NOT_FOUND'],
    ['GET', '/_mock/clock/advance', 405, 'METHOD_NOT_ALLOWED'],
    ['POST', '/_mock/health', 405, 'METHOD_NOT_ALLOWED'],
    ['GET', '/_mock/coverage?deep=1', 400, 'INVALID'],
    ['PUT', '/_mock/snapshots/%2e%2e', 400, 'INVALID'],
    ['PUT', '/_mock/snapshots/a%2fb', 400, 'INVALID'],
    ['PUT', '/_mock/snapshots/%ff', 400, 'INVALID'],
  ])('%s %s is answered with %i', async (method, path, status, code) => {
    const call = method === 'GET' ? get(path) : method === 'PUT' ? put(path) : post(path);

    const answer = await call;

    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
  });

  it('is left to other doors when it is not below /_mock', async () => {
    expect((await get('/_mockery')).text).toBe('another door');
    expect((await get('/sdk')).text).toBe('another door');
  });

  it('is refused without its header, without a word of CORS', async () => {
    const answer = await supertest(server).post('/_mock/reset').type('form').send('a=b');

    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toMatch(/X-Mock-Control/);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each([
    ['truncated', '{"ms":', 400],
    ['polluting', '{"__proto__":{"polluted":1},"ms":1}', 400],
    ['too large', `{"duration":"${'1'.repeat(100_000)}"}`, 413],
  ])('is refused when its JSON is %s', async (_what, body, status) => {
    const answer = await supertest(server)
      .post('/_mock/clock/advance')
      .type('application/json')
      .send(body);

    expect(answer.status).toBe(status);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is refused when it is no JSON', async () => {
    const answer = await supertest(server)
      .post('/_mock/clock/advance')
      .set('x-mock-control', '1')
      .type('text/plain')
      .send('ms=1');

    expect(answer.status).toBe(415);
  });
});

describe('openapi.yaml', () => {
  it('and the table of operations name the same', async () => {
    const document = parse(
      await readFile(new URL('../../../openapi.yaml', import.meta.url), 'utf8'),
    ) as { paths: Record<string, Record<string, { operationId?: string }>> };
    const named = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/_mock/'))
      .flatMap(([, item]) => Object.values(item).flatMap(({ operationId }) => operationId ?? []));

    // The page of documents is no JSON.
    expect(named.sort()).toEqual([...Object.keys(OPERATIONS), 'getDocs'].sort());
  });
});
