/**
 * Does everything a seed names exist, and is every name given once? Runs over a whole seed before it is
 * built; `locate` tells where an object of it stands in its file.
 */
import { datastoreNameOf } from '../templates/vm-files.ts';
import type {
  Seed,
  SeedDatacenter,
  SeedDatastore,
  SeedHost,
  SeedPool,
  SeedSwitch,
  SeedVm,
} from './seed.ts';
import type { SeedIssue } from './seed-error.ts';
import type { Place } from './yaml-reader.ts';

export type Locate = (made: object, key: string) => Place | undefined;

const HOSTS_MAX = 2500;
const VMS_MAX = 45_000;
const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;
const MAC = /^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$/;

class Checker {
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

/** All that is wrong with the names in a seed. */
export function checkReferences(
  seed: Seed,
  locate: Locate = () => undefined,
): readonly SeedIssue[] {
  const checker = new Checker(locate);
  checker.unique(seed.datacenters, 'datacenter');
  checker.unique(seed.users, 'user');
  const roles = checker.unique(seed.roles, 'role');
  for (const permission of seed.permissions ?? []) {
    if (!roles.has(permission.role) && !BUILT_IN_ROLES.has(permission.role)) {
      checker.report(permission, 'role', `no role "${permission.role}"`);
    }
    checkEntity(checker, seed, permission);
  }
  for (const datacenter of seed.datacenters) checkDatacenter(checker, datacenter);
  const hosts = seed.datacenters.reduce((sum, one) => sum + hostsOf(one).length, 0);
  const vms = seed.datacenters.reduce((sum, one) => sum + (one.vms?.length ?? 0), 0);
  if (hosts > HOSTS_MAX) checker.report(seed, 'datacenters', `more than ${HOSTS_MAX} hosts`);
  if (vms > VMS_MAX) checker.report(seed, 'datacenters', `more than ${VMS_MAX} VMs`);
  return checker.issues;
}

/** Roles of a fresh vCenter Server which a seed may speak of. */
const BUILT_IN_ROLES = new Set([
  'Admin',
  'ReadOnly',
  'View',
  'NoAccess',
  'NoCryptoAdmin',
  'VirtualMachinePowerUser',
  'VirtualMachineUser',
  'ResourcePoolAdministrator',
  'VMwareConsolidatedBackupUser',
  'DatastoreConsumer',
  'NetworkConsumer',
]);

function checkEntity(checker: Checker, seed: Seed, permission: { readonly entity: string }): void {
  const { entity } = permission;
  if (entity === '/') return;
  const known = seed.datacenters.some((one) => {
    const path = `/${one.folder ? `${one.folder}/` : ''}${one.name}`;
    return entity === path || entity.startsWith(`${path}/`);
  });
  const folder = (seed.folders ?? []).some((path) => entity === `/${path}`);
  if (!known && !folder) checker.report(permission, 'entity', `no object at "${entity}"`);
}

function hostsOf(seed: SeedDatacenter): readonly SeedHost[] {
  return [
    ...(seed.hosts ?? []),
    ...(seed.clusters ?? []).flatMap((cluster) => cluster.hosts ?? []),
  ];
}

interface Known {
  readonly hosts: ReadonlySet<string>;
  readonly datastores: ReadonlySet<string>;
  readonly networks: ReadonlySet<string>;
  readonly pools: ReadonlySet<string>;
  readonly pods: ReadonlySet<string>;
  readonly folders: Readonly<Record<'vm' | 'host' | 'datastore' | 'network', ReadonlySet<string>>>;
}

function checkDatacenter(checker: Checker, seed: SeedDatacenter): void {
  const known = namesIn(checker, seed);
  checker.demand(
    seed,
    'networkFolder',
    seed.networkFolder,
    known.folders.network,
    'network folder',
  );
  for (const host of hostsOf(seed)) checkHost(checker, host, known);
  for (const one of [...(seed.hosts ?? []), ...(seed.clusters ?? [])]) {
    checker.demand(one, 'folder', one.folder, known.folders.host, 'host folder');
  }
  for (const pod of seed.pods ?? []) {
    checker.demand(pod, 'folder', pod.folder, known.folders.datastore, 'datastore folder');
  }
  for (const one of seed.switches ?? []) checkSwitch(checker, one, known);
  for (const lun of seed.luns ?? []) {
    for (const host of lun.hosts ?? []) checker.demand(lun, 'hosts', host, known.hosts, 'host');
  }
  for (const one of seed.datastores ?? []) checkDatastore(checker, one, known);
  for (const vm of seed.vms ?? []) checkVm(checker, vm, known);
}

function namesIn(checker: Checker, seed: SeedDatacenter): Known {
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

function checkHost(checker: Checker, host: SeedHost, known: Known): void {
  const nics = checker.unique(
    (host.nics ?? [{ device: 'vmnic0' }, { device: 'vmnic1' }]).map(({ device }) => ({
      name: device,
    })),
    'physical card',
  );
  const local = new Set(
    host.vswitches
      ? host.vswitches.flatMap(({ portgroups }) => (portgroups ?? []).map(({ name }) => name))
      : ['VM Network', 'Management Network'],
  );
  for (const vswitch of host.vswitches ?? []) {
    for (const nic of vswitch.nics ?? [])
      checker.demand(vswitch, 'nics', nic, nics, 'physical card');
  }
  for (const vmknic of host.vmknics ?? []) {
    const reachable = new Set([...local, ...known.networks]);
    checker.demand(vmknic, 'portgroup', vmknic.portgroup, reachable, 'port group');
    if (!IPV4.test(vmknic.ip) && !IPV6.test(vmknic.ip)) {
      checker.report(vmknic, 'ip', `"${vmknic.ip}" is no IP address`);
    }
  }
  for (const one of host.localDatastores ?? []) checkSpace(checker, one);
}

function checkSpace(
  checker: Checker,
  one: { readonly capacityGb: number; readonly freeGb?: number | undefined },
): void {
  if (one.freeGb !== undefined && one.freeGb > one.capacityGb) {
    checker.report(one, 'freeGb', `is more than the capacity of ${one.capacityGb} GB`);
  }
}

function checkSwitch(checker: Checker, one: SeedSwitch, known: Known): void {
  for (const host of one.hosts ?? []) checker.demand(one, 'hosts', host, known.hosts, 'host');
}

function checkDatastore(checker: Checker, one: SeedDatastore, known: Known): void {
  for (const host of one.hosts ?? []) checker.demand(one, 'hosts', host, known.hosts, 'host');
  checker.demand(one, 'pod', one.pod, known.pods, 'datastore cluster');
  checker.demand(one, 'folder', one.folder, known.folders.datastore, 'datastore folder');
  checkSpace(checker, one);
  if ((one.type === 'NFS' || one.type === 'NFS41') && !(one.remoteHost && one.remotePath)) {
    checker.report(one, 'type', 'an NFS datastore needs "remoteHost" and "remotePath"');
  }
}

function checkVm(checker: Checker, vm: SeedVm, known: Known): void {
  checker.demand(vm, 'host', vm.host, known.hosts, 'host');
  checker.demand(vm, 'pool', vm.pool, known.pools, 'pool');
  checker.demand(vm, 'datastore', vm.datastore, known.datastores, 'datastore');
  checker.demand(vm, 'folder', vm.folder, known.folders.vm, 'VM folder');
  if (known.pools.size === 0) checker.report(vm, '', 'there is no host or cluster to run on');
  if (known.datastores.size === 0) checker.report(vm, '', 'there is no datastore to lie on');
  for (const disk of vm.disks ?? []) {
    checker.demand(disk, 'datastore', disk.datastore, known.datastores, 'datastore');
    if (disk.usedGb !== undefined && disk.usedGb > disk.sizeGb) {
      checker.report(disk, 'usedGb', `is more than the size of ${disk.sizeGb} GB`);
    }
  }
  for (const nic of vm.nics ?? []) {
    checker.demand(nic, 'network', nic.network, known.networks, 'network');
    if (nic.mac !== undefined && !MAC.test(nic.mac)) {
      checker.report(nic, 'mac', `"${nic.mac}" is no MAC address`);
    }
    checkAddresses(checker, nic);
  }
  checkAddresses(checker, vm);
  if (vm.cdrom !== undefined && vm.cdrom !== 'none') {
    checker.demand(vm, 'cdrom', datastoreNameOf(vm.cdrom), known.datastores, 'datastore');
  }
  const { cpus = 1, coresPerSocket = 1 } = vm;
  if (cpus % coresPerSocket !== 0) {
    checker.report(vm, 'coresPerSocket', `does not divide ${cpus} CPUs`);
  }
}

function checkAddresses(
  checker: Checker,
  one: { readonly ip?: string | readonly string[] | undefined },
): void {
  for (const address of [one.ip ?? []].flat()) {
    const [ip = '', prefix] = address.split('/');
    const length = Number(prefix ?? 24);
    const good = IPV4.test(ip) ? length <= 32 : IPV6.test(ip) && length <= 128;
    if (!good || !Number.isInteger(length)) {
      checker.report(one, 'ip', `"${address}" is no IP address`);
    }
  }
}
