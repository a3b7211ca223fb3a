/**
 * A relocation whose spec names another vCenter (`service`): its references are that vCenter's, and the
 * VM ends up in its inventory.
 *
 * What is wrong with the arguments is refused at once; that the other vCenter cannot be reached, does not
 * know the user or cannot take the VM is the task's error.
 */
import { invalidArgument, VimFault } from '../../../../vmodl/fault.ts';
import type {
  ServiceLocator,
  ServiceLocatorNamePassword,
  VirtualMachineRelocateSpec,
} from '../../../../vmodl/generated/data.ts';
import type { VirtualMachineMovePriority } from '../../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { demandPrivilege } from '../../../authorization/demand-privilege.ts';
import { isDisk } from '../../../facts/vm-facts.ts';
import type { Context } from '../../../method.ts';
import { ownInstanceUuid } from '../../../peers/arrivals.ts';
import { unfitForTravel } from '../../../peers/arriving-vm.ts';
import { departureFailed, departureJob, leavingVm } from '../../../peers/departure.ts';
import type { PeerAddress, PeerTarget } from '../../../peers/protocol.ts';
import type { RunningTask } from '../../../tasks/tasks.ts';
import { refuseTemplate, type Vm } from '../power.ts';
import { formatAsked } from './file-moves.ts';
import { refuseUnknownParts } from './spec-parts.ts';

export interface DistantRelocation {
  readonly spec: VirtualMachineRelocateSpec;
  readonly priority: VirtualMachineMovePriority;
}

/** Throws InvalidArgument, NotSupported, NoPermission. */
export function relocateElsewhere(
  self: Vm,
  { spec, priority }: DistantRelocation,
  context: Context,
): Ref<'Task'> {
  const { inventory, tasks, connectPeer, migrations } = context;
  refuseTemplate(self, context);
  refuseUnknownParts(spec);
  const locator = spec.service as ServiceLocator;
  const address = addressOf(locator);
  if (locator.instanceUuid === ownInstanceUuid(inventory)) {
    throw invalidArgument('spec.service.instanceUuid');
  }
  const target = targetOf(self, spec, context);
  const { host: source, powerState } = inventory.read(self, 'runtime');
  if (!source) throw new VimFault('InvalidState');
  const right = powerState === 'poweredOn' ? 'Resource.HotMigrate' : 'Resource.ColdMigrate';
  demandPrivilege(context, right, self);
  const unfit = unfitForTravel(inventory.read(self, 'snapshot') !== undefined);
  if (unfit) throw unfit;
  const peer = connectPeer(address);
  const leaving = leavingVm(self, source, target, locator.instanceUuid, context);
  const task = tasks.create(context, {
    ...{ entity: self, name: 'RelocateVM_Task', cancelable: true },
  });
  const fail = (fault: VimFault) => {
    task.run();
    task.fail(fault, departureFailed(self, new URL(locator.url).host, fault, task, context));
  };
  task.cancelable(() => fail(new VimFault('RequestCanceled')));
  peer.announce(leaving.departure).then(
    (offer) => {
      if (task.ended) return;
      migrations.submit(departureJob(leaving, { task, priority, peer, offer }, context));
    },
    (error: unknown) => endWith(error, task, fail),
  );
  return task.ref;
}

function endWith(error: unknown, task: RunningTask, fail: (fault: VimFault) => void): void {
  if (task.ended) return;
  const reason = error instanceof Error ? error.message : String(error);
  fail(error instanceof VimFault ? error : new VimFault('SystemError', { reason }, reason));
}

/** Tokens cannot be checked by a vCenter that shares no SSO domain with this one. */
function addressOf(locator: ServiceLocator): PeerAddress {
  const { url, credential, instanceUuid, sslThumbprint, sslCertificate } = locator;
  if (instanceUuid === '') throw invalidArgument('spec.service.instanceUuid');
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol !== 'https:' && protocol !== 'http:') throw invalidArgument('spec.service.url');
  if (credential._typeName !== 'ServiceLocatorNamePassword') {
    throw invalidArgument('spec.service.credential');
  }
  const { username, password } = credential as ServiceLocatorNamePassword;
  if (username === '') throw invalidArgument('spec.service.credential.username');
  return {
    ...{ url, userName: username, password },
    ...{ thumbprint: sslThumbprint, certificate: sslCertificate },
  };
}

/** Host or pool, and the datastore, must be named; nothing stays where it is. */
function targetOf(vm: Vm, spec: VirtualMachineRelocateSpec, { inventory }: Context): PeerTarget {
  const { host, pool, folder, datastore, disk = [], deviceChange = [] } = spec;
  if (!host && !pool) throw invalidArgument('spec.host');
  if (!datastore) throw invalidArgument('spec.datastore');
  const devices = inventory.read(vm, 'config')?.hardware.device ?? [];
  const keys = new Set(devices.filter(isDisk).map(({ key }) => key));
  for (const { diskId } of disk) {
    if (!keys.delete(diskId)) throw invalidArgument('spec.disk.diskId');
  }
  return {
    ...{ host, pool, folder, deviceChange },
    datastore: datastore as Ref<'Datastore'>,
    disks: disk.map((locator) => ({
      key: locator.diskId,
      datastore: locator.datastore as Ref<'Datastore'>,
      format: formatAsked(locator.diskBackingInfo),
    })),
  };
}
