/** `vcmock serve`: runs until it is asked to end. */
import { announce, withdrawReadyFile } from '../announce.ts';
import type { ServerFlags } from '../server-flags.ts';
import { readServerOptions } from '../server-options.ts';
import { start, stop } from '../start.ts';
import { type Cli, FAILED, OK } from '../terminal.ts';

export async function serve(flags: ServerFlags, cli: Cli): Promise<number> {
  const { terminal } = cli;
  const options = await readServerOptions(flags, terminal);
  const asked = untilAskedToEnd(cli);
  const server = await start(cli, options);
  try {
    await announce({ server, options, flags }, terminal);
    await asked;
  } finally {
    await withdrawReadyFile(flags.readyFile);
  }
  if (await stop(cli, server)) return OK;
  terminal.err('vcmock: the server did not close in time\n');
  return FAILED;
}

/** Resolves with the first signal; one that comes before the server is up counts. */
export function untilAskedToEnd({ terminal }: Cli): Promise<void> {
  return new Promise((resolve) => {
    const ignore = terminal.onEndSignal(() => {
      // Not listening any more: a second signal ends the process at once.
      ignore();
      resolve();
    });
  });
}
