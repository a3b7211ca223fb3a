/**
 * Which cases there are: files in the clients' folders, and what each says of itself in its head.
 *
 * A case is an example a person can run and a check which fails by its exit status. In its first
 * comment lines it may say
 *
 *     # vcmock: --seed lab --time realtime     flags for the server it wants (default: none)
 *     # timeout: 120                           seconds it may take (default: 60)
 *     # VI JSON: why govc cannot do it there   skipped where govc speaks VI JSON
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Case {
  /** `govc/about`, `pyvmomi-9.1.1.0/events`: what the report calls it. */
  readonly name: string;
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly serverFlags: readonly string[];
  readonly timeoutSeconds: number;
  /** Why it cannot run here. */
  readonly skip: string | undefined;
}

interface Client {
  readonly name: string;
  readonly folder: string;
  readonly extension: string;
  /** What must be there to run its cases; a path or the name of a program. */
  readonly needs: readonly string[];
  command(file: string): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The word by which the head of a case says why this client cannot run it. */
  readonly refusal?: string;
}

const TIMEOUT_SECONDS = 60;

/** What `install.sh` puts into place, and what every machine has. */
function clientsOf(root: string): readonly Client[] {
  const tools = join(root, '.tools');
  const pyvmomi = (version: string): Client => {
    const python = join(tools, `pyvmomi-${version}`, 'bin', 'python');
    return {
      name: `pyvmomi-${version}`,
      folder: 'pyvmomi',
      extension: '.py',
      needs: [python],
      command: (file) => [python, '-W', 'ignore', file],
      env: { PYTHONDONTWRITEBYTECODE: '1' },
      refusal: `pyvmomi ${version}`,
    };
  };
  const govc: Client = {
    name: 'govc',
    folder: 'govc',
    extension: '.sh',
    needs: [join(tools, 'bin', 'govc')],
    command: shell,
    env: { PATH: `${join(tools, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` },
  };
  return [
    { name: 'curl', folder: 'curl', extension: '.sh', needs: ['curl'], command: shell },
    govc,
    // The same cases through the other door.
    {
      ...govc,
      name: 'govc (VI JSON)',
      env: { ...govc.env, GOVC_VI_JSON: 'true' },
      refusal: 'VI JSON',
    },
    pyvmomi('9.1.1.0'),
    pyvmomi('6.7.1'),
    {
      name: 'schemathesis',
      folder: 'schemathesis',
      extension: '.sh',
      needs: [join(tools, 'schemathesis', 'bin', 'schemathesis'), 'curl'],
      command: shell,
      env: {
        PATH: `${join(tools, 'schemathesis', 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
        PYTHONDONTWRITEBYTECODE: '1',
      },
    },
    {
      name: 'automation-sdk',
      folder: 'automation-sdk',
      extension: '.py',
      needs: [join(tools, 'automation-sdk', 'bin', 'python')],
      command: (file) => [join(tools, 'automation-sdk', 'bin', 'python'), file],
      env: { PYTHONDONTWRITEBYTECODE: '1' },
    },
    {
      name: 'fence-agents',
      folder: 'fence-agents',
      extension: '.sh',
      needs: [join(tools, 'fence-agents', 'fence_vmware_rest'), 'curl'],
      command: shell,
      env: {
        PATH: `${join(tools, 'fence-agents')}${delimiter}${process.env['PATH'] ?? ''}`,
        PYTHONDONTWRITEBYTECODE: '1',
      },
    },
    {
      name: 'mono',
      folder: 'mono',
      extension: '.sh',
      needs: [
        join(tools, 'mono', 'usr', 'bin', 'mono'),
        join(tools, 'pyvmomi-9.1.1.0', 'bin', 'python'),
      ],
      command: shell,
    },
    {
      name: 'rbvmomi',
      folder: 'ruby',
      extension: '.rb',
      needs: [join(tools, 'rbvmomi', 'usr', 'bin', 'ruby3.1')],
      command: (file) => ['bash', join(root, 'ruby', '_ruby.sh'), file],
    },
    {
      name: 'oslo.vmware',
      folder: 'oslo',
      extension: '.py',
      needs: [join(tools, 'oslo', 'bin', 'python')],
      command: (file) => [join(tools, 'oslo', 'bin', 'python'), '-W', 'ignore', file],
      env: { PYTHONDONTWRITEBYTECODE: '1' },
    },
    {
      name: 'libvirt',
      folder: 'libvirt',
      extension: '.sh',
      needs: [join(tools, 'libvirt', 'usr', 'bin', 'virsh')],
      command: shell,
    },
    {
      name: 'powercli',
      folder: 'powercli',
      extension: '.ps1',
      needs: ['pwsh'],
      command: (file) => ['pwsh', '-NoLogo', '-NoProfile', '-NonInteractive', '-File', file],
    },
  ];
}

function shell(file: string): readonly string[] {
  return ['bash', '-euo', 'pipefail', file];
}

/** All cases below the folder of clients whose name holds one of the words (all when none). */
export function findCases(root: string, words: readonly string[]): readonly Case[] {
  return clientsOf(root)
    .flatMap((client) => casesOf(root, client))
    .filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
}

function casesOf(root: string, client: Client): readonly Case[] {
  const folder = join(root, client.folder);
  if (!existsSync(folder)) return [];
  const missing = client.needs.find((need) => !isThere(need));
  return readdirSync(folder)
    .filter((file) => file.endsWith(client.extension) && !file.startsWith('_'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const refused = client.refusal === undefined ? '' : said(text, client.refusal);
      return {
        name: `${client.name}/${file.slice(0, -client.extension.length)}`,
        command: client.command(join(folder, file)),
        env: client.env ?? {},
        ...headOf(text),
        skip: missing === undefined ? refused || undefined : `${missing} is not here`,
      };
    });
}

function isThere(need: string): boolean {
  if (need.includes('/')) return existsSync(need);
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, need)));
}

/** What the head of a case says. */
function headOf(text: string): Pick<Case, 'serverFlags' | 'timeoutSeconds'> {
  return {
    serverFlags: said(text, 'vcmock').split(/\s+/).filter(Boolean),
    timeoutSeconds: Number(said(text, 'timeout')) || TIMEOUT_SECONDS,
  };
}

function said(text: string, word: string): string {
  return new RegExp(`^# ${word}: (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
}
