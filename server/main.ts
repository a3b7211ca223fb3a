#!/usr/bin/env node
/** The program `vcmock`: hands the process to the command line, ends with its status. */
import { run } from './cli/program.ts';
import type { EndSignal, Terminal } from './cli/terminal.ts';
import { RealWallClock } from './clock/real-time-driver.ts';

const END_SIGNALS: readonly EndSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const terminal: Terminal = {
  env: process.env,
  wall: new RealWallClock(),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  onEndSignal(act) {
    for (const signal of END_SIGNALS) process.on(signal, act);
    return () => {
      for (const signal of END_SIGNALS) process.off(signal, act);
    };
  },
  onInput(act) {
    process.stdin.once('data', act).once('end', act);
  },
};

// Whoever read our output may go away; that is no reason to die in the middle of a write.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const status = await run(process.argv.slice(2), {
  terminal,
  createServer: async (options) => {
    const { createServer } = await import('./create-server.ts');
    return createServer(options);
  },
});
// Not left to the event loop: an idle connection of some client must not keep the process.
process.exit(status);
