/**
 * What must hold of an inventory in which VMs move, whoever did what: each function names what is wrong,
 * and nothing when all is well.
 */
import type { Inventory } from '../../server/inventory/inventory.ts';
import { hostResources } from '../../server/vim/facts/host-facts.ts';
import type { Services } from '../../server/vim/method.ts';
import type { MigrationRecord } from '../../server/vim/migrations/records.ts';
import { objectSchema } from '../../server/vim/object-types.ts';
import { isReference, type Ref } from '../../server/vmodl/reference.ts';
import { member } from '../../server/vmodl/value.ts';
import type { Vcenter } from '../helpers/vcenter.ts';

const RELATIONS = objectSchema().relations;

export const vmsOf = (inventory: Inventory) =>
  inventory.ofType('VirtualMachine') as readonly Ref<'VirtualMachine'>[];
export const hostsOf = (inventory: Inventory) =>
  inventory.ofType('HostSystem') as readonly Ref<'HostSystem'>[];
export const datastoresOf = (inventory: Inventory) =>
  inventory.ofType('Datastore') as readonly Ref<'Datastore'>[];

/** VMs that are not on exactly one host, or on another than the one that lists them. */
export function misplacedVms(inventory: Inventory): readonly string[] {
  const listed = new Map<string, string[]>();
  for (const host of hostsOf(inventory)) {
    for (const { value } of inventory.read(host, 'vm') ?? []) {
      listed.set(value, [...(listed.get(value) ?? []), host.value]);
    }
  }
  return vmsOf(inventory).flatMap((vm) => {
    const { host } = inventory.read(vm, 'runtime');
    const by = listed.get(vm.value) ?? [];
    return by.length === 1 && by[0] === host?.value ? [] : [`${vm.value} is listed by ${by}`];
  });
}

/** VMs of which there are two: with one configuration file, or one identity. */
export function doubledVms(inventory: Inventory): readonly string[] {
  return ['files.vmPathName', 'instanceUuid'].flatMap((path) =>
    repeated(vmsOf(inventory).map((vm) => String(inventory.readPath(vm, `config.${path}`)))),
  );
}

/** Inverses that are not what the facts say. */
export function brokenInverses(inventory: Inventory): readonly string[] {
  return RELATIONS.flatMap((relation) => {
    const [type, inverse] = relation.inverse;
    const expected = new Map<string, string[]>();
    for (const ref of inventory.ofType(relation.from) as readonly Ref[]) {
      for (const target of targets(inventory.read(ref, relation.property), relation.member)) {
        expected.set(target, [...(expected.get(target) ?? []), ref.value]);
      }
    }
    return (inventory.ofType(type) as readonly Ref[]).flatMap((ref) => {
      const shown = targets(inventory.read(ref, inverse), undefined).sort().join();
      // A property may be the inverse of several relations: each of them must be in it.
      const mine = [...new Set(expected.get(ref.value) ?? [])].sort();
      const missing = mine.filter((one) => !shown.split(',').includes(one));
      return missing.length > 0 ? [`${ref.value}.${inverse} lacks ${missing}: ${shown}`] : [];
    });
  });
}

/** Hosts whose VMs, those on their way included, have more reserved than there is. */
export function overbookedHosts(inventory: Inventory): readonly string[] {
  return hostsOf(inventory).flatMap((host) => {
    const have = hostResources(inventory, host);
    const fits =
      have.reservedMemoryMb <= have.availableMemoryMb + 1e-6 &&
      have.reservedCpuMhz <= have.availableCpuMhz + 1e-6;
    return fits ? [] : [`${host.value}: ${JSON.stringify(have)}`];
  });
}

/** Datastores whose use is not the sum of their files and of what arrives, or is more than they hold. */
export function wrongSpace(inventory: Inventory): readonly string[] {
  return datastoresOf(inventory).flatMap((datastore) => {
    const ref = datastore as Ref;
    const listing = (inventory.read(ref, '_listing') ?? []) as unknown as readonly File[];
    const arriving = vmsOf(inventory)
      .flatMap((vm) => (inventory.read(vm as Ref, '_copies') ?? []) as unknown as readonly Copy[])
      .filter((copy) => copy.datastore.value === datastore.value);
    const files = listing.reduce((sum, { size }) => sum + size, 0);
    const copies = arriving.reduce((sum, { bytes }) => sum + bytes, 0);
    const used = Number(inventory.read(ref, '_usedBytes'));
    const { capacity, freeSpace, name } = inventory.read(datastore, 'summary');
    const others = Number(inventory.read(ref, '_otherBytes') ?? 0);
    return [
      ...(used === files + copies + others ? [] : [`${name}: ${used}, not ${files} + ${copies}`]),
      ...(used <= Number(capacity) ? [] : [`${name}: ${used} of ${capacity}`]),
      ...(Number(freeSpace) === Number(capacity) - used ? [] : [`${name}: ${freeSpace} free`]),
      ...repeated(listing.map(({ path }) => path)).map((path) => `[${name}] ${path} twice`),
    ];
  });
}

interface File {
  readonly path: string;
  readonly size: number;
}

interface Copy {
  readonly datastore: Ref;
  readonly bytes: number;
}

/** Backings on another datastore than their path says. */
export function strayBackings(inventory: Inventory): readonly string[] {
  return vmsOf(inventory).flatMap((vm) =>
    (inventory.read(vm, 'config')?.hardware.device ?? []).flatMap(({ backing }) => {
      const datastore: unknown = member(backing, 'datastore');
      if (!isReference(datastore)) return [];
      const path = String(member(backing, 'fileName'));
      const name = inventory.read(datastore as Ref, 'name');
      return path.startsWith(`[${name}] `) ? [] : [`${vm.value}: ${path} on ${name}`];
    }),
  );
}

const HOST_COST = { vmotion: 2, storageVmotion: 8, xvmotion: 8, provisioning: 2 };
const HOST_MAX = 16;
const NETWORK_COST = { vmotion: 1, storageVmotion: 0, xvmotion: 1, provisioning: 0 };
const COPY_COST = 16;
const DATASTORE_MAX = 128;

/** Hosts, vMotion networks and datastores on which more runs at once than vCenter's cost units allow. */
export function overloaded(
  records: readonly MigrationRecord[],
  { networkMax }: { readonly networkMax: (host: string) => number },
): readonly string[] {
  const used = new Map<string, number>();
  const charge = (what: string, cost: number) => used.set(what, (used.get(what) ?? 0) + cost);
  for (const { state, kind, source, destination, insight } of records) {
    if (state !== 'running') continue;
    for (const host of new Set([source.name, destination.name])) {
      charge(`host ${host}`, HOST_COST[kind]);
      charge(`network ${host}`, NETWORK_COST[kind]);
    }
    const disks = insight?.disks ?? [];
    const places = new Set(disks.flatMap((disk) => [disk.source, disk.destination]));
    for (const place of places) charge(`datastore ${place}`, COPY_COST);
  }
  return [...used].flatMap(([what, units]) => {
    const [type, name = ''] = what.split(' ');
    const network = type === 'network' ? networkMax(name) : DATASTORE_MAX;
    const max = type === 'host' ? HOST_MAX : network;
    return units <= max ? [] : [`${what}: ${units} of ${max}`];
  });
}

/** Whatever is still held for a move, when nothing is under way. */
export function leftovers({
  inventory,
  services,
}: {
  readonly inventory: Inventory;
  readonly services: Pick<Services, 'migrations'>;
}): readonly string[] {
  const held = ['VirtualMachine', 'HostSystem', 'Datastore'].flatMap((type) =>
    (inventory.ofType(type) as readonly Ref[]).flatMap((ref) =>
      ['_migration', '_copies', '_incoming', '_arriving'].flatMap((name) => {
        const value: unknown = inventory.read(ref, name);
        const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
        return isEmpty ? [] : [`${ref.value}.${name}`];
      }),
    ),
  );
  const open = services.migrations.records
    .all()
    .filter(({ state }) => state === 'queued' || state === 'running');
  return [...held, ...open.map(({ task, state }) => `${task} ${state}`)];
}

/** Tasks without the times that their state asks for. */
export function untimely(inventory: Inventory): readonly string[] {
  const tasks = inventory.ofType('Task') as readonly Ref<'Task'>[];
  return tasks.flatMap((task) => {
    const { state, startTime, completeTime } = inventory.read(task, 'info');
    const isOver = state === 'success' || state === 'error';
    const fits = isOver === (completeTime !== undefined) && (state !== 'queued' || !startTime);
    return fits ? [] : [`${task.value} ${state}`];
  });
}

/** Each move that began is told of by one event that begins it and one that ends it, of its task's chain. */
export function untoldMoves(
  { services }: Vcenter,
  chainOf: ReadonlyMap<string, number>,
): readonly string[] {
  const chains = new Map<number, string[]>();
  for (const event of services.events.all()) {
    const { chainId, _typeName } = event as unknown as Told;
    chains.set(chainId, [...(chains.get(chainId) ?? []), _typeName]);
  }
  return services.migrations.records.all().flatMap(({ task, startedAt, endedAt }) => {
    const chain = chainOf.get(task);
    if (chain === undefined || !endedAt) return [];
    const told = chains.get(chain) ?? [];
    const count = (types: readonly string[]) => told.filter((one) => types.includes(one)).length;
    const expected = startedAt ? [1, 1] : [0, 1];
    const isTold = String([count(BEGINS), count(ENDS)]) === String(expected);
    return isTold ? [] : [`${task}: ${told}`];
  });
}

interface Told {
  readonly _typeName: string;
  readonly chainId: number;
}

const BEGINS = ['VmBeingHotMigratedEvent', 'VmBeingMigratedEvent', 'VmBeingRelocatedEvent'];
const ENDS = [
  ...['VmMigratedEvent', 'VmRelocatedEvent', 'VmFailedMigrateEvent', 'VmRelocateFailedEvent'],
];

function targets(value: unknown, name: string | undefined): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => {
    const found: unknown = name === undefined ? item : member(item, name);
    return isReference(found) ? [found.value] : [];
  });
}

function repeated(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}
