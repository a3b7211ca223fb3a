/**
 * What a VM is without the objects around it: what its .vmx remembers when it is unregistered, and what
 * another vCenter is told of it.
 */
import type {
  VirtualMachineConfigInfo,
  VirtualMachineRuntimeInfo,
} from '../../../vmodl/generated/data.ts';
import type { DataObject } from '../../../vmodl/value.ts';

export interface VmRegistration extends DataObject {
  readonly config: VirtualMachineConfigInfo;
  readonly runtime: VirtualMachineRuntimeInfo;
  readonly capability?: DataObject | undefined;
  readonly guest?: DataObject | undefined;
  readonly _guest?: DataObject | undefined;
  readonly _profile?: DataObject | undefined;
  readonly hasSnapshots: boolean;
}
