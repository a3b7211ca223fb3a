import { createServer, type Server } from 'node:http';
import supertest from 'supertest';
import type { CourseInsight } from '../../../server/engines/migration/course-facts.ts';
import { createLogger } from '../../../server/log.ts';
import { VimFault } from '../../../server/vmodl/fault.ts';
import { createControlDoor } from '../../../server/wire/control/route.ts';
import { DATASTORE, HOST, SmallVcenter, VM } from '../../helpers/small-vcenter.ts';

const vcenter = new SmallVcenter();
const { records } = vcenter.services.migrations;
const logged: string[] = [];
let server: Server;

const ROUND = {
  round: 0,
  sentMb: 4_096,
  dirtiedMb: 365.529,
  seconds: 3.655,
  rateMbPerSecond: 1_120.567,
  dirtyRateMbPerSecond: 100,
};

const ENDED: CourseInsight = {
  phase: 'cleanup',
  elapsedMs: 92_500,
  percent: 99,
  rounds: [ROUND],
  memorySentMb: 4_096,
  finalMb: 365.529,
  precopySeconds: 3.655,
  downtimeMs: 490.5,
  slowedAfterRound: 0,
  disks: [
    {
      key: '2000',
      label: 'Hard disk 1',
      source: DATASTORE.value,
      destination: 'datastore-99',
      totalMb: 12_288,
      copiedMb: 12_288,
      mirroredMb: 877.71,
      seconds: 87.771,
    },
  ],
  memoryMbPerSecond: 0,
};

beforeAll(async () => {
  const door = createControlDoor({
    services: vcenter.services,
    clock: vcenter.clock,
    server: { version: '1.2.3', seed: 'small', apiVersion: '8.0.3.0' },
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
  fill();
  await get('/_mock/clock');
}, 20_000);

afterAll(() => {
  server.close();
  // An answer that is not as openapi.yaml says would have been logged.
  expect(logged).toEqual([]);
});

/** One of each: ended well, failed at once, waiting. */
function fill() {
  const ends = {
    source: { id: HOST.value, name: 'esx1' },
    destination: { id: 'host-9', name: 'x' },
  };
  const vm = { id: VM.value, name: 'web' };
  const common = { ...ends, vm, priority: 'defaultPriority' } as const;
  records.queued({ ...common, task: 'task-1', kind: 'xvmotion' });
  records.waiting('task-1', [`network:${HOST.value}`]);
  vcenter.clock.advance(2_000);
  records.started('task-1');
  records.ended('task-1', { state: 'success', insight: ENDED });
  records.queued({ ...common, task: 'task-2', kind: 'storageVmotion' });
  records.ended('task-2', { state: 'error', fault: new VimFault('Timedout', {}, 'Too slow.') });
  records.queued({ ...common, task: 'task-3', kind: 'vmotion', vm: { id: 'vm-7', name: 'db' } });
  records.waiting('task-3', [`host:${HOST.value}`]);
}

const get = (path: string) => supertest(server).get(path);

describe('GET /_mock/migrations', () => {
  it('lists them, newest last', async () => {
    const { status, body } = await get('/_mock/migrations');

    expect(status).toBe(200);
    expect(body.migrations).toMatchObject([
      { task: 'task-1', state: 'success', kind: 'xvmotion', downtimeMs: 490.5 },
      { task: 'task-2', state: 'error', error: { fault: 'Timedout', message: 'Too slow.' } },
      { task: 'task-3', state: 'queued', vm: { id: 'vm-7', name: 'db' } },
    ]);
  });

  it.each([
    ['state=queued', ['task-3']],
    ['vm=web', ['task-1', 'task-2']],
    ['vm=vm-7&state=error', []],
    ['limit=1', ['task-3']],
  ])('by %s', async (query, expected) => {
    const { body } = await get(`/_mock/migrations?${query}`);

    expect(body.migrations.map(({ task }: { task: string }) => task)).toEqual(expected);
  });

  it.each(['state=lost', 'limit=0', 'limit=many', 'vm=', 'host=esx1'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await get(`/_mock/migrations?${query}`);

      expect([status, body.error.code]).toEqual([400, 'INVALID']);
    },
  );
});

describe('GET /_mock/migrations/{task}', () => {
  it('tells what the migration waited for, its rounds and its disks', async () => {
    const { status, body } = await get('/_mock/migrations/task-1');

    const datastore = vcenter.inventory.read(DATASTORE, 'name');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      waitedMs: 2_000,
      waits: [{ resource: 'network', id: HOST.value, ms: 2_000 }],
      memory: { sentMb: 4_096, finalMb: 365.529, slowedAfterRound: 0, rounds: [ROUND] },
      disks: [
        {
          key: '2000',
          source: { id: DATASTORE.value, name: datastore },
          destination: { id: 'datastore-99', name: 'datastore-99' },
          mirroredMb: 877.71,
        },
      ],
    });
  });

  it('answers 404 for a task that is none', async () => {
    const { status, body } = await get('/_mock/migrations/task-99');

    expect(status).toBe(404);
    expect(body.error).toEqual({
      code: 'NOT_FOUND',
      message: 'there is no migration "task-99"',
    });
  });
});
