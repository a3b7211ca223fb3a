/**
 * Storage policies of VMs and their compliance: this server has no policies, so none is associated, and
 * none can be.
 */
import { VapiError } from '../../../error.ts';
import type { VcenterVmStoragePolicyUpdateSpec } from '../../../generated/types.ts';
import { objectOf } from '../../../objects.ts';
import { vapiService } from '../../../service.ts';
import { devicesOfKind } from './hardware/kinds.ts';

export const vmStoragePolicy = vapiService('com.vmware.vcenter.vm.storage.policy', {
  get({ vm }, context) {
    objectOf(context, 'VirtualMachine', vm);
    return { disks: {} };
  },

  /** The default policy of the datastore asks for nothing here. */
  update({ vm, spec }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    const devices = context.inventory.read(self, 'config')?.hardware.device ?? [];
    const known = new Set(devicesOfKind(devices, 'disk').map(([id]) => id));
    const unknown = Object.keys(spec.disks ?? {}).find((id) => !known.has(id));
    if (unknown !== undefined) throw noSuch('disk', 'Disk', unknown);
    const policy = policiesIn(spec)[0];
    if (policy !== undefined) throw noSuch('policy', 'Storage policy', policy);
  },
});

export const vmStorageCompliance = vapiService('com.vmware.vcenter.vm.storage.policy.compliance', {
  get({ vm }, context) {
    objectOf(context, 'VirtualMachine', vm);
    return undefined;
  },

  check({ vm }, context) {
    objectOf(context, 'VirtualMachine', vm);
    return undefined;
  },
});

function policiesIn({ vm_home, disks = {} }: VcenterVmStoragePolicyUpdateSpec): readonly string[] {
  return [vm_home, ...Object.values(disks)].flatMap((wish) => wish?.policy ?? []);
}

function noSuch(kind: string, words: string, id: string): VapiError {
  return new VapiError('invalid_argument', {
    id: `com.vmware.api.vcenter.vm.storage.policy.${kind}_not_found`,
    default_message: `${words} with identifier '${id}' does not exist.`,
    args: [id],
  });
}
