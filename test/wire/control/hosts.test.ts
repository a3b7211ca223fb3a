import { createServer, type Server } from 'node:http';
import supertest from 'supertest';
import { createLogger } from '../../../server/log.ts';
import { createControlDoor } from '../../../server/wire/control/route.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const lab = new Vcenter();
let server: Server;

beforeAll(async () => {
  const door = createControlDoor({
    services: lab.services,
    clock: lab.clock,
    server: { version: '1.2.3', seed: 'lab', apiVersion: '8.0.3.0' },
    tick: (act) => void setImmediate(act),
    implemented: () => new Set(),
    missingCalls: new Map(),
    access: { beyondLoopback: false, allowedHosts: [] },
    log: createLogger('error', { write: () => undefined }),
  });
  server = createServer((request, response) => {
    if (!door.handle(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  lab.stop();
});

const put = (host: string, body: object) =>
  supertest(server).put(`/_mock/hosts/${host}`).set('content-type', 'application/json').send(body);

describe('/_mock/hosts/{host}', () => {
  it('takes the power from a host, and gives it back', async () => {
    const failed = await put('172.16.0.173', { state: 'failed' });
    expect(failed.status).toBe(200);
    expect(failed.body).toMatchObject({
      name: '172.16.0.173',
      state: 'failed',
      connectionState: 'notResponding',
      powerState: 'unknown',
    });

    const back = await put(failed.body.host, { state: 'ok' });
    expect(back.body).toMatchObject({ state: 'ok', connectionState: 'connected' });
    const { body } = await supertest(server).get(`/_mock/hosts/${failed.body.host}`);
    expect(body).toEqual(back.body);
  });

  it.each([
    ['an unknown host', 'nobody', { state: 'failed' }, 404],
    ['an unknown state', '172.16.0.173', { state: 'sulking' }, 400],
    ['a body without state', '172.16.0.173', {}, 400],
  ])('refuses %s', async (_, host, body, status) => {
    const answer = await put(host, body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toEqual(expect.any(String));
  });
});
