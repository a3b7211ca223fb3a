/**
 * DistributedVirtualSwitchManager: versions of distributed switches, what they can do, who may join
 * them, and how to find one.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { switchFeatures } from '../../inventory/templates/switch-features.ts';
import { build } from '../../vmodl/build.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { DistributedVirtualSwitchProductSpec } from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { availableSwitchVersions, hostSpecsFor } from '../catalogues/switch-versions.ts';
import { portgroupInfos, switchInfo } from '../environment/switch-targets.ts';
import { type Context, objectType } from '../method.ts';
import { lineage } from '../place.ts';

type SwitchRef = Ref<Kinds['DistributedVirtualSwitch']>;

export const distributedVirtualSwitchManager = objectType({
  type: 'DistributedVirtualSwitchManager',
  methods: {
    QueryAvailableDvsSpec: (_self, { recommended }) => {
      const versions = availableSwitchVersions();
      return recommended === true ? versions.slice(0, 1) : versions;
    },

    QueryDvsFeatureCapability: (_self, { switchProductSpec }) =>
      switchFeatures(demandVersion(switchProductSpec)),

    QueryDvsCompatibleHostSpec: (_self, { switchProductSpec }) =>
      hostSpecsFor(demandVersion(switchProductSpec)),

    QueryDvsByUuid: (_self, { uuid }, { inventory }) => demandSwitch(inventory, uuid),

    DVSManagerLookupDvPortGroup: (_self, { switchUuid, portgroupKey }, { inventory }) => {
      const found = inventory
        .read(demandSwitch(inventory, switchUuid), 'portgroup')
        ?.find((portgroup) => inventory.read(portgroup, 'key') === portgroupKey);
      if (!found) throw new VimFault('NotFound');
      return found;
    },

    QueryDvsConfigTarget: (_self, { host, dvs }, context) => configTarget(context, host, dvs),

    QueryCompatibleHostForNewDvs: (_self, { container, recursive, switchProductSpec }, context) => {
      demandVersion(switchProductSpec);
      return hostsIn(context, container, recursive);
    },

    QueryCompatibleHostForExistingDvs: (_self, { container, recursive, dvs }, context) => {
      const { inventory } = context;
      const members = inventory.read(inventory.demand(dvs), 'config').host ?? [];
      const joined = new Set(members.map(({ config }) => config.host?.value));
      return hostsIn(context, container, recursive).filter(({ value }) => !joined.has(value));
    },
  },
});

/** The version meant; the newest when none is named. Throws InvalidArgument for unknown ones. */
function demandVersion(spec: DistributedVirtualSwitchProductSpec | undefined): string {
  const versions = availableSwitchVersions().flatMap(({ version }) => version ?? []);
  const version = spec?.version ?? versions[0] ?? '';
  if (!versions.includes(version)) throw invalidArgument('switchProductSpec');
  return version;
}

/** Uuids are compared without regard to blanks and dashes, as switches of all ages write them. */
function demandSwitch(inventory: Inventory, uuid: string): SwitchRef {
  const plain = (text: string) => text.replaceAll(/[\s-]/g, '').toLowerCase();
  const found = inventory
    .ofType('DistributedVirtualSwitch')
    .find((dvs) => plain(inventory.read(dvs as SwitchRef, 'uuid')) === plain(uuid));
  if (!found) throw new VimFault('NotFound');
  return found as SwitchRef;
}

/** Switches and port groups a machine on that host could be connected to. */
function configTarget(
  { inventory }: Context,
  host: Ref<'HostSystem'> | undefined,
  dvs: SwitchRef | undefined,
) {
  if (host) inventory.demand(host);
  const all = dvs
    ? [inventory.demand(dvs)]
    : (inventory.ofType('DistributedVirtualSwitch') as readonly SwitchRef[]);
  const switches = all.filter((each) => !host || hasMember(inventory, each, host));
  return build('DVSManagerDvsConfigTarget', {
    distributedVirtualPortgroup: switches.flatMap((each) => portgroupInfos(inventory, each)),
    distributedVirtualSwitch: switches.map((each) => switchInfo(inventory, each)),
  });
}

function hasMember(inventory: Inventory, dvs: SwitchRef, host: Ref<'HostSystem'>): boolean {
  const members = inventory.read(dvs, 'config').host ?? [];
  return members.some(({ config }) => config.host?.value === host.value);
}

/** Connected hosts in a container: its own, or all below it. */
function hostsIn(
  { catalog, inventory }: Context,
  container: Ref,
  recursive: boolean,
): readonly Ref<'HostSystem'>[] {
  const root = inventory.demand(container);
  if (!isContainer(catalog, root)) throw invalidArgument('container');
  return inventory.ofType('HostSystem').filter((host) => {
    if (inventory.read(host, 'runtime').connectionState !== 'connected') return false;
    const above = lineage(inventory, host).slice(0, recursive ? undefined : 2);
    return above.some(({ value }) => value === root.value);
  });
}

const CONTAINERS: readonly string[] = ['HostSystem', 'ComputeResource', 'Folder', 'Datacenter'];

function isContainer(catalog: Catalog, ref: Ref): boolean {
  return CONTAINERS.some((type) => catalog.isA(ref.type, type));
}
