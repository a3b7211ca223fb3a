/** `vcmock exec -- CMD…`: a server for the length of one command, which finds it in its environment. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { clientEnvironment } from '../client-environment.ts';
import type { ServerFlags } from '../server-flags.ts';
import { readServerOptions } from '../server-options.ts';
import { start, stop } from '../start.ts';
import { type Cli, FAILED, type Terminal } from '../terminal.ts';

/** What shells answer for a command that is not there, or not executable. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
/** Added by shells to the number of the signal that ended a command. */
const SIGNAL_BASE = 128;

/** Resolves to the command's own exit status. */
export async function exec(
  flags: ServerFlags,
  command: readonly string[],
  cli: Cli,
): Promise<number> {
  const options = await readServerOptions(flags, cli.terminal);
  const server = await start(cli, options);
  try {
    return await runCommand(command, clientEnvironment(server, options), cli.terminal);
  } finally {
    await stop(cli, server);
  }
}

function runCommand(
  [program = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
  terminal: Terminal,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: 'inherit',
      env: { ...terminal.env, ...environment },
    });
    const ignore = terminal.onEndSignal((signal) => {
      // At a terminal Ctrl-C reaches the command by itself; once is enough.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      ignore();
      terminal.err(`vcmock: ${program} cannot be run: ${failureOf(error)}\n`);
      resolve(error.code === 'EACCES' ? NOT_EXECUTABLE : NOT_FOUND);
    });
    child.on('exit', (status, signal) => {
      ignore();
      resolve(status ?? (signal ? SIGNAL_BASE + constants.signals[signal] : FAILED));
    });
  });
}

function failureOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such command';
  return error.code === 'EACCES' ? 'it is not executable' : error.message;
}
