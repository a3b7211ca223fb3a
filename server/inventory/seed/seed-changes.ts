/**
 * A seed becomes one transaction: every object made from templates, in an order in which nothing points
 * at what is not there.
 */
import type { Ref } from '../../vmodl/reference.ts';
import { reference } from '../../vmodl/reference.ts';
import type { Change } from '../change.ts';
import { CHILD_TYPES, entityProperties } from '../templates/entity.ts';
import { createDatastores } from './create-datastores.ts';
import { createComputes } from './create-hosts.ts';
import { createNetworks, createSwitches } from './create-networks.ts';
import { createPods } from './create-pods.ts';
import { createVms } from './create-vms.ts';
import { makeFolder, planComputes, planSite, planSwitches } from './plan-site.ts';
import { planStorage } from './plan-storage.ts';
import type { Seed, SeedRole, SeedUser } from './seed.ts';
import { startOf, World } from './world.ts';

export interface PlacedPermission {
  /** Inventory path of the entity, as the seed gives it. */
  readonly path: string;
  readonly entity: Ref | undefined;
  readonly principal: string;
  readonly group: boolean;
  readonly role: string;
  readonly propagate: boolean;
}

export interface SeedState {
  /** Creates the root folder `group-d1` and all below it; apply them at once. */
  readonly changes: readonly Change[];
  /** Virtual time at which the seed's world stands, ISO. */
  readonly startTime: string;
  readonly users: readonly SeedUser[];
  readonly roles: readonly SeedRole[];
  readonly permissions: readonly PlacedPermission[];
}

const ROOT = reference('Folder', 'group-d1');

export function seedChanges(seed: Seed): SeedState {
  const world = new World(seed);
  // The root takes the first number, so that no object of a seed is called group-d1.
  world.ref('Folder', 'group-d', '');
  world.create(ROOT, {
    ...entityProperties(undefined),
    name: 'Datacenters',
    childType: CHILD_TYPES.datacenter,
  });
  const folders = new Map<string, Ref<'Folder'>>([['datacenter:', ROOT]]);
  const folderAt = (path: string) =>
    makeFolder(world, folders, { kind: 'datacenter', base: '', path });
  for (const path of seed.folders ?? []) folderAt(path);
  for (const datacenter of seed.datacenters) {
    const parent = datacenter.folder ? folderAt(datacenter.folder) : ROOT;
    const site = planSite(
      world,
      datacenter,
      parent,
      datacenter.folder ? `/${datacenter.folder}` : '',
    );
    createWhole(site, datacenter);
  }
  return {
    changes: world.changes,
    startTime: startOf(seed),
    users: seed.users ?? [],
    roles: seed.roles ?? [],
    permissions: placed(seed, world),
  };
}

function createWhole(site: ReturnType<typeof planSite>, seed: Seed['datacenters'][number]): void {
  planComputes(site, seed);
  planSwitches(site, seed);
  createNetworks(site, seed);
  planStorage(site, seed);
  createComputes(site, seed);
  createSwitches(site);
  createVms(site, seed);
  createPods(site, seed);
  createDatastores(site);
}

function placed(seed: Seed, world: World): PlacedPermission[] {
  const byPath = world.paths();
  return (seed.permissions ?? []).map(({ entity, principal, group, role, propagate }) => ({
    path: entity,
    entity: byPath.get(entity === '/' ? '' : entity),
    principal,
    group: group ?? false,
    role,
    propagate: propagate ?? true,
  }));
}
