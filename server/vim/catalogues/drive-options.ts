/**
 * Disks, CD-ROM and floppy drives a machine may have.
 */
import { build } from '../../vmodl/build.ts';
import type {
  VirtualDeviceBackingOption,
  VirtualDeviceOption,
} from '../../vmodl/generated/data.ts';
import { device, found } from './device-traits.ts';
import { choice, flag, ints, longs } from './option-values.ts';

const TB_KB = 1024 ** 3;
const DISK_KB_MAX = 62 * TB_KB;
const DISK_MODES = [
  'persistent',
  'independent_persistent',
  'independent_nonpersistent',
  'nonpersistent',
  'undoable',
  'append',
];

export function driveOptions(): readonly VirtualDeviceOption[] {
  return [diskOption(), cdromOption(), floppyOption()];
}

function diskOption(): VirtualDeviceOption {
  return build('VirtualDiskOption', {
    ...device('VirtualDisk', {
      controllerType: 'VirtualSCSIController',
      hot: true,
      backingOption: diskBackings(),
    }),
    capacityInKB: longs(1024, DISK_KB_MAX, 8_388_608),
    ioAllocationOption: build('StorageIOAllocationOption', {
      limitOption: longs(-1, 2_147_483_647, -1),
      sharesOption: build('SharesOption', {
        sharesOption: ints(200, 4000, 1000),
        defaultLevel: 'normal',
      }),
    }),
    vFlashCacheConfigOption: build('VirtualDiskOptionVFlashCacheConfigOption', {
      cacheConsistencyType: choice(['strong']),
      cacheMode: choice(['write_thru']),
      reservationInMB: longs(0, 400_000, 0),
      blockSizeInKB: longs(4, 1024, 8),
    }),
  });
}

function diskBackings(): readonly VirtualDeviceBackingOption[] {
  const file = { fileNameExtensions: choice(['vmdk']), diskMode: choice(DISK_MODES) };
  const formats = [
    build('VirtualDiskDeltaDiskFormatsSupported', {
      datastoreType: 'VmfsDatastoreInfo',
      deltaDiskFormat: choice(['redoLogFormat', 'seSparseFormat']),
    }),
  ];
  return [
    build('VirtualDiskFlatVer2BackingOption', {
      ...file,
      type: 'VirtualDiskFlatVer2BackingInfo',
      split: flag(false),
      writeThrough: flag(false),
      growable: true,
      hotGrowable: true,
      uuid: true,
      thinProvisioned: flag(true),
      eagerlyScrub: flag(true),
      deltaDiskFormat: choice(['redoLogFormat', 'nativeFormat', 'seSparseFormat']),
      deltaDiskFormatsSupported: formats,
    }),
    build('VirtualDiskSeSparseBackingOption', {
      ...file,
      type: 'VirtualDiskSeSparseBackingInfo',
      writeThrough: flag(false),
      growable: true,
      hotGrowable: false,
      uuid: true,
      deltaDiskFormatsSupported: formats,
    }),
    build('VirtualDiskRawDiskMappingVer1BackingOption', {
      type: 'VirtualDiskRawDiskMappingVer1BackingInfo',
      autoDetectAvailable: flag(false),
      descriptorFileNameExtensions: choice(['vmdk']),
      compatibilityMode: choice(['virtualMode', 'physicalMode']),
      diskMode: choice(DISK_MODES),
      uuid: true,
    }),
  ];
}

function cdromOption(): VirtualDeviceOption {
  return build(
    'VirtualCdromOption',
    device('VirtualCdrom', {
      controllerType: 'VirtualIDEController',
      connectable: true,
      backingOption: [
        build('VirtualCdromIsoBackingOption', {
          type: 'VirtualCdromIsoBackingInfo',
          fileNameExtensions: choice(['iso']),
        }),
        build('VirtualCdromPassthroughBackingOption', {
          ...found('VirtualCdromPassthroughBackingInfo', true),
          exclusive: flag(false),
        }),
        build('VirtualCdromRemotePassthroughBackingOption', {
          ...found('VirtualCdromRemotePassthroughBackingInfo'),
          exclusive: flag(true),
        }),
        build('VirtualCdromAtapiBackingOption', found('VirtualCdromAtapiBackingInfo', true)),
        build('VirtualCdromRemoteAtapiBackingOption', found('VirtualCdromRemoteAtapiBackingInfo')),
      ],
    }),
  );
}

function floppyOption(): VirtualDeviceOption {
  return build(
    'VirtualFloppyOption',
    device('VirtualFloppy', {
      controllerType: 'VirtualSIOController',
      connectable: true,
      backingOption: [
        build('VirtualFloppyImageBackingOption', {
          type: 'VirtualFloppyImageBackingInfo',
          fileNameExtensions: choice(['flp', 'img']),
        }),
        build('VirtualFloppyDeviceBackingOption', found('VirtualFloppyDeviceBackingInfo', true)),
        build(
          'VirtualFloppyRemoteDeviceBackingOption',
          found('VirtualFloppyRemoteDeviceBackingInfo'),
        ),
      ],
    }),
  );
}
