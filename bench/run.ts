/**
 * `npm run bench [-- --quick | --full]`: vcmock beside its peer, govmomi's simulator, in one run.
 *
 * Both serve the same inventory over plain HTTP on loopback. Shared measurements alternate, peer
 * first, at least three rounds; before them both servers' answers are compared. Prints a table and
 * writes it to docs/bench.md. It informs; it never fails because of a number.
 *
 * --quick: 200 VMs, short rounds, no large inventories.  --full: the peer with 5,000 VMs as well,
 * which takes it minutes to start.  --size=N: how many VMs both serve.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareReads, type Shared, shareReads } from './compare.ts';
import { jsonRows } from './json-rows.ts';
import { moveRows } from './moves.ts';
import { drsRows } from './passes.ts';
import { machine, report } from './report.ts';
import { restRows } from './rest-rows.ts';
import {
  alternately,
  loadRows,
  memoryRow,
  powerOffRow,
  type Rounds,
  readRow,
  readyRow,
} from './rows.ts';
import { serverPassRows } from './server-pass.ts';
import { serverStoragePassRows } from './server-storage-pass.ts';
import { PEER_PROGRAM, type Server, startServer, stopAll } from './servers.ts';
import { storageDrsRows } from './storage-passes.ts';
import { type Row, table } from './table.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Plan {
  /** VMs both serve. */
  readonly size: number;
  readonly rounds: Rounds;
  /** Also 5,000 VMs, and vCenter's maximum. */
  readonly large: boolean;
  /** The peer with 5,000 VMs too. */
  readonly largePeer: boolean;
}

function readPlan(): Plan {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      size: { type: 'string' },
    },
  });
  const { quick, full } = values;
  return {
    size: Number(values.size ?? (quick ? 200 : 1_000)),
    rounds: { count: 3, loadSeconds: quick ? 1 : 3, powerOffs: quick ? 5 : 10 },
    large: !quick,
    largePeer: full,
  };
}

function buildPeer(): void {
  mkdirSync(join(ROOT, 'bench', '.bin'), { recursive: true });
  const cwd = join(ROOT, 'bench', 'peer');
  execFileSync('go', ['build', '-o', PEER_PROGRAM, '.'], { cwd, stdio: 'inherit' });
}

/** One datacenter with a cluster and a standalone host, half of the VMs in each. */
function countsFor(vms: number) {
  return { vm: vms / 2 };
}

/** vCenter's configuration maximum: 2,500 hosts, 45,000 VMs. */
const MAXIMUM = { cluster: 32, host: 78, 'standalone-host': 4, vm: 1_250 };
const MAXIMUM_VMS = 45_000;
const DEFAULT_VMS = 4;
const LARGE_VMS = 5_000;

async function measureDefault(
  { rounds }: Plan,
  rows: Row[],
): Promise<{ peer: number; vcmock: number }> {
  const resident = { peer: 0, vcmock: 0 };
  const ready = await alternately(rounds.count, ['peer', 'vcmock'], async (name) => {
    const server = await startServer(name, {});
    resident[name] = server.rssBytes() ?? 0;
    await server.stop();
    return server.readyMs;
  });
  rows.push(readyRow('ready to serve, default inventory', ready, '≤ the peer'));
  return resident;
}

async function measureShared(plan: Plan, rows: Row[]): Promise<void> {
  const resident = await measureDefault(plan, rows);
  const { size, rounds } = plan;
  const vms = size.toLocaleString('en');
  const first = await startServer('vcmock', countsFor(size));
  await first.stop();
  const second = await startServer('vcmock', countsFor(size));
  await second.stop();
  console.error(`starting the peer with ${vms} VMs …`);
  const peer = await startServer('peer', countsFor(size));
  const vcmock = await startServer('vcmock', countsFor(size));
  const ready = {
    peer: [peer.readyMs],
    vcmock: [first.readyMs, second.readyMs, vcmock.readyMs],
  };
  rows.push(readyRow(`ready to serve, ${vms} VMs`, ready, size === 1_000 ? '< 1 s' : ''));
  rows.push(memoryRow(`memory per VM, ${vms} VMs`, { peer, vcmock }, resident, size - DEFAULT_VMS));

  const shared = await shareReads(peer, vcmock);
  const difference = compareReads(shared);
  if (difference) throw new Error(`peer and vcmock answer differently: ${difference}`);
  console.error(`both answer alike for ${vms} VMs`);
  await measureReads(shared, plan, rows);
  rows.push(await powerOffRow(shared, rounds, `filter over ${vms} VMs`));
  rows.push(...(await loadRows(shared, rounds)));
  rows.push(...(await jsonRows(shared, rounds, vms)));
  await peer.stop();
  await vcmock.stop();
}

async function measureReads(shared: Shared, { rounds, size }: Plan, rows: Row[]): Promise<void> {
  const vms = size.toLocaleString('en');
  const all = `all properties of ${vms} VMs`;
  rows.push(await readRow(shared, rounds, { what: all, paths: [], budget: '10 × the peer' }));
  const one = `one path of ${vms} VMs`;
  rows.push(await readRow(shared, rounds, { what: one, paths: ['name'], budget: '10 × the peer' }));
}

async function measureLarge(plan: Plan, rows: Row[]): Promise<void> {
  if (plan.largePeer) console.error('starting the peer with 5,000 VMs, which takes minutes …');
  const peer = plan.largePeer ? await startServer('peer', countsFor(LARGE_VMS)) : undefined;
  const vcmock = await startServer('vcmock', countsFor(LARGE_VMS));
  const ready = { peer: peer ? [peer.readyMs] : [], vcmock: [vcmock.readyMs] };
  rows.push(readyRow('ready to serve, 5,000 VMs', ready, '< 2 s'));
  const shared = await shareReads(peer, vcmock);
  rows.push(
    await readRow(shared, plan.rounds, {
      what: 'one path of 5,000 VMs',
      paths: ['name'],
      budget: '≤ 26 ms',
    }),
  );
  const off = await powerOffRow(shared, plan.rounds, 'filter over 5,000 VMs');
  rows.push({ ...off, budget: '≤ 8 ms' });
  await peer?.stop();
  await vcmock.stop();
}

async function measureMaximum(rows: Row[]): Promise<void> {
  const vcmock: Server = await startServer('vcmock', MAXIMUM);
  const resident = vcmock.rssBytes() ?? 0;
  await vcmock.stop();
  const what = '45,000 VMs, 2,500 hosts';
  rows.push(readyRow(`ready to serve, ${what}`, { peer: [], vcmock: [vcmock.readyMs] }, '< 10 s'));
  rows.push({
    what: `resident memory, ${what}`,
    unit: 'bytes',
    peer: [],
    vcmock: [resident],
    budget: '< 1 GiB',
    note: `${(resident / MAXIMUM_VMS / 1024).toFixed(1)} KiB per VM, all told`,
  });
}

const plan = readPlan();
const rows: Row[] = [];
try {
  buildPeer();
  const before = machine();
  await measureShared(plan, rows);
  rows.push(...(await moveRows(plan.size, plan.rounds.count)));
  rows.push(...drsRows());
  rows.push(...(await serverPassRows()));
  rows.push(...storageDrsRows());
  rows.push(...(await serverStoragePassRows()));
  if (plan.large) {
    rows.push(...(await restRows()));
    await measureLarge(plan, rows);
    await measureMaximum(rows);
  }
  console.log(table(rows));
  if (plan.large) writeFileSync(join(ROOT, 'docs', 'bench.md'), report(before, rows));
} finally {
  await stopAll();
}
