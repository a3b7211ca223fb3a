/**
 * Does everything a seed names exist, and is every name given once? Runs over a whole seed before it is
 * built; `locate` tells where an object of it stands in its file.
 */
import { datastoreNameOf } from '../templates/vm-files.ts';
import { namedInPods } from './create-pods.ts';
import { HOSTS_MAX, VMS_MAX } from './maximums.ts';
import { Checker, hostsOf, type Known, type Locate, namesIn } from './reference-names.ts';
import type { Seed, SeedDatacenter, SeedDatastore, SeedHost } from './seed.ts';
import type { SeedIssue } from './seed-error.ts';
import { type SeedVm, vmNames } from './seed-vm.ts';
import type { SeedStorageRule, SeedStorageVm } from './storage-drs-shape.ts';

const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;
const MAC = /^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$/;

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
  checkFolders(checker, seed, known);
  for (const one of seed.switches ?? []) checkHostNames(checker, one, known);
  for (const one of seed.luns ?? []) checkHostNames(checker, one, known);
  for (const one of seed.datastores ?? []) checkDatastore(checker, one, known);
  for (const vm of seed.vms ?? []) checkVm(checker, vm, known);
  checkStorageDrs(checker, seed);
}

function checkFolders(checker: Checker, seed: SeedDatacenter, { folders }: Known): void {
  for (const one of [...(seed.hosts ?? []), ...(seed.clusters ?? [])]) {
    checker.demand(one, 'folder', one.folder, folders.host, 'host folder');
  }
  for (const pod of seed.pods ?? []) {
    checker.demand(pod, 'folder', pod.folder, folders.datastore, 'datastore folder');
  }
}

/** Machines that a datastore cluster names, and their disks. */
function checkStorageDrs(checker: Checker, seed: SeedDatacenter): void {
  if (namedInPods(seed).size === 0) return;
  const known = new Map((seed.vms ?? []).flatMap((vm) => vmNames(vm).map((name) => [name, vm])));
  for (const { storageDrs } of seed.pods ?? []) {
    checkStorageRules(checker, storageDrs?.rules ?? [], new Set(known.keys()));
    for (const own of storageDrs?.vms ?? []) checkStorageVm(checker, own, known);
  }
}

function checkStorageRules(
  checker: Checker,
  rules: readonly SeedStorageRule[],
  vms: ReadonlySet<string>,
): void {
  checker.unique(rules, 'rule');
  for (const rule of rules) {
    for (const vm of rule.vms) checker.demand(rule, 'vms', vm, vms, 'VM');
    if (new Set(rule.vms).size < 2) checker.report(rule, 'vms', 'must name two VMs at least');
  }
}

function checkStorageVm(
  checker: Checker,
  own: SeedStorageVm,
  known: ReadonlyMap<string, SeedVm>,
): void {
  checker.demand(own, 'vm', own.vm, new Set(known.keys()), 'VM');
  const count = known.get(own.vm)?.disks?.length ?? 1;
  const disks = [...(own.apart ?? []), ...(own.diskRules ?? []).flatMap((rule) => rule.disks)];
  const missing = disks.find((disk) => disk > count);
  if (missing) checker.report(own, '', `VM "${own.vm}" has no disk ${missing}`);
}

/** Hosts that a switch, LUN or datastore names. */
function checkHostNames(
  checker: Checker,
  one: { readonly hosts?: readonly string[] | undefined },
  known: Known,
): void {
  for (const host of one.hosts ?? []) checker.demand(one, 'hosts', host, known.hosts, 'host');
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

function checkDatastore(checker: Checker, one: SeedDatastore, known: Known): void {
  checkHostNames(checker, one, known);
  checker.demand(one, 'pod', one.pod, known.pods, 'datastore cluster');
  checker.demand(one, 'folder', one.folder, known.folders.datastore, 'datastore folder');
  checkSpace(checker, one);
  if ((one.type === 'NFS' || one.type === 'NFS41') && !(one.remoteHost && one.remotePath)) {
    checker.report(one, 'type', 'an NFS datastore needs "remoteHost" and "remotePath"');
  }
}

function checkVm(checker: Checker, vm: SeedVm, known: Known): void {
  checker.demand(vm, 'host', vm.host, known.hosts, 'host');
  checkHostRuns(checker, vm, known);
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

/** Of a host that is out of reach nobody knows; VMs may well run there. */
function checkHostRuns(checker: Checker, vm: SeedVm, { idleHosts }: Known): void {
  const why = vm.host === undefined ? undefined : idleHosts.get(vm.host);
  if (!why || vm.template || (vm.power ?? 'on') !== 'on') return;
  checker.report(vm, 'host', `host "${vm.host}" ${why}: no VM can run there, give it power: "off"`);
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
