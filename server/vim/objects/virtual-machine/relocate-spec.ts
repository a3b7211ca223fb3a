/**
 * What of a RelocateSpec is more than a change of host, pool and folder. Moving files, cards and
 * VMs to other vCenters is not written yet: it is refused, never passed over.
 */
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { VirtualMachineRelocateSpec } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { isReference, sameReference } from '../../../vmodl/reference.ts';
import { member } from '../../../vmodl/value.ts';
import { isDisk } from '../../facts/vm-facts.ts';
import type { Context } from '../../method.ts';

/** Throws for bad references and for every part that would move more than the VM's registration. */
export function refuseStorageMove(
  self: Ref<'VirtualMachine'>,
  spec: VirtualMachineRelocateSpec,
  context: Context,
): void {
  const { inventory } = context;
  const lies = inventory.read(self, 'datastore') ?? [];
  const stays = (datastore: Ref) =>
    lies.length === 1 && sameReference(lies[0], inventory.demand(datastore));
  const moves = [spec.service, spec.cryptoSpec].some((part) => part !== undefined);
  const edits = [spec.deviceChange, spec.profile].some((list) => (list?.length ?? 0) > 0);
  if (moves || edits) throw new VimFault('NotSupported');
  if (spec.datastore && !stays(spec.datastore)) throw new VimFault('NotSupported');
  const devices = inventory.read(self, 'config')?.hardware.device ?? [];
  for (const locator of spec.disk ?? []) {
    const disk = devices.find((device) => isDisk(device) && device.key === locator.diskId);
    if (!disk) throw invalidArgument('spec.disk.diskId');
    const target = inventory.demand(locator.datastore);
    const current = member(disk.backing, 'datastore');
    if (!isReference(current) || !sameReference(current, target))
      throw new VimFault('NotSupported');
  }
}
