/**
 * Folder: what children it may have, what it therefore cannot do.
 */
import { derived } from '../../../inventory/typed-reader.ts';
import { objectType } from '../../method.ts';
import { unregisterFolderMethods } from '../managed-entity/destroy.ts';
import { createInFolderMethods } from './create.ts';
import { createVmMethods } from './create-vm.ts';
import { moveIntoFolderMethods } from './move.ts';
import { placementMethods } from './placement.ts';
import { registerMethods } from './register.ts';
import { addStandaloneMethods } from './standalone.ts';

/** Methods that make children of a kind: disabled where the folder takes none of it. */
const MAKERS: readonly (readonly [childType: string, methods: readonly string[]])[] = [
  ['Datacenter', ['CreateDatacenter']],
  ['ComputeResource', ['CreateCluster', 'CreateClusterEx', 'AddStandaloneHost_Task']],
  ['VirtualMachine', ['CreateVM_Task', 'RegisterVM_Task', 'UnregisterAndDestroy_Task']],
  ['Datastore', ['CreateStoragePod']],
  ['DistributedVirtualSwitch', ['CreateDVS_Task']],
];

export const folder = objectType({
  type: 'Folder',
  methods: {
    ...createInFolderMethods,
    ...createVmMethods,
    ...moveIntoFolderMethods,
    ...registerMethods,
    ...placementMethods,
    ...addStandaloneMethods,
    ...unregisterFolderMethods,
  },
  derivations: [
    derived('Folder', 'disabledMethod', ['childType', 'parent'], (self, read) => {
      const takes: readonly string[] = read(self, 'childType') ?? [];
      const makers = MAKERS.filter(([type]) => !takes.includes(type)).flatMap(
        ([, methods]) => methods,
      );
      const parent = read(self, 'parent');
      const fixed = parent === undefined || parent.type === 'Datacenter';
      return fixed ? ['Destroy_Task', ...makers] : makers;
    }),
  ],
});
