/**
 * Same seed, same calls, manual time: the same journal, to the letter. Two servers live in one process
 * here, so nothing they share can be part of it.
 */
import type { Commit, JournalEntry } from '../../server/inventory/change.ts';
import { TestServer } from '../helpers/server.ts';
import { element, refElement, type SoapClient } from '../helpers/soap-client.ts';

interface Told {
  readonly server: TestServer;
  readonly journal: JournalEntry[];
}

const told: Told[] = [];

afterAll(async () => {
  for (const { server } of told) await server.close();
  const invalid = told.flatMap(({ server }) => [...server.logged, ...server.invalidAnswers()]);
  expect(invalid).toEqual([]);
});

async function begin(seed: string): Promise<Told> {
  const server = await new TestServer({ seed }).open();
  const journal: JournalEntry[] = [];
  server.inventory.subscribe((commit) => void journal.push(entryOf(commit)));
  const made = { server, journal };
  told.push(made);
  return made;
}

function entryOf({ seq, timeMs, cause, changes, counters }: Commit): JournalEntry {
  return { seq, timeMs, cause, changes, counters };
}

/** The beginning of everything: clients come, move, switch, rename, give up and go. */
function* calls(server: TestServer, client: SoapClient): Generator<Promise<unknown>> {
  const vms = server.inventory.ofType('VirtualMachine');
  const hosts = server.inventory.ofType('HostSystem');
  const [first, second, third] = vms;
  if (!first || !second || !third) throw new Error('too few VMs');
  for (const vm of [first, second]) {
    for (const host of hosts.slice(0, 2)) {
      yield client
        .call('RelocateVM_Task', vm, `<spec>${refElement('host', host)}</spec>`)
        .catch(() => undefined);
      server.advance(2_500);
    }
  }
  yield client.call('PowerOffVM_Task', third);
  server.advance(10);
  yield client.call('PowerOnVM_Task', third);
  server.advance(60_000);
  yield client.call('Rename_Task', second, element('newName', 'renamed'));
  server.advance(5_000);
  yield client.call(
    'CreateContainerView',
    { type: 'ViewManager', value: 'ViewManager' },
    `<container type="Folder">group-d1</container>${element('recursive', true)}`,
  );
  yield client.faultOf('Rename_Task', first, element('newName', ''));
  yield client.faultOf(
    'Login',
    { type: 'SessionManager', value: 'SessionManager' },
    element('userName', 'x') + element('password', 'y'),
  );
  yield client.call('Logout', { type: 'SessionManager', value: 'SessionManager' });
  server.advance(600_000);
}

async function live({ server }: Told): Promise<void> {
  for (const call of calls(server, await server.loggedIn())) await call;
}

const asText = (journal: readonly JournalEntry[]) =>
  journal.map((entry) =>
    JSON.stringify(entry, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value)),
  );

describe.each(['lab', 'dc0'])('Two servers with the seed %s', (seed) => {
  it('write the same journal for the same calls, one after the other', async () => {
    const [one, other] = [await begin(seed), await begin(seed)];

    await live(one);
    await live(other);

    expect(one.journal.length).toBeGreaterThan(20);
    expect(asText(other.journal)).toEqual(asText(one.journal));
  });

  it('write the same journal for the same calls, taking turns', async () => {
    const [one, other] = [await begin(seed), await begin(seed)];
    const clients = [await one.server.loggedIn(), await other.server.loggedIn()] as const;
    const [left, right] = [calls(one.server, clients[0]), calls(other.server, clients[1])];

    for (;;) {
      const steps = [left.next(), right.next()];
      await Promise.all(steps.map(({ value }) => value));
      if (steps.every(({ done }) => done)) break;
    }

    expect(asText(other.journal)).toEqual(asText(one.journal));
  });

  it('hold the same inventory to begin with', async () => {
    const [one, other] = [await begin(seed), await begin(seed)];
    // What they differ in is where they listen, which single sign-on is told.
    const states = ({ server }: Told) =>
      asText([...server.inventory.takeSnapshot().states.values()] as never).map((text) =>
        text.replaceAll(server.running.url, 'http://here'),
      );

    expect(states(other)).toEqual(states(one));
  });
});
