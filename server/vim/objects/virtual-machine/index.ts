/**
 * VirtualMachine: methods in a file per family, properties in `derived.ts`.
 */
import { objectType } from '../../method.ts';
import {
  virtualMachineDerivations,
  virtualMachineLives,
  virtualMachineRelations,
} from './derived.ts';
import { guestPowerMethods } from './guest-power.ts';
import { migrateMethods } from './migrate.ts';
import { powerMethods } from './power.ts';

export const virtualMachine = objectType({
  type: 'VirtualMachine',
  methods: { ...guestPowerMethods, ...migrateMethods, ...powerMethods },
  relations: virtualMachineRelations,
  derivations: virtualMachineDerivations,
  lives: virtualMachineLives,
});
