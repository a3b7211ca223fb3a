/** Where the appliance has its time from: `com.vmware.appliance.ntp`, `com.vmware.appliance.timesync`. */
import { vapiService } from '../../service.ts';
import {
  applianceError,
  applianceOf,
  demandAdministrator,
  message,
  setAppliance,
} from './appliance-store.ts';
import { isAnswering, isHostName } from './names.ts';

export const ntp = vapiService('com.vmware.appliance.ntp', {
  get: (_input, { inventory }) => applianceOf(inventory).ntpServers ?? [],

  set({ servers }, context) {
    const wrong = servers.find((server) => !isHostName(server));
    if (wrong !== undefined) {
      throw applianceError('ntp.server.invalid', `'${wrong}' is no name or address.`, [wrong]);
    }
    setAppliance(context, { ntpServers: servers });
  },

  test({ servers }, context) {
    demandAdministrator(context);
    return servers.map((server) => {
      const answers = isAnswering(server);
      const text = answers ? 'NTP Server is reachable.' : 'NTP Server is not reachable.';
      const { id, default_message } = message(`ntp_sync.${answers ? 'success' : 'failure'}`, text);
      return {
        server,
        status: answers ? ('SERVER_REACHABLE' as const) : ('SERVER_UNREACHABLE' as const),
        message: { id, default_message, args: [] },
      };
    });
  },
});

export const timesync = vapiService('com.vmware.appliance.timesync', {
  get: (_input, { inventory }) => applianceOf(inventory).timeSync ?? 'HOST',
  set: ({ mode }, context) => setAppliance(context, { timeSync: mode }),
});
