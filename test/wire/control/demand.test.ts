import { createServer, type Server } from 'node:http';
import supertest from 'supertest';
import { createLogger } from '../../../server/log.ts';
import { createControlDoor } from '../../../server/wire/control/route.ts';
import { StatisticsWorld } from '../../helpers/statistics-world.ts';

const world = new StatisticsWorld();
const logged: string[] = [];
let server: Server;

beforeAll(async () => {
  const door = createControlDoor({
    services: world.services,
    clock: world.clock,
    server: { version: '1.2.3', seed: 'statistics', apiVersion: '8.0.3.0' },
    tick: (act) => void setImmediate(act),
    implemented: () => new Set(),
    missingCalls: new Map(),
    access: { beyondLoopback: false, allowedHosts: [] },
    log: createLogger('error', { write: (line) => logged.push(line) }),
  });
  server = createServer((request, response) => {
    if (!door.handle(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  world.stop();
  expect(logged).toEqual([]);
});

const put = (body: object) =>
  supertest(server).put('/_mock/demand').set('content-type', 'application/json').send(body);

describe('/_mock/demand', () => {
  it('shows a guest named by its path', async () => {
    const { status, body } = await supertest(server).get('/_mock/demand/%2FDC%2Fvm%2Fwave');

    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'wave', demand: { cpuPercent: { kind: 'sine' } } });
  });

  it('changes what guests do', async () => {
    const demand = { cpuMhz: { kind: 'trace', csv: '0,100\n60,200' }, cpuPercent: null };

    const { status, body } = await put({ vms: ['steady', 'noisy'], demand });

    expect(status).toBe(200);
    expect(body.vms).toMatchObject([
      { name: 'steady', demand: { cpuMhz: { times: [0, 60], values: [100, 200] } } },
      { name: 'noisy', now: { cpuDemandMhz: 100 } },
    ]);
  });

  it.each<[story: string, body: object, status: number, words: RegExp]>([
    ['an unknown VM', { vms: ['nobody'] }, 404, /no virtual machine .*nobody/],
    ['a demand without sense', { vms: ['wave'], demand: { cpuMhz: [] } }, 400, /cpuMhz must be/],
    ['a body without VMs', { demand: {} }, 400, /vms/],
    ['a number of which there is none', { vms: ['wave'], profile: { cpu: 1 } }, 400, /profile/],
  ])('refuses %s', async (_story, body, status, words) => {
    const answer = await put(body);

    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toMatch(words);
  });

  it('knows no other VM', async () => {
    const { status } = await supertest(server).get('/_mock/demand/nobody');

    expect(status).toBe(404);
  });
});
