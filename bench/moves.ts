/**
 * Every VM of a cluster is sent to another host at once: how long until all have arrived, and how many
 * other calls are answered meanwhile.
 */
import { currentTime, load, readVms, viewOfVms } from './measures.ts';
import type { Name, Server } from './servers.ts';
import { startServer } from './servers.ts';
import { Client, element, type Ref, refIn } from './soap.ts';
import type { Row } from './table.ts';

const HOSTS = 16;
/** Sessions that ask for migrations side by side. */
const ACTORS = 8;
const LOAD_CONNECTIONS = 4;
const LOAD_SECONDS = 3;
const POLL_MS = 20;

interface Move {
  readonly vm: Ref;
  readonly to: Ref;
}

/** Both rows; each server is started for it, with one cluster of 16 hosts. */
export async function moveRows(vms: number, rounds: number): Promise<readonly Row[]> {
  const times: Record<Name, number[]> = { peer: [], vcmock: [] };
  const rates: Record<Name, number[]> = { peer: [], vcmock: [] };
  for (const name of ['peer', 'vcmock'] as const) {
    console.error(`starting ${name} with ${vms} VMs on ${HOSTS} hosts …`);
    const counts = { cluster: 1, host: HOSTS, 'standalone-host': 0, vm: vms };
    const server = await startServer(name, counts);
    for (let round = 0; round < rounds; round += 1) times[name].push(await moveAll(server, vms));
    rates[name].push(await answeredMeanwhile(server, vms));
    await server.stop();
  }
  const many = vms.toLocaleString('en');
  return [
    {
      what: `${many} running VMs migrated, asked for at once, instant time`,
      unit: 'ms',
      ...times,
      budget: '',
      note: 'the peer only exchanges references',
    },
    {
      what: `CurrentTime, ${LOAD_CONNECTIONS} connections, while VMs migrate without end`,
      unit: 'perSecond',
      ...rates,
      budget: '',
    },
  ];
}

async function moveAll(server: Server, vms: number): Promise<number> {
  const moves = await movesOf(server);
  if (moves.length !== vms) throw new Error(`${server.name} has ${moves.length} VMs`);
  const actors = await Promise.all(Array.from({ length: ACTORS }, () => actorOf(server)));
  const began = performance.now();
  const tasks = (
    await Promise.all(actors.map((actor, index) => migrate(actor, everyNth(moves, index))))
  ).flat();
  await allEnded(server, tasks);
  const ms = performance.now() - began;
  for (const actor of actors) actor.close();
  return ms;
}

/** The load runs as long as it runs; migrations are asked for again and again meanwhile. */
async function answeredMeanwhile(server: Server, vms: number): Promise<number> {
  let loading = true;
  const how = { connections: LOAD_CONNECTIONS, seconds: LOAD_SECONDS };
  const loaded = load(server, currentTime(), how).finally(() => {
    loading = false;
  });
  while (loading) await moveAll(server, vms);
  return (await loaded).perSecond;
}

async function actorOf({ url }: Server): Promise<Client> {
  const actor = new Client(url);
  await actor.login('user', 'pass');
  return actor;
}

function everyNth<T>(items: readonly T[], index: number): readonly T[] {
  return items.filter((_, at) => at % ACTORS === index);
}

async function migrate(actor: Client, moves: readonly Move[]): Promise<Ref[]> {
  const tasks: Ref[] = [];
  for (const { vm, to } of moves) {
    const spec = `<spec>${element('host', to)}</spec>`;
    tasks.push(refIn(await actor.call('RelocateVM_Task', vm, spec), 'returnval'));
  }
  return tasks;
}

/** Each VM to the host after its own. */
async function movesOf(server: Server): Promise<readonly Move[]> {
  const { text } = await readVms(server, await viewOfVms(server), ['runtime.host']);
  const places = [
    ...text.matchAll(
      /<obj type="VirtualMachine"[^>]*>([^<]+)<.*?type="HostSystem"[^>]*>([^<]+)</gs,
    ),
  ];
  const hosts = [...new Set(places.map(([, , host = '']) => host))].sort();
  return places.map(([, vm = '', host = '']) => ({
    vm: { type: 'VirtualMachine', id: vm },
    to: { type: 'HostSystem', id: hosts[(hosts.indexOf(host) + 1) % hosts.length] ?? '' },
  }));
}

/** Looks at the last one until it has ended, then at all: looking must not be what keeps a server busy. */
async function allEnded(server: Server, tasks: readonly Ref[]): Promise<void> {
  for (const some of [tasks.slice(-1), tasks]) {
    while (await isAnyUnfinished(server, some)) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

async function isAnyUnfinished({ client, name }: Server, tasks: readonly Ref[]): Promise<boolean> {
  const objects = tasks.map((task) => `<objectSet>${element('obj', task)}</objectSet>`).join('');
  const spec = `<specSet><propSet><type>Task</type><pathSet>info.state</pathSet></propSet>${objects}</specSet>`;
  const answer = await client.call('RetrieveProperties', client.manager('propertyCollector'), spec);
  if (answer.includes('>error<')) throw new Error(`${name}: a migration failed`);
  return /<val[^>]*>(queued|running)</.test(answer);
}
