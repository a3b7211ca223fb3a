/**
 * HostVirtualNicManager: which VMkernel adapters of a host carry which kind of traffic.
 */
import { assign, type Change } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type { HostVirtualNic, VirtualNicManagerNetConfig } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { demandHostOf, fromConfig } from '../host-managers.ts';
import { type Context, objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

type Self = Ref<'HostVirtualNicManager'>;

const VMOTION = 'vmotion';

export const hostVirtualNicManager = objectType({
  type: 'HostVirtualNicManager',
  methods: {
    QueryNetConfig: (self, { nicType }, context) => netConfigOf(context, self, nicType),

    SelectVnicForNicType: (self, { nicType, device }, context) => {
      const { config, key } = candidate(context, self, nicType, device);
      const selected = config.selectedVnic ?? [];
      if (selected.includes(key)) return;
      select(context, self, config, config.multiSelectAllowed ? [...selected, key] : [key]);
    },

    DeselectVnicForNicType: (self, { nicType, device }, context) => {
      const { config, key } = candidate(context, self, nicType, device);
      const selected = config.selectedVnic ?? [];
      if (!selected.includes(key)) throw invalidArgument('device');
      select(
        context,
        self,
        config,
        selected.filter((each) => each !== key),
      );
    },
  },
  derivations: [
    fromConfig('HostVirtualNicManager', 'info', 'virtualNicManagerInfo', () =>
      build('HostVirtualNicManagerInfo', { netConfig: [] }),
    ),
  ],
});

function netConfigOf(
  { inventory }: Context,
  self: Self,
  nicType: string,
): VirtualNicManagerNetConfig {
  const { netConfig = [] } = inventory.read(self, 'info');
  const config = netConfig.find((each) => each.nicType === nicType);
  if (!config) throw invalidArgument('nicType');
  return config;
}

/** The adapter as this kind of traffic knows it. Throws InvalidArgument for unknown adapters. */
function candidate(
  context: Context,
  self: Self,
  nicType: string,
  device: string,
): { readonly config: VirtualNicManagerNetConfig; readonly key: string } {
  const config = netConfigOf(context, self, nicType);
  const nic = config.candidateVnic?.find((each) => each.device === device);
  if (!nic) throw invalidArgument('device');
  return { config, key: nic.key };
}

/** Stores the selection; vMotion's stands in the host's vMotion settings as well. */
function select(
  context: Context,
  self: Self,
  config: VirtualNicManagerNetConfig,
  selectedVnic: readonly string[],
): void {
  const { inventory } = context;
  const host = demandHostOf(inventory, self);
  const { netConfig = [] } = inventory.read(self, 'info');
  const { _typeName, ...members } = config;
  const changed = build('VirtualNicManagerNetConfig', { ...members, selectedVnic });
  const info = build('HostVirtualNicManagerInfo', {
    netConfig: netConfig.map((each) => (each === config ? changed : each)),
  });
  const changes: Change[] = [assign(host, 'config.virtualNicManagerInfo', info)];
  if (config.nicType === VMOTION && inventory.readPath(host, 'config.vmotion')) {
    changes.push(assign(host, 'config.vmotion', vmotionInfo(changed)));
  }
  inventory.apply(changes, causeOf(context));
}

/** The same choice as vMotion's own settings tell it; their keys have a prefix of their own. */
function vmotionInfo(config: VirtualNicManagerNetConfig) {
  const chosen = config.selectedVnic?.[0];
  const nic = config.candidateVnic?.find(({ key }) => key === chosen);
  return build('HostVMotionInfo', {
    netConfig: build('HostVMotionNetConfig', {
      candidateVnic: config.candidateVnic?.map(inVmotionSettings),
      selectedVnic: nic && vmotionKey(nic.key),
    }),
    ipConfig: nic?.spec.ip,
  });
}

function inVmotionSettings({ _typeName, ...members }: HostVirtualNic): HostVirtualNic {
  return build('HostVirtualNic', { ...members, key: vmotionKey(members.key) });
}

function vmotionKey(key: string): string {
  return `VMotionConfig.${key}`;
}
