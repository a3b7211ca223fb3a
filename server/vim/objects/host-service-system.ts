/**
 * HostServiceSystem: the services of a host (`ntpd`, `TSM-SSH` …), as `HostSystem.config.service` has
 * them.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { HostService } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { demandHostOf, fromConfig } from '../host-managers.ts';
import { type Context, objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

/** When a service runs: always, with the host's start, or as the firewall's ports ask for it. */
const POLICIES: readonly string[] = ['on', 'off', 'automatic'];

export const hostServiceSystem = objectType({
  type: 'HostServiceSystem',
  methods: {
    StartService: (self, { id }, context) => {
      if (serviceOf(context, self, id).running) throw invalidState();
      change(context, self, id, { running: true });
    },

    StopService: (self, { id }, context) => {
      const service = serviceOf(context, self, id);
      if (!service.running || service.required) throw invalidState();
      change(context, self, id, { running: false });
    },

    RestartService: (self, { id }, context) => {
      if (!serviceOf(context, self, id).running) throw invalidState();
    },

    UpdateServicePolicy: (self, { id, policy }, context) => {
      serviceOf(context, self, id);
      if (!POLICIES.includes(policy)) throw invalidArgument('policy');
      change(context, self, id, { policy });
    },

    /** What the host runs is known here at all times. */
    RefreshServices: () => {},
  },
  derivations: [
    fromConfig('HostServiceSystem', 'serviceInfo', 'service', () => build('HostServiceInfo', {})),
  ],
});

function serviceOf(
  { inventory }: Context,
  self: Ref<'HostServiceSystem'>,
  id: string,
): HostService {
  const services = inventory.read(self, 'serviceInfo').service ?? [];
  const service = services.find(({ key }) => key === id);
  if (!service) throw new VimFault('NotFound');
  return service;
}

function change(
  context: Context,
  self: Ref<'HostServiceSystem'>,
  id: string,
  members: Partial<Pick<HostService, 'running' | 'policy'>>,
): void {
  const host = demandHostOf(context.inventory, self);
  const changes = Object.entries(members).map(([name, value]) =>
    assign(host, `config.service.service["${id}"].${name}`, value),
  );
  context.inventory.apply(changes, causeOf(context));
}

function invalidState(): VimFault {
  return new VimFault('InvalidState');
}
