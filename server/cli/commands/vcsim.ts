/** `vcmock vcsim …`: takes vcsim's flags, prints vcsim's line. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RunningServer } from '../../config.ts';
import { packageVersion } from '../../package-version.ts';
import { announce, withdrawReadyFile, writeEnvironment } from '../announce.ts';
import { type GoArguments, goFlagHelp, parseGoFlags } from '../go-flags.ts';
import { flagsFromEnvironment, SERVE_DEFAULTS, type ServerFlags } from '../server-flags.ts';
import { readServerOptions } from '../server-options.ts';
import { start, stop } from '../start.ts';
import { type Cli, FAILED, OK, type Terminal, UsageError } from '../terminal.ts';
import { countsOf, REFUSED, VCSIM_FLAGS, WITHOUT_EFFECT } from '../vcsim-flags.ts';
import { untilAskedToEnd } from './serve.ts';

const COUNTS = [
  'dc',
  'cluster',
  'host',
  'standalone-host',
  'vm',
  'pool',
  'app',
  'pod',
  'ds',
  'folder',
  'pg',
  'pg-nsx',
  'nsx',
];

export async function vcsim(args: readonly string[], cli: Cli): Promise<number> {
  const { terminal } = cli;
  const given = parseGoFlags(VCSIM_FLAGS, args);
  if (given.help) {
    terminal.err(`Usage of vcmock vcsim:\n${goFlagHelp(VCSIM_FLAGS)}`);
    return OK;
  }
  const [subcommand] = given.operands;
  if (subcommand === 'uuidgen') terminal.out(`${randomUUID()}\n`);
  else if (subcommand === 'version') terminal.out(`vcmock ${await packageVersion()}\n`);
  else return serveModel(given, cli);
  return OK;
}

async function serveModel(given: GoArguments, cli: Cli): Promise<number> {
  const { terminal } = cli;
  complain(given, terminal);
  const flags = await serverFlags(given, terminal);
  const options = { ...(await readServerOptions(flags, terminal)), model: countsOf(given) };
  const asked = untilAskedToEnd(cli);
  const server = await start(cli, options);
  try {
    await tellShell(given, server, options, terminal);
    // The environment may ask for a ready file as well; standard output stays vcsim's.
    if (flags.readyFile || flags.env) {
      await announce({ server, options, flags }, { ...terminal, out: terminal.err });
    }
    const input = given.values['stdinexit'] === true ? untilInput(terminal) : asked;
    await Promise.race([asked, input]);
  } finally {
    await withdrawReadyFile(flags.readyFile);
  }
  return (await stop(cli, server)) ? OK : FAILED;
}

function complain({ given, values }: GoArguments, terminal: Terminal): void {
  for (const name of given) {
    const idle = values[name] === false || values[name] === '' || Number(values[name]) <= 0;
    if (REFUSED[name] && !idle) throw new UsageError(`-${name}: ${REFUSED[name]}`);
    if (WITHOUT_EFFECT[name] && !idle) {
      terminal.err(`vcmock: warning: -${name} has no effect: ${WITHOUT_EFFECT[name]}\n`);
    }
  }
  for (const name of COUNTS) {
    if (Number(values[name]) < 0) throw new UsageError(`-${name} cannot be negative`);
  }
}

async function serverFlags(given: GoArguments, terminal: Terminal): Promise<ServerFlags> {
  const text = (name: keyof typeof VCSIM_FLAGS) => String(given.values[name]) || undefined;
  const fromEnvironment = flagsFromEnvironment(terminal.env);
  const user = await valueOrFile(text('username'));
  const password = await valueOrFile(text('password'));
  const listen = given.given.has('l') ? text('l') : (fromEnvironment.listen ?? text('l'));
  return {
    ...SERVE_DEFAULTS,
    time: 'instant',
    ...fromEnvironment,
    ...(listen === undefined ? {} : { listen }),
    user: user ?? fromEnvironment.user ?? 'user',
    password: password ?? fromEnvironment.password ?? 'pass',
    auth: (user ?? password) === undefined ? (fromEnvironment.auth ?? 'any') : 'strict',
    tls: given.values['tls'] === true,
    cert: text('tlscert') ?? fromEnvironment.cert,
    key: text('tlskey') ?? fromEnvironment.key,
    apiVersion: text('api-version') ?? fromEnvironment.apiVersion ?? SERVE_DEFAULTS.apiVersion,
  };
}

/** A value that names a file stands for what the file holds. */
async function valueOrFile(value: string | undefined): Promise<string | undefined> {
  if (value === undefined) return undefined;
  return readFile(value, 'utf8').then(
    (content) => content.trim(),
    () => value,
  );
}

/** The one line by which scripts find the server: `eval "$(cat pipe)"`. */
async function tellShell(
  { values }: GoArguments,
  server: RunningServer,
  { user, password }: { readonly user: string; readonly password: string },
  terminal: Terminal,
): Promise<void> {
  const url = new URL(server.sdkUrl);
  url.username = user;
  url.password = password;
  const line = `export GOVC_URL=${url.href} GOVC_SIM_PID=${process.pid}\n`;
  const target = String(values['E']);
  if (target === '-') terminal.out(line);
  else await writeEnvironment(target, line);
}

function untilInput(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => terminal.onInput(resolve));
}
