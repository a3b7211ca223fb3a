/**
 * The flags of vcsim (govmomi's simulator), so that `vcmock vcsim` takes its place in scripts.
 * Names, kinds and defaults are facts of its command line.
 */
import type { Dc0Counts } from '../inventory/seed/dc0-model.ts';
import type { GoArguments, GoFlag, GoFlagTable } from './go-flags.ts';

const int = (initial: number, text: string): GoFlag => ({ kind: 'int', initial, text });
const float = (initial: number, text: string): GoFlag => ({ kind: 'float', initial, text });
const bool = (initial: boolean, text: string): GoFlag => ({ kind: 'bool', initial, text });
const string = (initial: string, text: string): GoFlag => ({ kind: 'string', initial, text });

export const VCSIM_FLAGS = {
  dc: int(1, 'Number of datacenters'),
  cluster: int(1, 'Number of clusters'),
  host: int(3, 'Number of hosts per cluster'),
  'standalone-host': int(1, 'Number of standalone hosts'),
  vm: int(2, 'Number of virtual machines per resource pool'),
  pool: int(0, 'Number of resource pools per compute resource'),
  app: int(0, 'Number of virtual apps per compute resource'),
  pod: int(0, 'Number of storage pods per datacenter'),
  ds: int(1, 'Number of local datastores'),
  folder: int(0, 'Number of folders'),
  pg: int(1, 'Number of port groups'),
  'pg-nsx': int(0, 'Number of NSX backed port groups'),
  nsx: int(0, 'Number of NSX backed opaque networks'),
  autostart: bool(true, 'Power on model virtual machines'),
  'api-version': string(
    '',
    'API version (default: the newest release this build speaks by default)',
  ),
  esx: bool(false, 'Simulate a standalone ESXi host'),
  l: string('127.0.0.1:8989', 'Listen address'),
  E: string('-', 'Output the variables for clients to this file or named pipe'),
  tls: bool(true, 'Enable TLS'),
  tlscert: string('', 'Path of the TLS certificate'),
  tlskey: string('', 'Path of the TLS key'),
  username: string('', 'Login user name, or a file that holds it (any by default)'),
  password: string('', 'Login password, or a file that holds it (any by default)'),
  tunnel: int(-1, 'Port of the proxy for client certificates'),
  trace: bool(false, 'Trace SOAP traffic'),
  'trace-file': string('', 'Where to write the trace (default: standard error)'),
  stdinexit: bool(false, 'Exit on input'),
  load: string('', 'Load a saved model from this directory'),
  delay: int(0, 'Delay of every method, ms'),
  'method-delay': string('', 'Delay by method: name:ms,…'),
  'delay-jitter': float(0, 'Coefficient of variation of delays'),
} as const satisfies GoFlagTable;

/** Accepted for the sake of scripts; what each would do is not done here, and the user is told. */
export const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  tunnel: 'client certificates are not asked for, so there is no proxy',
  trace: 'requests are not dumped; use VCMOCK_LOG=debug',
  'trace-file': 'requests are not dumped; use VCMOCK_LOG=debug',
  delay: 'methods answer at once; VCMOCK_TIME=realtime makes tasks take their time',
  'method-delay': 'methods answer at once; VCMOCK_TIME=realtime makes tasks take their time',
  'delay-jitter': 'methods answer at once',
};

/** Refused: whoever gives these relies on an inventory which would not be there. */
export const REFUSED: Readonly<Record<string, string>> = {
  load: 'models saved by vcsim are not read; describe the inventory in a seed and use vcmock serve --seed FILE',
  esx: 'a standalone ESXi host is not simulated',
};

export function countsOf({ values }: GoArguments): Dc0Counts {
  const count = (name: keyof typeof VCSIM_FLAGS) => Number(values[name]);
  return {
    datacenter: count('dc'),
    cluster: count('cluster'),
    host: count('host'),
    standaloneHost: count('standalone-host'),
    vm: count('vm'),
    pool: count('pool'),
    app: count('app'),
    pod: count('pod'),
    datastore: count('ds'),
    folder: count('folder'),
    portgroup: count('pg'),
    nsxPortgroup: count('pg-nsx'),
    opaqueNetwork: count('nsx'),
    autostart: values['autostart'] === true,
  };
}
