/** The inventory as the vAPI shows it, at any of its faces. */
import { deviceText, sorted, type Told, type View } from './door-view.ts';
import type { FaceName, VapiFaces } from './vapi-faces.ts';

type Row = Readonly<Record<string, string | number | undefined>>;

/** What `/api`, `/rest` or JSON-RPC tell: lists, what is told of one, and lists by place for the rest. */
export async function vapiView(faces: VapiFaces, face: FaceName): Promise<View> {
  const list = (kind: string, filter: object = {}) =>
    faces.demand<readonly Row[]>(face, `com.vmware.vcenter.${kind} list`, { filter });
  const get = <T>(kind: string, input: Record<string, unknown>) =>
    faces.demand<T>(face, `com.vmware.vcenter.${kind} get`, input);
  const hosts = await list('host');
  const pools = await list('resource_pool');
  const folders = await list('folder');
  const places = {
    host: await placesOf(list, hosts, 'host', 'hosts'),
    pool: await placesOf(list, pools, 'resource_pool', 'resource_pools'),
    folder: await placesOf(list, folders, 'folder', 'folders'),
  };
  const entries: (readonly [string, Told])[] = [];
  for (const row of await list('VM')) {
    const id = String(row['vm']);
    entries.push([
      `VirtualMachine ${id}`,
      {
        ...{ name: row['name'], power: row['power_state'], cpus: row['cpu_count'] },
        memoryMb: row['memory_size_MiB'],
        host: places.host.get(id),
        pool: places.pool.get(id),
        folder: places.folder.get(id),
        devices: devicesOf(await get<Machine>('VM', { vm: id })),
      },
    ]);
  }
  for (const { host, name, connection_state, power_state } of hosts) {
    entries.push([
      `HostSystem ${host}`,
      { name, connection: connection_state, power: power_state },
    ]);
  }
  for (const { resource_pool } of pools) {
    const pool = await get<Pool>('resource_pool', { resource_pool });
    entries.push([
      `ResourcePool ${resource_pool}`,
      {
        ...{ name: pool.name, pools: pool.resource_pools },
        cpuReservation: pool.cpu_allocation.reservation,
        memoryLimit: pool.memory_allocation.limit,
      },
    ]);
  }
  for (const { datastore, name, type, free_space, capacity } of await list('datastore')) {
    entries.push([`Datastore ${datastore}`, { name, type, free: free_space, capacity }]);
  }
  for (const { datacenter } of await list('datacenter')) {
    const { name = '', ...rest } = await get<Record<string, string>>('datacenter', { datacenter });
    const inOrder = Object.entries(rest).toSorted(([one], [other]) => (one < other ? -1 : 1));
    entries.push([`Datacenter ${datacenter}`, { name, folders: inOrder.map(([, id]) => id) }]);
  }
  for (const { cluster, name, drs_enabled, ha_enabled } of await list('cluster')) {
    const { resource_pool } = await get<Record<string, string>>('cluster', { cluster });
    entries.push([
      `ClusterComputeResource ${cluster}`,
      { name, drs: drs_enabled, ha: ha_enabled, pool: resource_pool },
    ]);
  }
  for (const { folder, name } of folders) {
    if (folder !== 'group-d1') entries.push([`Folder ${folder}`, { name }]);
  }
  return sorted(entries);
}

interface Pool {
  readonly name: string;
  readonly resource_pools: readonly string[];
  readonly cpu_allocation: { readonly reservation: number };
  readonly memory_allocation: { readonly limit: number };
}

interface Machine {
  readonly disks: Readonly<Record<string, { readonly capacity?: number }>>;
  readonly cdroms: Readonly<Record<string, Plug>>;
  readonly floppies: Readonly<Record<string, Plug>>;
  readonly nics: Readonly<Record<string, Plug & { readonly mac_address?: string }>>;
}

interface Plug {
  readonly state: string;
}

function devicesOf({ disks, cdroms, floppies, nics }: Machine): readonly string[] {
  const isIn = ({ state }: Plug) => state === 'CONNECTED';
  return [
    ...Object.entries(disks).map(([key, disk]) =>
      deviceText('VirtualDisk', key, undefined, disk.capacity),
    ),
    ...Object.entries(cdroms).map(([key, one]) =>
      deviceText('VirtualCdrom', key, isIn(one), undefined),
    ),
    ...Object.entries(floppies).map(([key, one]) =>
      deviceText('VirtualFloppy', key, isIn(one), undefined),
    ),
    ...Object.entries(nics).map(([key, one]) =>
      deviceText('VirtualVmxnet3', key, isIn(one), one.mac_address),
    ),
  ];
}

/** VM → the place whose VMs it is listed among. */
async function placesOf(
  list: (kind: string, filter: object) => Promise<readonly Row[]>,
  places: readonly Row[],
  member: string,
  filter: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const place of places) {
    const id = String(place[member]);
    for (const { vm } of await list('VM', { [filter]: [id] })) found.set(String(vm), id);
  }
  return found;
}
