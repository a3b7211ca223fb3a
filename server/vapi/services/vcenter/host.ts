/** `com.vmware.vcenter.host`. */
import type { Inventory } from '../../../inventory/inventory.ts';
import { thumbprintOfHost } from '../../../vim/objects/host-system/connect-spec.ts';
import { build } from '../../../vmodl/build.ts';
import { isReference, type Ref } from '../../../vmodl/reference.ts';
import { VapiError } from '../../error.ts';
import type {
  VcenterHostConnectionState,
  VcenterHostCreateSpec,
  VcenterHostPowerState,
} from '../../generated/types.ts';
import { objectOf, refuseTooMany, visibleObjects } from '../../objects.ts';
import { type VapiContext, vapiService } from '../../service.ts';
import { fits, fitsPlace, nameOf } from './filters.ts';

type Host = Ref<'HostSystem'>;

const LIST_MAX = 2500;
const CONNECTION: Readonly<Record<string, VcenterHostConnectionState>> = {
  connected: 'CONNECTED',
  disconnected: 'DISCONNECTED',
  notResponding: 'NOT_RESPONDING',
};
const POWER: Readonly<Record<string, VcenterHostPowerState>> = {
  poweredOn: 'POWERED_ON',
  poweredOff: 'POWERED_OFF',
  standBy: 'STANDBY',
};
const ALREADY = { InvalidState: { error: 'already_in_desired_state' } } as const;

export const host = vapiService('com.vmware.vcenter.host', {
  async create({ spec }, context) {
    const folder = folderFor(spec, context);
    const made = await context.carryOut(folder, 'AddStandaloneHost_Task', {
      spec: build('HostConnectSpec', {
        hostName: spec.hostname,
        port: spec.port,
        userName: spec.user_name,
        password: spec.password,
        force: spec.force_add ?? false,
        sslThumbprint: thumbprintOf(spec),
      }),
      addConnected: true,
    });
    if (!isReference(made)) throw new Error('AddStandaloneHost_Task answered no compute resource');
    const [one] = context.inventory.read(made as Ref<'ComputeResource'>, 'host') ?? [];
    return one?.value ?? '';
  },

  /** A host that stands for itself; what is in a cluster leaves it first. */
  async delete({ host: id }, context) {
    const self = objectOf(context, 'HostSystem', id);
    const parent = context.inventory.read(self, 'parent');
    const gone = parent?.type === 'ComputeResource' ? (parent as Ref<'ComputeResource'>) : self;
    await context.carryOut(gone, 'Destroy_Task', {});
  },

  list({ filter = {} }, context) {
    const { inventory } = context;
    const found = visibleObjects(context, 'HostSystem').filter((one) => {
      const parent = inventory.read(one, 'parent');
      const isAlone = parent?.type !== 'ClusterComputeResource';
      return (
        fits(filter.hosts, one.value) &&
        (filter.standalone === undefined || filter.standalone === isAlone) &&
        fits(filter.clusters, isAlone ? undefined : parent?.value) &&
        fits(filter.connection_states, connectionOf(inventory, one)) &&
        fitsPlace(inventory, one, filter)
      );
    });
    refuseTooMany(found.length, LIST_MAX);
    return found.map((one) => {
      const connection_state = connectionOf(inventory, one);
      const { powerState } = inventory.read(one, 'runtime');
      return {
        host: one.value,
        name: nameOf(inventory, one),
        connection_state,
        // Nobody knows it of a host that does not answer.
        power_state: connection_state === 'CONNECTED' ? POWER[powerState] : undefined,
      };
    });
  },

  async connect({ host: id }, context) {
    const self = objectOf(context, 'HostSystem', id);
    await context.carryOut(self, 'ReconnectHost_Task', {}, { faults: ALREADY });
  },

  async disconnect({ host: id }, context) {
    const self = objectOf(context, 'HostSystem', id);
    await context.carryOut(self, 'DisconnectHost_Task', {}, { faults: ALREADY });
  },
});

function connectionOf(inventory: Inventory, self: Host): VcenterHostConnectionState {
  return CONNECTION[inventory.read(self, 'runtime').connectionState] ?? 'NOT_RESPONDING';
}

/** Whoever asks for no verification takes the host for who it says it is. */
function thumbprintOf({ hostname, thumbprint_verification, thumbprint }: VcenterHostCreateSpec) {
  if (thumbprint_verification === 'NONE') return thumbprintOfHost(hostname.trim());
  if (thumbprint !== undefined) return thumbprint;
  throw new VapiError('invalid_argument', {
    id: 'com.vmware.api.vcenter.host.thumbprint_unset',
    default_message: 'A thumbprint is to be verified, and none was given.',
    args: [],
  });
}

/** The host folder told, or that of the first datacenter. */
function folderFor({ folder }: VcenterHostCreateSpec, context: VapiContext) {
  if (folder !== undefined) return objectOf(context, 'Folder', folder);
  const [first] = visibleObjects(context, 'Datacenter');
  if (first) return context.inventory.read(first, 'hostFolder');
  throw new VapiError('not_found', {
    id: 'com.vmware.api.vcenter.host.no_folder',
    default_message: 'There is no datacenter the host could be added to.',
    args: [],
  });
}
