/**
 * The command line: which commands there are and what they take. The only file that knows commander.
 *
 * Each command is loaded when it is called, so that `vcmock serve` starts without what others need.
 */
import { Command, CommanderError } from 'commander';
import {
  EXEC_DEFAULTS,
  flagsFromEnvironment,
  SERVE_DEFAULTS,
  SERVER_FLAGS,
  type ServerFlags,
  TLS_FLAGS,
  variableOf,
} from './server-flags.ts';
import { type Cli, MISUSED, OK, StartError, UsageError } from './terminal.ts';

/** Runs a command line (without the names of node and script). Resolves to the exit status. */
export async function run(args: readonly string[], cli: Cli): Promise<number> {
  const { terminal } = cli;
  try {
    return await runCommand(args, cli);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === OK ? OK : MISUSED;
    if (error instanceof UsageError) {
      terminal.err(`vcmock: ${error.message}\n`);
      return MISUSED;
    }
    if (!(error instanceof StartError)) throw error;
    terminal.err(`vcmock: ${error.message}\n`);
    return 1;
  }
}

async function runCommand(args: readonly string[], cli: Cli): Promise<number> {
  let status: Promise<number> = Promise.resolve(OK);
  const started = (command: Promise<number>) => {
    status = command;
  };
  const program = newProgram(cli);
  withServerFlags(program.command('serve', { isDefault: true }), SERVE_DEFAULTS)
    .description('run a vCenter Server until it is asked to end (the default command)')
    .allowExcessArguments()
    .action((given, command: Command) => {
      refuseOperand(command.args[0]);
      started(serve(given, cli));
    });
  withServerFlags(program.command('exec'), EXEC_DEFAULTS)
    .description(
      'run a command with a vCenter Server of its own, found through GOVC_URL, VSPHERE_SERVER …',
    )
    .argument('<command...>', 'the command and its arguments')
    .passThroughOptions()
    .action((command, given) => started(exec(command, given, cli)));
  withMigrations(program, started, cli);
  withDrs(program, started, cli);
  withStorageDrs(program, started, cli);
  program
    .command('seeds')
    .description('list the built-in inventories')
    .action(() => started(import('./commands/seeds.ts').then(({ seeds }) => seeds(cli))));
  program
    .command('vcsim')
    .description("take vcsim's flags and print its GOVC_URL line (vcmock vcsim -h)")
    .argument('[args...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action((given) =>
      started(import('./commands/vcsim.ts').then(({ vcsim }) => vcsim(given, cli))),
    );
  program
    .command('version')
    .description('print versions')
    .action(() => started(import('./commands/version.ts').then(({ version }) => version(cli))));
  await program.parseAsync([...args], { from: 'user' });
  return status;
}

function withMigrations(
  program: Command,
  started: (command: Promise<number>) => void,
  cli: Cli,
): void {
  program
    .command('migrations')
    .description('show the migrations of a running server, or one with its rounds and disks')
    .argument('[task]', 'key of a task: task-12')
    .option('--url <url>', 'where the server is (default: "https://127.0.0.1:8989") [VCMOCK_URL]')
    .option('--token <text>', 'its control token, if it has one [VCMOCK_CONTROL_TOKEN]')
    .option('--state <state>', 'only those queued, running, success, error or cancelled')
    .option('--vm <name|id>', 'only those of a virtual machine')
    .option('--limit <n>', 'the latest so many (default: "100")')
    .option(
      '--watch [seconds]',
      'look again every so many seconds (1), until the migration has ended',
    )
    .option('--json', 'print what the server answered')
    .action((task, given) =>
      started(
        import('./commands/migrations.ts').then(({ migrations }) => migrations(task, given, cli)),
      ),
    );
}

function withDrs(program: Command, started: (command: Promise<number>) => void, cli: Cli): void {
  program
    .command('drs')
    .description(
      'show what DRS saw in the clusters of a running server, or in one, and why it acts',
    )
    .argument('[cluster]', 'id or name of a cluster')
    .option('--url <url>', 'where the server is (default: "https://127.0.0.1:8989") [VCMOCK_URL]')
    .option('--token <text>', 'its control token, if it has one [VCMOCK_CONTROL_TOKEN]')
    .option('--json', 'print what the server answered')
    .action((cluster, given) =>
      started(import('./commands/drs.ts').then(({ drs }) => drs(cluster, given, cli))),
    );
}

function withStorageDrs(
  program: Command,
  started: (command: Promise<number>) => void,
  cli: Cli,
): void {
  program
    .command('storage-drs')
    .description(
      'show what Storage DRS saw in the datastore clusters of a running server, or in one, and why it acts',
    )
    .argument('[pod]', 'id or name of a datastore cluster')
    .option('--url <url>', 'where the server is (default: "https://127.0.0.1:8989") [VCMOCK_URL]')
    .option('--token <text>', 'its control token, if it has one [VCMOCK_CONTROL_TOKEN]')
    .option('--json', 'print what the server answered')
    .action((pod, given) =>
      started(
        import('./commands/storage-drs.ts').then(({ storageDrs }) => storageDrs(pod, given, cli)),
      ),
    );
}

/** `serve` takes none, so what stands there was meant as a command. */
function refuseOperand(operand: string | undefined): void {
  if (operand === undefined) return;
  throw new UsageError(`there is no command "${operand}"; vcmock help lists them`);
}

function newProgram({ terminal }: Cli): Command {
  return new Command('vcmock')
    .description('A vCenter Server for laptops and CI.')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .helpCommand('help [command]', 'explain a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'vcmock: ')),
    })
    .addHelpText(
      'after',
      '\nEvery flag is also an environment variable: --ready-file is VCMOCK_READY_FILE.',
    );
}

function withServerFlags(command: Command, defaults: ServerFlags): Command {
  for (const { name, flags, text, repeatable } of [...SERVER_FLAGS, ...TLS_FLAGS]) {
    const preset = defaults[name];
    const shown = preset === undefined || name === 'tls' ? '' : ` (default: "${preset}")`;
    const told = `${text}${shown} [${variableOf(name)}]`;
    if (repeatable) command.option(flags, told, joined);
    else command.option(flags, told);
  }
  return command;
}

/** One more value of a flag that may be given again. */
function joined(value: string, before: string | undefined): string {
  return before === undefined ? value : `${before},${value}`;
}

async function serve(given: Partial<ServerFlags>, cli: Cli): Promise<number> {
  const { serve: act } = await import('./commands/serve.ts');
  return act({ ...SERVE_DEFAULTS, ...flagsFromEnvironment(cli.terminal.env), ...given }, cli);
}

async function exec(
  command: readonly string[],
  given: Partial<ServerFlags>,
  cli: Cli,
): Promise<number> {
  const { exec: act } = await import('./commands/exec.ts');
  const flags = { ...EXEC_DEFAULTS, ...flagsFromEnvironment(cli.terminal.env), ...given };
  return act(flags, command, cli);
}
