/**
 * The names a seed gives: what is reported of them, and all names of a datacenter by kind.
 */
import type { SeedDatacenter, SeedHost, SeedPool } from './seed.ts';
import type { SeedIssue } from './seed-error.ts';
import type { Place } from './yaml-reader.ts';

export type Locate = (made: object, key: string) => Place | undefined;

export class Checker {
  readonly issues: SeedIssue[] = [];
  readonly #locate: Locate;

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  report(made: object, key: string, message: string): void {
    this.issues.push({ ...this.#locate(made, key), message });
  }

  /** Names given so far in a scope; reports those given twice. */
  unique<T extends { readonly name: string }>(
    items: readonly T[] | undefined,
    kind: string,
    scope = new Set<string>(),
  ): Set<string> {
    for (const item of items ?? []) {
      if (scope.has(item.name)) this.report(item, 'name', `${kind} "${item.name}" is there twice`);
      scope.add(item.name);
    }
    return scope;
  }

  demand(
    made: object,
    key: string,
    name: string | undefined,
    known: ReadonlySet<string>,
    kind: string,
  ): void {
    if (name === undefined || known.has(name)) return;
    const listed = [...known].slice(0, 8);
    const hint = listed.length > 0 ? `; there are: ${listed.join(', ')}` : '';
    this.report(made, key, `no ${kind} "${name}"${hint}`);
  }
}

export function hostsOf(seed: SeedDatacenter): readonly SeedHost[] {
  return [
    ...(seed.hosts ?? []),
    ...(seed.clusters ?? []).flatMap((cluster) => cluster.hosts ?? []),
  ];
}

export interface Known {
  readonly hosts: ReadonlySet<string>;
  /** Why nothing runs on a host, by its name; hosts that run VMs are left out. */
  readonly idleHosts: ReadonlyMap<string, string>;
  readonly datastores: ReadonlySet<string>;
  readonly networks: ReadonlySet<string>;
  readonly pools: ReadonlySet<string>;
  readonly pods: ReadonlySet<string>;
  readonly folders: Readonly<Record<'vm' | 'host' | 'datastore' | 'network', ReadonlySet<string>>>;
}

export function namesIn(checker: Checker, seed: SeedDatacenter): Known {
  const computes = checker.unique(seed.clusters, 'cluster');
  checker.unique(seed.hosts, 'host', computes);
  const hosts = new Set<string>();
  checker.unique(hostsOf(seed), 'host', hosts);
  const datastores = checker.unique(seed.datastores, 'datastore');
  for (const host of hostsOf(seed)) checker.unique(host.localDatastores, 'datastore', datastores);
  const networks = checker.unique(seed.opaqueNetworks, 'network');
  for (const one of seed.switches ?? []) checker.unique(one.portgroups, 'port group', networks);
  for (const name of standardNames(seed)) networks.add(name);
  const pools = new Set<string>();
  for (const one of [...(seed.clusters ?? []), ...(seed.hosts ?? [])]) {
    pools.add(one.name);
    addPools(checker, one.pools, one.name, pools);
  }
  checker.unique(seed.switches, 'switch');
  checkVmNames(checker, seed);
  return {
    hosts,
    idleHosts: new Map(
      hostsOf(seed).flatMap((host): [string, string][] => {
        const why = idleness(host);
        return why === undefined ? [] : [[host.name, why]];
      }),
    ),
    datastores,
    networks,
    pools,
    pods: checker.unique(seed.pods, 'datastore cluster'),
    folders: {
      vm: withParents(seed.folders?.vm),
      host: withParents(seed.folders?.host),
      datastore: withParents(seed.folders?.datastore),
      network: withParents(seed.folders?.network),
    },
  };
}

function idleness({ power, maintenance }: SeedHost): string | undefined {
  if (power === 'standby') return 'is in standby';
  if (power === 'off') return 'is switched off';
  return maintenance ? 'is in maintenance' : undefined;
}

/** VM names are unique within their folder. */
function checkVmNames(checker: Checker, seed: SeedDatacenter): void {
  const byFolder = new Map<string, Set<string>>();
  for (const vm of seed.vms ?? []) {
    const scope = byFolder.get(vm.folder ?? '') ?? new Set();
    byFolder.set(vm.folder ?? '', scope);
    checker.unique([vm], 'VM', scope);
  }
}

function standardNames(seed: SeedDatacenter): readonly string[] {
  const hosts = hostsOf(seed);
  const usual = hosts.length === 0 || hosts.some(({ vswitches }) => vswitches === undefined);
  const listed = hosts.flatMap(({ vswitches }) =>
    (vswitches ?? []).flatMap(({ portgroups }) => (portgroups ?? []).map(({ name }) => name)),
  );
  const taken = new Set(
    hosts.flatMap(({ vmknics }) => (vmknics ?? []).map((one) => one.portgroup)),
  );
  return [...(usual ? ['VM Network'] : []), ...listed].filter((name) => !taken.has(name));
}

function addPools(
  checker: Checker,
  pools: readonly SeedPool[] | undefined,
  above: string,
  known: Set<string>,
): void {
  checker.unique(pools, 'pool');
  for (const pool of pools ?? []) {
    known.add(`${above}/${pool.name}`);
    addPools(checker, pool.pools, `${above}/${pool.name}`, known);
  }
}

/** `a/b/c` makes `a` and `a/b` too. */
function withParents(paths: readonly string[] | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of paths ?? []) {
    const parts = path.split('/');
    for (let length = 1; length <= parts.length; length += 1) {
      found.add(parts.slice(0, length).join('/'));
    }
  }
  return found;
}
