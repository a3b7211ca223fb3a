/**
 * LicenseAssignmentManager: which entity runs under which licence. What nobody assigned runs under
 * the evaluation licence.
 *
 * The assignments are held as pairs of entity id and licence key in `_assignments`; how much of a
 * licence is used is counted from them.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type {
  KeyValue,
  LicenseAssignmentManagerLicenseAssignment,
  LicenseManagerLicenseInfo,
} from '../../vmodl/generated/data.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import {
  describeLicense,
  EVALUATION_KEY,
  evaluationLicense,
  isLicenseKey,
} from '../catalogues/licenses.ts';
import { objectType } from '../method.ts';
import { SERVICE_INSTANCE } from '../service/service-content.ts';
import { causeOf } from '../sessions/caller.ts';

type Self = Ref<'LicenseAssignmentManager'>;

const LICENSE_MANAGER = reference('LicenseManager', 'LicenseManager');

export const licenseAssignmentManager = objectType({
  type: 'LicenseAssignmentManager',
  methods: {
    QueryAssignedLicenses: (self, { entityId }, { inventory }) => {
      const pairs = pairsOf(inventory, self);
      return licensedEntities(inventory)
        .filter(({ id }) => entityId === undefined || id === entityId)
        .map((entity) => assignment(inventory, entity, pairs));
    },

    UpdateAssignedLicense: (self, { entity, licenseKey }, context) => {
      const { inventory } = context;
      demandEntity(inventory, entity);
      const evaluate = licenseKey === '' || licenseKey === EVALUATION_KEY;
      if (!evaluate && !isLicenseKey(licenseKey)) throw invalidArgument('licenseKey');

      const others = pairsOf(inventory, self).filter(({ key }) => key !== entity);
      const pairs = evaluate
        ? others
        : [...others, build('KeyValue', { key: entity, value: licenseKey })];
      const licenses = recounted(inventory, pairs, evaluate ? undefined : licenseKey);
      inventory.apply(changes(self, pairs, licenses), causeOf(context));
      return licenseOf(licenses, evaluate ? EVALUATION_KEY : licenseKey);
    },

    RemoveAssignedLicense: (self, { entityId }, context) => {
      const { inventory } = context;
      const pairs = pairsOf(inventory, self);
      if (!pairs.some(({ key }) => key === entityId)) throw entityNotFound(entityId);

      const rest = pairs.filter(({ key }) => key !== entityId);
      inventory.apply(changes(self, rest, recounted(inventory, rest)), causeOf(context));
    },
  },
});

function changes(
  self: Self,
  pairs: readonly KeyValue[],
  licenses: readonly LicenseManagerLicenseInfo[],
): readonly Change[] {
  return [assign(self, '_assignments', pairs), assign(LICENSE_MANAGER, 'licenses', licenses)];
}

function pairsOf(inventory: Inventory, self: Self): readonly KeyValue[] {
  return (inventory.read(self as Ref, '_assignments') ?? []) as readonly KeyValue[];
}

interface LicensedEntity {
  readonly id: string;
  readonly name: string;
  /** How much of a licence it uses, in units of the licence's cost. */
  readonly cost: number;
}

/** Everything that needs a licence: this vCenter Server and every host. */
function licensedEntities(inventory: Inventory): readonly LicensedEntity[] {
  const { about } = inventory.read(SERVICE_INSTANCE, 'content');
  const hosts = inventory.ofType('HostSystem').map((host) => ({
    id: host.value,
    name: inventory.read(host, 'name'),
    cost: inventory.read(host, 'hardware')?.cpuInfo.numCpuPackages ?? 1,
  }));
  return [{ id: about.instanceUuid ?? '', name: about.fullName, cost: 1 }, ...hosts];
}

function demandEntity(inventory: Inventory, entityId: string): void {
  const known = licensedEntities(inventory).some(({ id }) => id === entityId);
  const cluster = inventory.find(entityId)?.type === 'ClusterComputeResource';
  if (!known && !cluster) throw entityNotFound(entityId);
}

function entityNotFound(entityId: string): VimFault {
  return new VimFault('LicenseEntityNotFound', { entityId });
}

function assignment(
  inventory: Inventory,
  entity: LicensedEntity,
  pairs: readonly KeyValue[],
): LicenseAssignmentManagerLicenseAssignment {
  const key = pairs.find((pair) => pair.key === entity.id)?.value ?? EVALUATION_KEY;
  return build('LicenseAssignmentManagerLicenseAssignment', {
    entityId: entity.id,
    scope: inventory.read(SERVICE_INSTANCE, 'content').about.instanceUuid,
    entityDisplayName: entity.name,
    assignedLicense: licenseOf(inventory.read(LICENSE_MANAGER, 'licenses'), key),
  });
}

function licenseOf(
  licenses: readonly LicenseManagerLicenseInfo[],
  licenseKey: string,
): LicenseManagerLicenseInfo {
  return licenses.find((each) => each.licenseKey === licenseKey) ?? evaluationLicense();
}

/** The licences with their use counted anew; a key that is assigned joins them. */
function recounted(
  inventory: Inventory,
  pairs: readonly KeyValue[],
  joining?: string,
): readonly LicenseManagerLicenseInfo[] {
  const known = inventory.read(LICENSE_MANAGER, 'licenses');
  const missing = joining !== undefined && !known.some(({ licenseKey }) => licenseKey === joining);
  const costs = new Map(licensedEntities(inventory).map(({ id, cost }) => [id, cost]));
  return [...known, ...(missing ? [describeLicense(joining)] : [])].map((license) => {
    if (license.licenseKey === EVALUATION_KEY) return license;
    const used = pairs
      .filter(({ value }) => value === license.licenseKey)
      .reduce((sum, { key }) => sum + (costs.get(key) ?? 1), 0);
    const { _typeName, ...members } = license;
    return build('LicenseManagerLicenseInfo', { ...members, used });
  });
}
