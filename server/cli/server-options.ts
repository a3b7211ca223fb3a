/**
 * From flags to the options of a server: checks each value, reads the files they name.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { parseTimeMode, type TimeMode } from '../clock/time-mode.ts';
import {
  type AuthMode,
  type Certificate,
  DEFAULT_API_VERSION,
  DEFAULT_PASSWORD,
  isLoopback,
  type ListenAddress,
  type ServerOptions,
} from '../config.ts';
import type { Durability } from '../inventory/persistence/store.ts';
import { createLogger, LOG_LEVELS, type Logger } from '../log.ts';
import type { ServerFlags } from './server-flags.ts';
import { type Terminal, UsageError } from './terminal.ts';

const PORT_MAX = 65_535;
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Throws UsageError with one line that names the flag. */
export async function readServerOptions(
  flags: ServerFlags,
  terminal: Pick<Terminal, 'wall' | 'err'>,
): Promise<ServerOptions> {
  const listen = readListen('--listen', flags.listen);
  const alsoListen = listOf(flags.alsoListen).map((text) => readListen('--also-listen', text));
  const auth = oneOf<AuthMode>('--auth', flags.auth ?? 'strict', ['strict', 'any']);
  const exposed = [listen, ...alsoListen].find(({ host }) => !isLoopback(host));
  if (exposed && flags.password === undefined && flags.auth !== 'any') {
    throw new UsageError(
      `${exposed === listen ? flags.listen : addressText(exposed)} can be reached from other machines: choose a --password (or --auth any)`,
    );
  }
  return {
    listen,
    alsoListen,
    seed: flags.seed,
    seedText: isSeedFile(flags.seed) ? await readText('--seed', flags.seed) : undefined,
    time: readTime(flags.time),
    apiVersion: await readApiVersion(flags.apiVersion),
    instanceUuid: readUuid('--instance-uuid', flags.instanceUuid),
    user: flags.user,
    password: flags.password ?? DEFAULT_PASSWORD,
    auth,
    tls: await readTls(flags, [listen, ...alsoListen], terminal.wall.nowMs()),
    storageVmotionWarning: readSwitch('--storage-vmotion-warning', flags.storageVmotionWarning),
    dataDir: flags.data,
    durability: readDurability(flags),
    controlToken: flags.controlToken ?? (exposed ? randomBytes(16).toString('hex') : undefined),
    allowedHosts: listOf(flags.allowHost),
    log: readLogger(flags.log, terminal),
  };
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}

/** `host:port`, `:port` (every address), `port`, `[::1]:port`. */
function readListen(flag: string, text: string): ListenAddress {
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > PORT_MAX) {
    throw new UsageError(`${flag} wants host:port, for example 127.0.0.1:8989, not "${text}"`);
  }
  const named = match[1] ?? match[2];
  if (named === undefined) return { host: '127.0.0.1', port };
  return { host: named === '' ? '::' : named, port };
}

/** As `readListen` reads it. */
function addressText({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Names and addresses a certificate for those listeners must hold. */
export function certificateHosts(...listen: readonly ListenAddress[]): readonly string[] {
  const own = listen.flatMap(({ host }) =>
    WILDCARDS.has(host)
      ? Object.values(networkInterfaces()).flatMap(
          (each) => each?.map(({ address }) => address) ?? [],
        )
      : [host],
  );
  const names = [...own, 'localhost', hostname(), '127.0.0.1', '::1'];
  // A name certificates have no room for would make the whole certificate unreadable.
  return [...new Set(names)].filter((name) => isIP(name) !== 0 || /^[\w.-]{1,64}$/.test(name));
}

function readTime(text: string): TimeMode {
  const mode = parseTimeMode(text);
  if (mode) return mode;
  throw new UsageError(
    `--time wants instant, realtime, manual or a rate such as 60x, not "${text}"`,
  );
}

/** Accepts the beginning of a release (`8.0`, `7.0.3`) and gives the newest that begins so. */
async function readApiVersion(text: string): Promise<string> {
  if (text === DEFAULT_API_VERSION) return text;
  const { loadCatalog } = await import('../vmodl/catalog.ts');
  const { versions } = loadCatalog();
  const release = versions.includes(text)
    ? text
    : versions.findLast((version) => version.startsWith(`${text}.`));
  if (release !== undefined) return release;
  throw new UsageError(
    `--api-version: there is no release "${text}"; known are ${versions.join(', ')}`,
  );
}

function readDurability({ data, durability }: ServerFlags): Durability {
  const mode = durability ?? (data === undefined ? 'memory' : 'durable');
  const known = oneOf<Durability>('--durability', mode, ['memory', 'relaxed', 'durable']);
  if (known !== 'memory' && data === undefined) {
    throw new UsageError(`--durability ${known} wants a directory: --data DIR`);
  }
  return known;
}

async function readTls(
  flags: ServerFlags,
  listen: readonly ListenAddress[],
  nowMs: number,
): Promise<false | Certificate> {
  if (!flags.tls) return false;
  const { checkCertificate, selfSignedCertificate } = await import('../tls.ts');
  if (flags.cert === undefined && flags.key === undefined) {
    return selfSignedCertificate(certificateHosts(...listen), nowMs);
  }
  if (flags.cert === undefined || flags.key === undefined) {
    throw new UsageError('--cert and --key go together');
  }
  const certificate = {
    cert: await readText('--cert', flags.cert),
    key: await readText('--key', flags.key),
  };
  try {
    checkCertificate(certificate);
  } catch (error) {
    throw new UsageError(`--cert ${flags.cert}: ${(error as Error).message}`);
  }
  return certificate;
}

function readUuid(flag: string, text: string | undefined): string | undefined {
  if (text === undefined || /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) {
    return text?.toLowerCase();
  }
  throw new UsageError(`${flag}: "${text}" is no UUID`);
}

/** `on` or `off`; undefined when the flag was not given. */
function readSwitch(flag: string, text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : oneOf(flag, text, ['on', 'off']) === 'on';
}

function readLogger(level: string, terminal: Pick<Terminal, 'err'>): Logger {
  const known = oneOf('--log', level, LOG_LEVELS);
  return createLogger(known, { write: (line) => terminal.err(line) });
}

function isSeedFile(seed: string): boolean {
  return /[/\\]|\.(ya?ml|json)$/i.test(seed);
}

async function readText(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${flag}: ${path} cannot be read: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
  };
  return reasons[code ?? ''] ?? String((error as Error).message);
}

function oneOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`${flag} wants one of ${choices.join(', ')}, not "${text}"`);
}
