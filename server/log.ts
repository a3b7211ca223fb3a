/**
 * The server's log: JSON lines on stderr, secrets left out. The only file that knows pino.
 *
 * pino is loaded with the first line that is written: most runs in CI write none, and loading it
 * would be a noticeable part of their start.
 */
import { createRequire } from 'node:module';
import type { Logger as PinoLogger } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

/** Details of a line: plain data, and `err` for an error. */
export type LogDetails = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, details?: LogDetails): void;
  info(message: string, details?: LogDetails): void;
  warn(message: string, details?: LogDetails): void;
  error(message: string, details?: LogDetails): void;
  /** Would a line of that level be written? For details that are dear to gather. */
  writes(level: Exclude<LogLevel, 'silent'>): boolean;
}

export interface LogTarget {
  write(line: string): void;
}

/** Names under which requests, options and environments hold secrets. */
const SECRETS = [
  'password',
  'token',
  'secret',
  'cookie',
  'authorization',
  'set-cookie',
  'vmware-api-session-id',
  'vmware_soap_session',
  'x-mock-token',
  'controlToken',
  'sessionId',
  'base64Token',
];

export function createLogger(level: LogLevel, target: LogTarget = process.stderr): Logger {
  const threshold = LOG_LEVELS.indexOf(level);
  const writes = (each: LogLevel) => LOG_LEVELS.indexOf(each) >= threshold;
  let pino: PinoLogger | undefined;
  const write = (each: Exclude<LogLevel, 'silent'>) => (message: string, details?: LogDetails) => {
    if (!writes(each)) return;
    pino ??= loadPino(level, target);
    pino[each](details ?? {}, message);
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    writes,
  };
}

function loadPino(level: LogLevel, target: LogTarget): PinoLogger {
  // Loaded here and now, not imported: a line must not wait for a promise.
  const { pino } = createRequire(import.meta.url)('pino') as typeof import('pino');
  const paths = SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  paths.push('tls.key', '*.tls.key');
  return pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[secret]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    target,
  );
}
