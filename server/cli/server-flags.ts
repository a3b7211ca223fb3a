/**
 * The flags that say what kind of server to start, each also an environment variable `VCMOCK_*`.
 *
 * The command line wins over the environment, the environment over the command's own defaults.
 */
import {
  DEFAULT_API_VERSION,
  DEFAULT_LISTEN,
  DEFAULT_PASSWORD,
  DEFAULT_SEED,
  DEFAULT_USER,
} from '../config.ts';
import { UsageError } from './terminal.ts';

export interface ServerFlags {
  readonly listen: string;
  /** Comma-separated. */
  readonly alsoListen?: string | undefined;
  readonly seed: string;
  readonly time: string;
  readonly apiVersion: string;
  readonly instanceUuid?: string | undefined;
  readonly user: string;
  /** Undefined unless the user chose one. */
  readonly password?: string | undefined;
  readonly auth?: string | undefined;
  readonly tls: boolean;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly data?: string | undefined;
  readonly durability?: string | undefined;
  /** `on` or `off`; as the seed says when absent. */
  readonly storageVmotionWarning?: string | undefined;
  readonly controlToken?: string | undefined;
  /** Comma-separated. */
  readonly allowHost?: string | undefined;
  readonly readyFile?: string | undefined;
  readonly env?: string | undefined;
  readonly log: string;
}

export interface FlagHelp {
  readonly name: keyof ServerFlags;
  /** As commander reads it. */
  readonly flags: string;
  readonly text: string;
  /** Given again, it adds to what was given, with a comma. */
  readonly repeatable?: boolean | undefined;
}

export const SERVER_FLAGS: readonly FlagHelp[] = [
  {
    name: 'listen',
    flags: '-l, --listen <host:port>',
    text: 'address to listen on; port 0 takes a free one',
  },
  {
    name: 'alsoListen',
    flags: '--also-listen <host:port>',
    text: 'another address to answer at, such as 127.0.0.1:443 for PowerCLI 10 and 11; may be given again, or hold several, comma-separated',
    repeatable: true,
  },
  {
    name: 'seed',
    flags: '-s, --seed <name|file>',
    text: 'inventory to start with: a built-in one (vcmock seeds) or a YAML or JSON file',
  },
  {
    name: 'time',
    flags: '-t, --time <mode>',
    text: 'how time passes: instant, realtime, <N>x (60x) or manual',
  },
  {
    name: 'apiVersion',
    flags: '--api-version <release>',
    text: 'vim25 release to speak: 7.0.3.0, 8.0.3.0, 9.0 …',
  },
  { name: 'user', flags: '-u, --user <name>', text: 'who may log in' },
  {
    name: 'password',
    flags: '-p, --password <text>',
    text: `password of the user (default: "${DEFAULT_PASSWORD}")`,
  },
  {
    name: 'auth',
    flags: '--auth <any|strict>',
    text: 'any: every user and password is right (default: "strict")',
  },
  {
    name: 'cert',
    flags: '--cert <file>',
    text: 'certificate to show, PEM; default: one signed by itself',
  },
  { name: 'key', flags: '--key <file>', text: 'key of the certificate, PEM' },
  {
    name: 'data',
    flags: '-d, --data <dir>',
    text: 'keep the inventory in this directory across restarts',
  },
  {
    name: 'durability',
    flags: '--durability <mode>',
    text: 'memory, relaxed (written within a second) or durable (default with --data: "durable")',
  },
  {
    name: 'instanceUuid',
    flags: '--instance-uuid <uuid>',
    text: 'what tells this vCenter from another one, for VMs that move between them',
  },
  {
    name: 'storageVmotionWarning',
    flags: '--storage-vmotion-warning <on|off>',
    text: 'warn of a VM whose disks were moved while it ran until it is restarted; default: what the seed says',
  },
  {
    name: 'controlToken',
    flags: '--control-token <text>',
    text: 'what callers of /_mock must know; made up when listening beyond loopback',
  },
  {
    name: 'allowHost',
    flags: '--allow-host <names>',
    text: 'host names by which /_mock may be called, comma-separated; IP addresses and localhost always may',
  },
  {
    name: 'readyFile',
    flags: '--ready-file <file>',
    text: 'write url, user, password, pid … here as JSON once ready',
  },
  {
    name: 'env',
    flags: '--env <file|->',
    text: 'write shell exports for govc, pyvmomi, Terraform … here once ready',
  },
  { name: 'log', flags: '--log <level>', text: 'debug, info, warn, error or silent' },
];

export const TLS_FLAGS: readonly FlagHelp[] = [
  { name: 'tls', flags: '--tls', text: 'serve HTTPS (default)' },
  { name: 'tls', flags: '--no-tls', text: 'serve plain HTTP' },
];

export const SERVE_DEFAULTS: ServerFlags = {
  listen: `${DEFAULT_LISTEN.host}:${DEFAULT_LISTEN.port}`,
  seed: DEFAULT_SEED,
  time: 'realtime',
  apiVersion: DEFAULT_API_VERSION,
  user: DEFAULT_USER,
  tls: true,
  log: 'warn',
};

/** A free port, and nobody waits for tasks. */
export const EXEC_DEFAULTS: ServerFlags = {
  ...SERVE_DEFAULTS,
  listen: `${DEFAULT_LISTEN.host}:0`,
  time: 'instant',
};

/** Name of the variable for a flag: `readyFile` → `VCMOCK_READY_FILE`. */
export function variableOf(flag: keyof ServerFlags): string {
  return `VCMOCK_${flag.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** What the environment says. Throws UsageError. An empty variable counts as unset. */
export function flagsFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Partial<ServerFlags> {
  const found: Record<string, string | boolean> = {};
  for (const { name } of [...SERVER_FLAGS, ...TLS_FLAGS]) {
    const text = env[variableOf(name)];
    if (text) found[name] = name === 'tls' ? readBoolean(variableOf(name), text) : text;
  }
  return found;
}

function readBoolean(variable: string, text: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw new UsageError(`${variable} must be true or false, not "${text}"`);
}
