/** `com.vmware.vcenter.vm.guest.local_filesystem`: what the guest has mounted, by path. */
import type { VcenterVmGuestLocalFilesystemInfo } from '../../../generated/types.ts';
import { vapiService } from '../../../service.ts';
import { answeringGuest } from './guest-answers.ts';

export const guestLocalFilesystem = vapiService('com.vmware.vcenter.vm.guest.local_filesystem', {
  get({ vm }, context) {
    const { guest } = answeringGuest(vm, context);
    const found: Record<string, VcenterVmGuestLocalFilesystemInfo> = {};
    for (const { diskPath = '', capacity, freeSpace, filesystemType, mappings } of guest.disk ??
      []) {
      found[diskPath] = {
        capacity: Number(capacity ?? 0),
        free_space: Number(freeSpace ?? 0),
        filesystem: filesystemType,
        mappings: (mappings ?? []).map(({ key }) => ({ disk: String(key) })),
      };
    }
    return found;
  },
});
