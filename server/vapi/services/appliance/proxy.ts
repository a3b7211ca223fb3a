/** `com.vmware.appliance.networking.proxy` and `no_proxy`: by what way the appliance would go out. */
import { data } from '../../../vmodl/value.ts';
import type { ApplianceNetworkingProxyConfig } from '../../generated/types.ts';
import { vapiService } from '../../service.ts';
import {
  applianceError,
  applianceOf,
  demandAdministrator,
  message,
  type ProxyServer,
  setAppliance,
} from './appliance-store.ts';
import { isAnswering, isHostName } from './names.ts';

/** As the appliance lists them. */
const PROTOCOLS: readonly string[] = ['FTP', 'HTTP', 'HTTPS'];
const PORT_MAX = 65_535;
/** Never asked for by way of a proxy. */
const NO_PROXY: readonly string[] = ['localhost', '127.0.0.1'];
const NONE: ApplianceNetworkingProxyConfig = { server: '', port: -1, enabled: false };

export const proxy = vapiService('com.vmware.appliance.networking.proxy', {
  list: (_input, { inventory }) =>
    Object.fromEntries(
      PROTOCOLS.map((protocol) => [
        protocol,
        configOf(applianceOf(inventory).proxies ?? [], protocol),
      ]),
    ),

  get: ({ protocol }, { inventory }) =>
    configOf(applianceOf(inventory).proxies ?? [], known(protocol)),

  /** The password is not kept: nobody goes out by this proxy. */
  set({ protocol, config }, context) {
    const name = known(protocol);
    demandServer(config);
    const { server, port, enabled, username } = config;
    const made = data<ProxyServer>('_ApplianceProxy', {
      ...{ protocol: name, server, port, enabled },
      ...(username === undefined ? {} : { userName: username }),
    });
    const { proxies = [] } = applianceOf(context.inventory);
    setAppliance(context, { proxies: [...without(proxies, name), made] });
  },

  delete({ protocol }, context) {
    const { proxies = [] } = applianceOf(context.inventory);
    setAppliance(context, { proxies: without(proxies, known(protocol)) });
  },

  test({ host, protocol, config }, context) {
    demandAdministrator(context);
    known(protocol);
    const answers = isAnswering(hostOf(config.server)) && isAnswering(hostOf(host));
    return {
      status: answers ? ('SERVER_REACHABLE' as const) : ('SERVER_UNREACHABLE' as const),
      message: answers
        ? message('proxy.test.success', `Reached '${host}'.`, [host])
        : message('proxy.test.failure', `Failed to reach '${host}'.`, [host]),
    };
  },
});

export const noProxy = vapiService('com.vmware.appliance.networking.no_proxy', {
  get: (_input, { inventory }) => [
    ...new Set([...(applianceOf(inventory).noProxy ?? []), ...NO_PROXY]),
  ],

  set: ({ servers }, context) => setAppliance(context, { noProxy: servers }),
});

function configOf(
  proxies: readonly ProxyServer[],
  protocol: string,
): ApplianceNetworkingProxyConfig {
  const found = proxies.find((each) => each.protocol === protocol);
  if (!found) return NONE;
  const { server, port, enabled, userName: username } = found;
  return { server, port, enabled, username };
}

function without(proxies: readonly ProxyServer[], protocol: string): readonly ProxyServer[] {
  return proxies.filter((each) => each.protocol !== protocol);
}

/** Clients write it small and large. */
function known(protocol: string): string {
  const name = protocol.toUpperCase();
  if (PROTOCOLS.includes(name)) return name;
  throw applianceError('proxy.protocol.invalid', `There is no protocol '${protocol}'.`, [protocol]);
}

function demandServer({ server, port }: ApplianceNetworkingProxyConfig): void {
  if (!isHostName(hostOf(server))) {
    throw applianceError('proxy.server.invalid', `'${server}' is no server.`, [server]);
  }
  if (port < 0 || port > PORT_MAX) {
    throw applianceError('proxy.port.invalid', `${port} is no port.`, [String(port)]);
  }
}

/** `proxy.example` of `https://user@proxy.example:3128/` */
function hostOf(server: string): string {
  const bare = server.replace(/^[a-z]+:\/\//i, '').replace(/^[^/@]*@/, '');
  return bare.replace(/\/.*$/, '').replace(/:\d+$/, '');
}
