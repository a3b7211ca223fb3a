/**
 * VirtualMachine: methods in a file per family, properties in `derived.ts`.
 */
import { objectType } from '../../method.ts';
import { cloneMethods } from './clone/methods.ts';
import { consoleMethods } from './console.ts';
import { customizeMethods } from './customize.ts';
import {
  virtualMachineDerivations,
  virtualMachineLives,
  virtualMachineRelations,
} from './derived.ts';
import { guestPowerMethods } from './guest-power.ts';
import { powerMethods } from './power.ts';
import { reconfigureMethods } from './reconfigure.ts';
import { relocateMethods } from './relocate/methods.ts';
import { unregisterMethods } from './remove.ts';
import { snapshotMethods } from './snapshots/methods.ts';
import { templateMethods } from './template.ts';
import { ticketMethods } from './tickets.ts';
import { toolsMethods } from './tools.ts';
import { upgradeMethods } from './upgrade.ts';

export const virtualMachine = objectType({
  type: 'VirtualMachine',
  methods: {
    ...cloneMethods,
    ...consoleMethods,
    ...customizeMethods,
    ...guestPowerMethods,
    ...powerMethods,
    ...reconfigureMethods,
    ...relocateMethods,
    ...snapshotMethods,
    ...templateMethods,
    ...ticketMethods,
    ...toolsMethods,
    ...unregisterMethods,
    ...upgradeMethods,
  },
  relations: virtualMachineRelations,
  derivations: virtualMachineDerivations,
  lives: virtualMachineLives,
});
