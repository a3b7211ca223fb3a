/**
 * ServiceInstance: the first object a client meets; who the server is and what it offers.
 */
import { isoTime } from '../../clock/clock.ts';
import {
  VMOTION_COMPATIBILITY_TYPES,
  type VmotionCompatibilityType,
  vmotionCompatibility,
} from '../../engines/compatibility/vmotion-compatibility.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import { supportedEvcModes } from '../catalogues/evc-modes.ts';
import { vmotionTo } from '../checks/migration-checks.ts';
import { migrationEvents } from '../checks/migration-events.ts';
import { assumedVmotionFacts } from '../facts/placement-facts.ts';
import { objectType } from '../method.ts';

export const serviceInstance = objectType({
  type: 'ServiceInstance',
  methods: {
    CurrentTime: (_self, _args, { clock }) => clock.iso(),

    RetrieveServiceContent: (self, _args, { inventory }) => inventory.read(self, 'content'),

    /** Components for old clients to install; a current server has none. */
    RetrieveProductComponents: () => [],

    /** Hosts that never told what they are made of are left out. */
    QueryVMotionCompatibility(_self, { vm, host, compatibility }, context) {
      const { inventory } = context;
      const asked = vmotionTypesOf(compatibility);
      const candidate = inventory.demand(vm);
      return host
        .map((one) => inventory.demand(one))
        .filter((one) => inventory.read(one, 'hardware') !== undefined)
        .map((one) => {
          const facts = assumedVmotionFacts(inventory, vmotionTo(candidate, one, context));
          const found = vmotionCompatibility(facts).filter((type) => asked.includes(type));
          return build('HostVMotionCompatibility', { host: one, compatibility: found });
        });
    },

    ValidateMigration: (_self, args, context) => migrationEvents(args, context),
  },
  derivations: [
    { type: 'ServiceInstance', property: 'capability', reads: [], derive: () => capability() },
  ],
  lives: [
    {
      type: 'ServiceInstance',
      property: 'serverClock',
      show: (_base, { nowMs }) => isoTime(nowMs),
    },
  ],
});

/** Both when none is named. Throws InvalidArgument for one nobody knows. */
function vmotionTypesOf(asked: readonly string[] | undefined): readonly VmotionCompatibilityType[] {
  if (!asked || asked.length === 0) return VMOTION_COMPATIBILITY_TYPES;
  const known = VMOTION_COMPATIBILITY_TYPES.filter((type) => asked.includes(type));
  if (asked.some((name) => !known.some((type) => type === name))) {
    throw invalidArgument('compatibility');
  }
  return known;
}

function capability() {
  return build('Capability', {
    provisioningSupported: true,
    multiHostSupported: true,
    userShellAccessSupported: false,
    supportedEVCMode: supportedEvcModes(),
    networkBackupAndRestoreSupported: true,
    ftDrsWithoutEvcSupported: true,
    hciWorkflowSupported: true,
    computePolicyVersion: 2,
    clusterPlacementSupported: true,
    lifecycleManagementSupported: true,
    hostSeedingSupported: true,
    scalableSharesSupported: true,
    hadcsSupported: true,
    configMgmtSupported: true,
  });
}
