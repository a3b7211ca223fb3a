/**
 * Whatever anybody asks, the server answers: well-formed calls of every method on live and dead
 * objects by the thousand, and the same with their XML spoilt. None ends the process, none is met
 * with a mistake of ours, and what is refused has changed nothing. (A rejection that nobody handles
 * fails the test under way by itself.)
 *
 *     VCMOCK_FUZZ_RUNS=10000 VCMOCK_FUZZ_SEED=7 npm test -- server-any-request
 */
import fc from 'fast-check';
import type { Change } from '../../../server/inventory/change.ts';
import { MethodTables } from '../../../server/vim/object-types.ts';
import { loadCatalog, type MethodDef } from '../../../server/vmodl/catalog.ts';
import { isReference, type Ref } from '../../../server/vmodl/reference.ts';
import { Encoder } from '../../../server/wire/soap/encode.ts';
import { NEWEST, serverForThisFile } from '../../helpers/server.ts';
import { COLLECTOR, type Reply, refElement, type SoapClient } from '../../helpers/soap-client.ts';
import { mutated, requestOf } from './arbitrary-requests.ts';
import { Arbitraries } from './arbitrary-values.ts';
import { call, envelope } from './requests.ts';

const RUNS = Number(process.env['VCMOCK_FUZZ_RUNS'] ?? 2_000);
const SEED = Number(process.env['VCMOCK_FUZZ_SEED'] ?? 1);
/** After so many the inventory is put back: destroying works, and would leave little to ask about. */
const RESET_EVERY = 200;
const FAILED_LOGINS = ['BadUsernameSessionEvent', 'AlreadyAuthenticatedSessionEvent'];
const TIME_LIMIT_MS = 20_000 + RUNS * 100;

const catalog = loadCatalog();
const rank = catalog.rankOf(NEWEST) ?? 0;
const methods = catalog
  .methodNames()
  .map((name) => catalog.method(name) as MethodDef)
  .filter((method) => method.rank <= rank);
/** A place in the list of live objects of the type that stands before it: `type="HostSystem">@7<`. */
const liveId = fc.nat({ max: 10_000 }).map((place) => `@${place}`);
const id = fc.oneof(
  { arbitrary: liveId, weight: 8 },
  { arbitrary: fc.constantFrom('vm-999999', '__proto__', '', 'group-d1'), weight: 1 },
);
const parts = {
  catalog,
  encoder: new Encoder(catalog).at(rank),
  arbitraries: new Arbitraries(catalog, rank, id),
};
const receiver = ({ owner }: MethodDef) =>
  fc.record({
    type: fc.oneof(
      { arbitrary: fc.constant(owner), weight: 9 },
      { arbitrary: fc.constant('ManagedObject'), weight: 1 },
    ),
    id,
  });
const implemented = new MethodTables(catalog).implemented();
/** Rather one of a method that is written: the others refuse everything. */
const anyCall = fc.oneof(
  {
    arbitrary: requestOf(
      parts,
      methods.filter(({ name }) => implemented.has(name)),
      receiver,
      20,
    ),
    weight: 4,
  },
  { arbitrary: requestOf(parts, methods, receiver, 20), weight: 1 },
);

const server = serverForThisFile({ seed: 'lab' });
let client: SoapClient;
/** What changed since it was last emptied, but for objects of sessions. */
const changes: Change[] = [];

beforeAll(async () => {
  client = await server.loggedIn();
  const { inventory } = server;
  inventory.subscribe((commit) => {
    changes.push(
      ...commit.changes.filter(
        (each) => each.op === 'post' || !inventory.isTransient(each.ref.type),
      ),
    );
  });
});

/** Puts ids of live objects in their places. */
function addressed(request: string): string {
  return request.replace(
    /type="(\w+)"((?: xsi:type="ManagedObjectReference")?)>@(\d+)</g,
    (_all, type: string, rest: string, place: string) => {
      const live = server.inventory.ofType(type).filter(isReference);
      const chosen: Ref | undefined = live[Number(place) % Math.max(1, live.length)];
      return `type="${chosen?.type ?? type}"${rest}>${chosen?.value ?? 'gone'}<`;
    },
  );
}

/** Sends a request; one that waits for news is called off, so that it is answered in any case. */
async function ask(request: string): Promise<Reply> {
  const answer = client.post(request);
  const waits = /<WaitForUpdates(?:Ex)? /.test(request);
  if (!waits) return answer;
  let answered = false;
  const settled = answer.finally(() => {
    answered = true;
  });
  const collector = /<_this type="PropertyCollector">([^<]*)</.exec(request)?.[1];
  const callOff = refElement('_this', { ...COLLECTOR, value: collector ?? COLLECTOR.value });
  while (!answered) {
    await client.post(
      envelope(`<CancelWaitForUpdates xmlns="urn:vim25">${callOff}</CancelWaitForUpdates>`),
    );
  }
  return settled;
}

/** A login that fails is told of in an event, and that is as it should be. */
function isToldOfRefusal(change: Change): boolean {
  return change.op === 'post' && FAILED_LOGINS.includes(change.event._typeName);
}

function shown(list: readonly Change[]): string {
  return list
    .map((each) => (each.op === 'post' ? each.event._typeName : `${each.op} ${each.ref.value}`))
    .join();
}

/** Sends one and judges the answer; then lets some time pass and sees to it that we are still logged in. */
async function judge(request: string, run: number): Promise<number> {
  if (run % RESET_EVERY === 0) await server.reset();
  changes.length = 0;

  const { status, text } = await ask(request);

  const offence =
    (status !== 200 && status !== 500 && `HTTP status ${status}`) ||
    (/xsi:type="SystemError"/.test(text) && /<faultstring>[^<]*/.exec(text)?.[0]) ||
    (status === 500 && !changes.every(isToldOfRefusal) && `refused, changed ${shown(changes)}`) ||
    server.logged.splice(0)[0];
  if (offence) throw new Error(`${offence}\n${request}\n${text.slice(0, 500)}`);
  server.advance(run % 7 === 0 ? 3_000 : 0);
  if (!server.services.sessions.byKey(client.sessionKey ?? '')) await client.login();
  return status;
}

/** Asks all of them; gives how many were not refused. */
async function judgeAll(requests: fc.Arbitrary<string>): Promise<number> {
  let run = 0;
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.noShrink(requests), async (request) => {
      if ((await judge(addressed(request), run++)) === 200) answered += 1;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  return answered;
}

describe(`Any of ${RUNS} requests (seed ${SEED})`, () => {
  it(
    'which are well-formed is answered, and changes nothing when it is refused',
    async () => {
      const answered = await judgeAll(anyCall);

      // Else we would know little more than that it refuses everything.
      expect(answered).toBeGreaterThan(RUNS / 10);
    },
    TIME_LIMIT_MS,
  );

  it(
    'which are spoilt is answered, and changes nothing when it is refused',
    () => judgeAll(mutated(anyCall)),
    TIME_LIMIT_MS,
  );

  it('leaves the server as able as before', async () => {
    await server.reset();
    const about = await client.post(call('CurrentTime', 'ServiceInstance', 'ServiceInstance'));

    expect(about.status).toBe(200);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
