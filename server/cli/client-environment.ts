/**
 * The variables by which clients of vSphere find a server and log in.
 *
 * govc reads `GOVC_*`, Terraform and many pyvmomi scripts `VSPHERE_*`, Ansible `VMWARE_*`, the
 * govmomi examples `GOVMOMI_*`.
 */
import type { RunningServer, ServerOptions } from '../config.ts';

export type ClientEnvironment = Readonly<Record<string, string>>;

export function clientEnvironment(
  server: Pick<RunningServer, 'url' | 'sdkUrl' | 'thumbprint'>,
  options: Pick<ServerOptions, 'user' | 'password' | 'tls' | 'controlToken'>,
): ClientEnvironment {
  const { host, hostname, port, protocol } = new URL(server.url);
  const bareHost = hostname.replace(/^\[|\]$/g, '');
  const shownPort = port || (protocol === 'https:' ? '443' : '80');
  const { user, password } = options;
  return {
    GOVC_URL: server.sdkUrl,
    GOVC_USERNAME: user,
    GOVC_PASSWORD: password,
    GOVC_INSECURE: 'true',
    VSPHERE_SERVER: host,
    VSPHERE_HOST: bareHost,
    VSPHERE_PORT: shownPort,
    VSPHERE_URL: server.url,
    VSPHERE_USER: user,
    VSPHERE_USERNAME: user,
    VSPHERE_PASSWORD: password,
    VSPHERE_ALLOW_UNVERIFIED_SSL: 'true',
    VMWARE_HOST: bareHost,
    VMWARE_PORT: shownPort,
    VMWARE_USER: user,
    VMWARE_PASSWORD: password,
    VMWARE_VALIDATE_CERTS: 'false',
    GOVMOMI_URL: server.sdkUrl,
    GOVMOMI_USERNAME: user,
    GOVMOMI_PASSWORD: password,
    GOVMOMI_INSECURE: 'true',
    VCMOCK_URL: server.url,
    ...(options.controlToken ? { VCMOCK_CONTROL_TOKEN: options.controlToken } : {}),
  };
}

/** Lines for `eval` in a POSIX shell. */
export function shellExports(environment: ClientEnvironment): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${shellQuoted(value)}\n`)
    .join('');
}

/** One word for a POSIX shell, whatever the text holds. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
