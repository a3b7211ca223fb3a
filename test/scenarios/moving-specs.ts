/**
 * Parts of specifications: a disk more, a disk less, a disk that goes to a datastore.
 */
import type { DiskFormat } from '../../server/vim/migrations/move.ts';
import type { Ref } from '../../server/vmodl/reference.ts';

const FORMATS = {
  thin: { thinProvisioned: true },
  thick: { thinProvisioned: false },
  eager: { eagerlyScrub: true },
};
const TWO_GB_IN_KB = 2 ** 21;

export function newDisk(unitNumber: number, { thin }: { readonly thin: boolean }): object {
  const place = { key: -1, controllerKey: 1000, unitNumber, capacityInKB: TWO_GB_IN_KB };
  return {
    _typeName: 'VirtualDeviceConfigSpec',
    ...{ operation: 'add', fileOperation: 'create' },
    device: { _typeName: 'VirtualDisk', ...place, backing: flat(thin ? 'thin' : 'thick') },
  };
}

export function lessDisk(key: number): object {
  return {
    ...{ _typeName: 'VirtualDeviceConfigSpec', operation: 'remove', fileOperation: 'destroy' },
    device: { _typeName: 'VirtualDisk', key, capacityInKB: 0 },
  };
}

export function diskLocator(
  diskId: number,
  datastore: Ref<'Datastore'>,
  format: DiskFormat | undefined,
): object {
  return {
    ...{ _typeName: 'VirtualMachineRelocateSpecDiskLocator', diskId, datastore },
    ...(format && { diskBackingInfo: flat(format) }),
  };
}

function flat(format: DiskFormat): object {
  const common = { fileName: '', diskMode: 'persistent' };
  return { _typeName: 'VirtualDiskFlatVer2BackingInfo', ...common, ...FORMATS[format] };
}
