/**
 * HostStorageSystem: adapters, disks, paths and volumes of a host, as `HostSystem.config` has them.
 */
import { build } from '../../../vmodl/build.ts';
import { fromConfig } from '../../host-managers.ts';
import { objectType } from '../../method.ts';
import { lunMethods } from './luns.ts';
import { mountMethods } from './mounts.ts';
import { nfsUserMethods } from './nfs-user.ts';
import { partitionMethods } from './partitions.ts';
import { pathMethods } from './paths.ts';
import { storagePolicyMethods } from './policies.ts';
import { rescanMethods } from './rescan.ts';
import { volumeMethods } from './volumes.ts';

export const hostStorageSystem = objectType({
  type: 'HostStorageSystem',
  methods: {
    ...rescanMethods,
    ...partitionMethods,
    ...volumeMethods,
    ...mountMethods,
    ...lunMethods,
    ...pathMethods,
    ...nfsUserMethods,
    ...storagePolicyMethods,
  },
  derivations: [
    fromConfig('HostStorageSystem', 'storageDeviceInfo', 'storageDevice'),
    fromConfig('HostStorageSystem', 'fileSystemVolumeInfo', 'fileSystemVolume', () =>
      build('HostFileSystemVolumeInfo', {}),
    ),
    fromConfig('HostStorageSystem', 'systemFile', 'systemFile'),
    fromConfig('HostStorageSystem', 'multipathStateInfo', 'multipathState'),
  ],
});
