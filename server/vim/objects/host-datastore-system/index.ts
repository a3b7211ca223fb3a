/**
 * HostDatastoreSystem: the datastores of a host: made, grown, given up.
 *
 * VMFS datastores are made of disks, in `create-vmfs.ts` and `grow-vmfs.ts`; exports and directories in
 * `create-nas.ts`. The tables of disks and the mounts of hosts are `server/vim/storage/`.
 */
import { build } from '../../../vmodl/build.ts';
import { fromConfig, fromHost } from '../../host-managers.ts';
import { objectType } from '../../method.ts';
import { createNasMethods } from './create-nas.ts';
import { createVmfsMethods } from './create-vmfs.ts';
import { growVmfsMethods } from './grow-vmfs.ts';
import { removeDatastoreMethods } from './remove.ts';
import { datastoreSettingsMethods } from './settings.ts';

export const hostDatastoreSystem = objectType({
  type: 'HostDatastoreSystem',
  methods: {
    ...createVmfsMethods,
    ...growVmfsMethods,
    ...createNasMethods,
    ...removeDatastoreMethods,
    ...datastoreSettingsMethods,
  },
  derivations: [
    fromHost('HostDatastoreSystem', 'datastore', 'datastore', (datastores) => datastores),
    fromConfig('HostDatastoreSystem', 'capabilities', 'datastoreCapabilities', () =>
      build('HostDatastoreSystemCapabilities', {
        nfsMountCreationRequired: true,
        nfsMountCreationSupported: true,
        localDatastoreSupported: true,
        vmfsExtentExpansionSupported: true,
      }),
    ),
  ],
});
