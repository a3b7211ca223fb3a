/**
 * EnvironmentBrowser: what machines on the hosts of a compute resource may be made of.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type { HostCapability } from '../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import {
  HARDWARE_VERSIONS,
  type HardwareVersion,
  runsOn,
} from '../catalogues/hardware-versions.ts';
import { CONFIG_OPTION_DERIVATIONS, configOption } from '../environment/config-options.ts';
import { configTarget } from '../environment/config-target.ts';
import { objectType } from '../method.ts';

type Self = Ref<'EnvironmentBrowser'>;
type Host = Ref<'HostSystem'>;

/** Machines of this hardware and newer can be created; older ones still run. */
const CREATED_SINCE = 4;

export const environmentBrowser = objectType({
  type: 'EnvironmentBrowser',
  methods: {
    QueryConfigOptionDescriptor: (self, _args, { inventory }) => {
      const hosts = hostsOf(inventory, self);
      const standard = defaultVersion(inventory, hosts);
      return offered(inventory, hosts).map((version) => {
        const able = hosts.filter((host) => runsOn(version, releaseOf(inventory, host)));
        return build('VirtualMachineConfigOptionDescriptor', {
          key: version.key,
          description: version.description,
          host: able,
          createSupported: version.number >= CREATED_SINCE,
          defaultConfigOption: version === standard,
          runSupported: true,
          upgradeSupported: version.number > CREATED_SINCE,
        });
      });
    },

    QueryConfigOption: (self, { key, host }, { inventory }) => {
      const version = versionFor(inventory, self, { key, host });
      return version && configOption(inventory, version);
    },

    QueryConfigOptionEx: (self, { spec }, { inventory }) => {
      const version = versionFor(inventory, self, { key: spec?.key, host: spec?.host });
      const guestIds = spec?.guestId;
      return (
        version &&
        configOption(inventory, version, guestIds && guestIds.length > 0 ? guestIds : undefined)
      );
    },

    QueryConfigTarget: (self, { host }, { catalog, inventory }) =>
      configTarget(catalog, inventory, chosenHosts(inventory, self, host)),

    QueryTargetCapabilities: (self, { host }, { inventory }) =>
      commonCapability(
        chosenHosts(inventory, self, host).flatMap(
          (each) => inventory.read(each, 'capability') ?? [],
        ),
      ),
  },
  derivations: CONFIG_OPTION_DERIVATIONS,
  relations: [
    {
      from: 'EnvironmentBrowser',
      property: '_owner',
      inverse: ['ComputeResource', '_environmentBrowser'],
      single: true,
      onDestroy: 'cascade',
    },
  ],
});

function hostsOf(inventory: Inventory, self: Self): readonly Host[] {
  const owner = inventory.read(self as Ref, '_owner');
  if (!isReference(owner)) return [];
  return inventory.read(owner as Ref<'ComputeResource'>, 'host') ?? [];
}

/** The host asked for, or all. Throws InvalidArgument for a host of another compute resource. */
function chosenHosts(inventory: Inventory, self: Self, host: Host | undefined): readonly Host[] {
  const hosts = hostsOf(inventory, self);
  if (!host) return hosts;
  const { value } = inventory.demand(host);
  const found = hosts.filter((each) => each.value === value);
  if (found.length === 0) throw invalidArgument('host');
  return found;
}

function releaseOf(inventory: Inventory, host: Host): string {
  return inventory.read(host, 'config')?.product.version ?? '';
}

/** Versions at least one of the hosts runs. */
function offered(inventory: Inventory, hosts: readonly Host[]): readonly HardwareVersion[] {
  return HARDWARE_VERSIONS.filter((version) =>
    hosts.some((host) => runsOn(version, releaseOf(inventory, host))),
  );
}

/** The newest version which all hosts run, so that a machine can go to any of them. */
function defaultVersion(inventory: Inventory, hosts: readonly Host[]): HardwareVersion | undefined {
  return HARDWARE_VERSIONS.findLast(
    (version) =>
      hosts.length > 0 && hosts.every((host) => runsOn(version, releaseOf(inventory, host))),
  );
}

/** The version meant by key and host; the default one without a key; undefined without hosts. */
function versionFor(
  inventory: Inventory,
  self: Self,
  { key, host }: { readonly key?: string | undefined; readonly host?: Host | undefined },
): HardwareVersion | undefined {
  const hosts = chosenHosts(inventory, self, host);
  if (key === undefined || key === '') return defaultVersion(inventory, hosts);
  const version = offered(inventory, hosts).find((each) => each.key === key);
  if (!version) throw invalidArgument('key');
  return version;
}

/** What all hosts can do: claims hold where they hold everywhere, limits are the lowest. */
function commonCapability(all: readonly HostCapability[]): HostCapability | undefined {
  const [first, ...rest] = all;
  if (!first || rest.every((other) => other === first)) return first;
  const common: Record<string, unknown> = { ...first };
  for (const other of rest) {
    for (const [name, value] of Object.entries(other)) {
      const mine = common[name];
      if (typeof value === 'boolean') common[name] = mine === true && value;
      else if (typeof value === 'number' && typeof mine === 'number') {
        common[name] = Math.min(mine, value);
      }
    }
  }
  const { _typeName, ...members } = common as unknown as HostCapability;
  return build('HostCapability', members);
}
