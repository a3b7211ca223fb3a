/**
 * HostAutoStartManager: which virtual machines start and stop with their host.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type {
  AutoStartDefaults,
  AutoStartPowerInfo,
  HostAutoStartManagerConfig,
} from '../../vmodl/generated/data.ts';
import { demandHostOf, fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

const DELAY_SECONDS = 120;
/** A start order of -1 means any order, and no action takes the machine out of the list. */
const ANY_ORDER = -1;

export const hostAutoStartManager = objectType({
  type: 'HostAutoStartManager',
  methods: {
    ReconfigureAutostart: (self, { spec }, context) => {
      const { inventory } = context;
      const host = demandHostOf(inventory, self);
      const current = inventory.read(self, 'config');
      const vms = inventory.read(host, 'vm') ?? [];
      for (const { key, startOrder } of spec.powerInfo ?? []) {
        if (!vms.some(({ value }) => value === key.value)) throw invalidArgument('spec.powerInfo');
        if (startOrder < ANY_ORDER || startOrder === 0) throw invalidArgument('spec.powerInfo');
      }

      const config = build('HostAutoStartManagerConfig', {
        defaults: mergedDefaults(current.defaults, spec.defaults),
        powerInfo: mergedPowerInfo(current.powerInfo ?? [], spec.powerInfo ?? []),
      });
      inventory.apply([assign(host, 'config.autoStart', config)], causeOf(context));
    },
  },
  derivations: [fromConfig('HostAutoStartManager', 'config', 'autoStart', switchedOff)],
});

function switchedOff(): HostAutoStartManagerConfig {
  return build('HostAutoStartManagerConfig', {
    defaults: build('AutoStartDefaults', {
      enabled: false,
      startDelay: DELAY_SECONDS,
      stopDelay: DELAY_SECONDS,
      waitForHeartbeat: false,
      stopAction: 'PowerOff',
    }),
  });
}

function mergedDefaults(
  current: AutoStartDefaults | undefined,
  wanted: AutoStartDefaults | undefined,
): AutoStartDefaults | undefined {
  if (!wanted || !current) return wanted ?? current;
  return build('AutoStartDefaults', { ...current, ...wanted });
}

/** Entries by machine: new ones replace old ones; those which neither start nor stop go. */
function mergedPowerInfo(
  current: readonly AutoStartPowerInfo[],
  wanted: readonly AutoStartPowerInfo[],
): readonly AutoStartPowerInfo[] {
  const byVm = new Map(current.map((info) => [info.key.value, info]));
  for (const info of wanted) byVm.set(info.key.value, info);
  return [...byVm.values()].filter(
    ({ startAction, stopAction }) => !(startAction === 'none' && stopAction === 'none'),
  );
}
