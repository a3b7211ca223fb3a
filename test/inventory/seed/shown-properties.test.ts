/**
 * Whatever a seed makes shows, on every managed entity, values that are valid by the vocabulary; and all
 * optional ones that a real server sends.
 */
import { checkValue } from '../../../server/inventory/check-value.ts';
import type { Inventory } from '../../../server/inventory/inventory.ts';
import { dc0Model } from '../../../server/inventory/seed/dc0-model.ts';
import { loadSeed } from '../../../server/inventory/seed/load-seed.ts';
import type { Seed } from '../../../server/inventory/seed/seed.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { seeded } from '../../helpers/seeded.ts';

const catalog = loadCatalog();

const EVERYTHING = dc0Model({
  pool: 1,
  app: 1,
  pod: 1,
  datastore: 2,
  portgroup: 2,
  nsxPortgroup: 1,
  opaqueNetwork: 1,
});

/** Shown by services, not by the state. */
const SERVED = new Set(['effectiveRole', 'permission', 'recentTask']);

/** Unset on a real server as long as nobody used the feature. */
const MAY_BE_UNSET = new Set([
  'Folder.parent',
  'Folder.namespace',
  'Folder.externallyManagedFolderInfo',
  'StoragePod.namespace',
  'StoragePod.externallyManagedFolderInfo',
  'ComputeResource.configManagerEnabled',
  'ComputeResource.networkBootMode',
  'ClusterComputeResource.configManagerEnabled',
  'ClusterComputeResource.networkBootMode',
  'ClusterComputeResource.hciConfig',
  'HostSystem.remediationState',
  'HostSystem.precheckRemediationResult',
  'HostSystem.remediationResult',
  'HostSystem.complianceCheckState',
  'HostSystem.complianceCheckResult',
  'HostSystem.answerFileValidationState',
  'HostSystem.answerFileValidationResult',
  'ResourcePool.namespace',
  'VirtualApp.namespace',
  'VirtualApp.parentVApp',
  'VirtualMachine.parentVApp',
  'VirtualMachine.snapshot',
  'VirtualMachine.parent',
]);

function shown(inventory: Inventory): { wrong: string[]; unset: string[] } {
  const wrong = new Set<string>();
  const unset = new Set<string>();
  for (const ref of inventory.ofType('ManagedEntity')) {
    for (const property of catalog.managed(ref.type)?.properties ?? []) {
      if (SERVED.has(property.name)) continue;
      const value = inventory.show(ref, property.name);
      if (value === undefined) unset.add(`${ref.type}.${property.name}`);
      else {
        const problems = checkValue(catalog, property, value);
        for (const problem of problems) wrong.add(`${ref.value}.${property.name} ${problem}`);
      }
    }
  }
  return { wrong: [...wrong], unset: [...unset].filter((one) => !MAY_BE_UNSET.has(one)) };
}

describe.each<[string, () => Seed]>([
  ['lab', () => loadSeed('lab')],
  ['dc0 with everything', () => EVERYTHING],
  ['storage-cluster', () => loadSeed('storage-cluster')],
])('what the seed %s shows', (_name, seed) => {
  const found = shown(seeded(catalog, seed()));

  it('is valid by the vocabulary', () => {
    expect(found.wrong).toEqual([]);
  });

  it('leaves nothing out that a server sends', () => {
    expect(found.unset).toEqual([]);
  });
});
