/** Says that a server is ready: a line for people and programs, a file, variables for a shell. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { DEFAULT_PASSWORD, type RunningServer, type ServerOptions } from '../config.ts';
import { clientEnvironment, shellExports, shellQuoted } from './client-environment.ts';
import type { ServerFlags } from './server-flags.ts';
import { StartError, type Terminal } from './terminal.ts';

interface Ready {
  readonly server: RunningServer;
  readonly options: ServerOptions;
  readonly flags: Pick<ServerFlags, 'readyFile' | 'env'>;
}

/** What the ready file holds. */
export interface ReadyFile {
  readonly url: string;
  readonly sdk: string;
  readonly user: string;
  readonly password: string;
  readonly pid: number;
  readonly thumbprint?: string | undefined;
  readonly controlToken?: string | undefined;
}

export async function announce(
  { server, options, flags }: Ready,
  terminal: Terminal,
): Promise<void> {
  const { user, password, controlToken } = options;
  const { url, sdkUrl, thumbprint } = server;
  if (flags.readyFile !== undefined) {
    const content: ReadyFile = {
      url,
      sdk: sdkUrl,
      user,
      password,
      pid: process.pid,
      thumbprint,
      controlToken,
    };
    await writeAtomically('--ready-file', flags.readyFile, `${JSON.stringify(content)}\n`);
  }
  const exports = shellExports(clientEnvironment(server, options));
  if (flags.env === '-') terminal.out(exports);
  else if (flags.env !== undefined) await writeEnvironment(flags.env, exports);

  // With --env - standard output is for the shell alone.
  const say = (text: string) => (flags.env === '-' ? terminal.err(text) : terminal.out(text));
  say(`READY ${JSON.stringify({ url, sdk: sdkUrl, user, pid: process.pid, thumbprint })}\n`);
  say(hints({ server, options, flags }, password === DEFAULT_PASSWORD));
}

/** Removes the ready file of this process, not that of one which came after it. */
export async function withdrawReadyFile(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const pid = await readFile(path, 'utf8').then(
    (text) => (JSON.parse(text) as ReadyFile).pid,
    () => undefined,
  );
  if (pid === process.pid) await rm(path, { force: true });
}

function hints({ server, options }: Ready, passwordIsKnown: boolean): string {
  const password = passwordIsKnown ? shellQuoted(options.password) : '…';
  const lines = [
    `  govc:    export GOVC_URL=${shellQuoted(server.sdkUrl)} GOVC_USERNAME=${shellQuoted(options.user)} GOVC_PASSWORD=${password} GOVC_INSECURE=true; govc find`,
    `  control: ${server.url}/_mock/info`,
  ];
  if (options.controlToken) {
    lines.push(`  control token: ${options.controlToken} (header X-Mock-Token)`);
  }
  return `${lines.join('\n')}\n`;
}

/** A named pipe has a reader waiting for it, so it must be written to, not replaced. */
export async function writeEnvironment(path: string, text: string): Promise<void> {
  const { stat } = await import('node:fs/promises');
  const isPipe = await stat(path).then(
    (found) => found.isFIFO() || found.isCharacterDevice(),
    () => false,
  );
  if (!isPipe) return writeAtomically('--env', path, text);
  await writeFile(path, text).catch((error) => cannotWrite('--env', path, error));
}

async function writeAtomically(flag: string, path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    cannotWrite(flag, path, error);
  }
}

function cannotWrite(flag: string, path: string, error: unknown): never {
  throw new StartError(`${flag}: ${path} cannot be written: ${(error as Error).message}`);
}
