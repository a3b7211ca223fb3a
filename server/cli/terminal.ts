/** What a command gets from the process it runs in, and what it leaves it with. */
import type { WallClock } from '../clock/wall-clock.ts';
import type { RunningServer, ServerOptions } from '../config.ts';

export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly wall: WallClock;
  /** Writes text to standard output or error as it is. */
  out(text: string): void;
  err(text: string): void;
  /** Calls act for each signal that asks the process to end. Returns how to stop listening. */
  onEndSignal(act: (signal: EndSignal) => void): () => void;
  /** Calls act when standard input gives its first byte or ends. */
  onInput(act: () => void): void;
}

export interface Cli {
  readonly terminal: Terminal;
  /** Loads the server, which is most of the program, when a command needs it. */
  createServer(options: ServerOptions): Promise<RunningServer>;
}

/** Exit statuses. */
export const OK = 0;
export const FAILED = 1;
export const MISUSED = 2;

/** The command line, the environment or a seed is wrong: one line for the user, status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The server cannot start as asked, though the question was right: one line, status 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
