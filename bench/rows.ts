/** Makes rows of the table: each measures both servers in turn, or the one that is there. */
import type { Shared, Subject } from './compare.ts';
import { currentTime, load, nameOf, PowerOffWatch, readVms } from './measures.ts';
import type { Name, Server } from './servers.ts';
import { amount, median, type Row } from './table.ts';

export interface Rounds {
  readonly count: number;
  /** How long each load lasts. */
  readonly loadSeconds: number;
  readonly powerOffs: number;
}

type Results = Readonly<Record<Name, readonly number[]>>;

/** One VM both inventories hold. */
const VM_NAME = 'DC0_H0_VM0';
const CONNECTIONS = [1, 16];
/** Load nobody counts, before each that is: Node compiles what is hot, Go fills its caches. */
const WARM_UP_SECONDS = 1;

/** A B A B …: whatever disturbs the machine for a while disturbs both. */
export async function alternately(
  rounds: number,
  names: readonly Name[],
  measure: (name: Name) => Promise<number>,
): Promise<Results> {
  const results: Record<Name, number[]> = { peer: [], vcmock: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results[name].push(await measure(name));
  }
  return results;
}

export function readyRow(what: string, results: Results, budget: string): Row {
  return { what, unit: 'ms', ...results, budget };
}

/** What a VM adds to the resident memory of a server with the default inventory. */
export function memoryRow(
  what: string,
  servers: Readonly<Record<Name, Server>>,
  base: Readonly<Record<Name, number>>,
  vms: number,
): Row {
  const perVm = (name: Name) => [((servers[name].rssBytes() ?? 0) - base[name]) / vms];
  return { what, unit: 'bytes', peer: perVm('peer'), vcmock: perVm('vcmock'), budget: '≤ 9 KiB' };
}

export async function readRow(
  shared: Shared,
  { count }: Rounds,
  {
    what,
    paths,
    budget,
  }: { readonly what: string; readonly paths: readonly string[]; readonly budget: string },
): Promise<Row> {
  const sizes: Partial<Record<Name, number>> = {};
  // Reads are short, so there are more rounds; the first warms up both and is not counted.
  const results = await alternately(count + 3, namesIn(shared), async (name) => {
    const { server, view } = subject(shared, name);
    const { ms, bytes } = await readVms(server, view, paths);
    sizes[name] = bytes;
    return ms;
  });
  const told = namesIn(shared).map((name) => amount(sizes[name] ?? 0, 'bytes'));
  return { what, unit: 'ms', ...withoutFirst(results), budget, note: told.join(' and ') };
}

export async function powerOffRow(
  shared: Shared,
  { powerOffs }: Rounds,
  over: string,
): Promise<Row> {
  const watches = new Map<Name, PowerOffWatch>();
  for (const name of namesIn(shared)) {
    const { server, view } = subject(shared, name);
    watches.set(name, await PowerOffWatch.over(server, view));
  }
  // Each VM once: a crowded host need not have room for one that has been powered off.
  const left = new Map(namesIn(shared).map((name) => [name, poweredOnVms(powerOffs + 1)]));
  const results = await alternately(powerOffs + 1, namesIn(shared), async (name) => {
    const watch = watches.get(name);
    if (!watch) throw new Error(`nobody watches ${name}`);
    const vm = left.get(name)?.shift();
    return watch.powerOff(vmOf(subject(shared, name), vm));
  });
  for (const watch of watches.values()) await watch.end();
  const what = `a power-off seen through WaitForUpdatesEx, ${over}`;
  return { what, unit: 'ms', ...withoutFirst(results), budget: '' };
}

export async function loadRows(
  shared: Shared,
  { count, loadSeconds }: Rounds,
): Promise<readonly Row[]> {
  const calls = {
    CurrentTime: () => currentTime(),
    'one name of one VM': (each: Subject) => nameOf(each.server, vmOf(each)),
  };
  const rows: Row[] = [];
  for (const [call, body] of Object.entries(calls)) {
    for (const connections of CONNECTIONS) {
      const late: Record<Name, number[]> = { peer: [], vcmock: [] };
      for (const name of namesIn(shared)) {
        const each = subject(shared, name);
        await load(each.server, body(each), { connections, seconds: WARM_UP_SECONDS });
      }
      const results = await alternately(count, namesIn(shared), async (name) => {
        const each = subject(shared, name);
        const how = { connections, seconds: loadSeconds };
        const { perSecond, p99Ms } = await load(each.server, body(each), how);
        late[name].push(p99Ms);
        return perSecond;
      });
      const p99 = namesIn(shared).map((name) => amount(median(late[name]) ?? 0, 'ms'));
      rows.push({
        what: `${call}, ${connections === 1 ? '1 connection' : `${connections} connections`}`,
        unit: 'perSecond',
        ...results,
        budget: '≥ the peer',
        note: `p99 ${p99.join(' and ')}`,
      });
    }
  }
  return rows;
}

function namesIn(shared: Shared): readonly Name[] {
  return (['peer', 'vcmock'] as const).filter((name) => shared[name]);
}

function subject(shared: Shared, name: Name): Subject {
  const found = shared[name];
  if (!found) throw new Error(`${name} was not started`);
  return found;
}

function poweredOnVms(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `DC0_H0_VM${index + 1}`);
}

function vmOf({ vms, server }: Subject, name = VM_NAME) {
  const vm = vms.get(name);
  if (!vm) throw new Error(`${server.name} has no ${name}`);
  return vm;
}

function withoutFirst({ peer, vcmock }: Results): Results {
  return { peer: peer.slice(1), vcmock: vcmock.slice(1) };
}
