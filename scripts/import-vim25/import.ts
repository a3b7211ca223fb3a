/**
 * Makes `schemas/vim25.json`: fetches the pinned wheel, reads its tables, writes them in our format.
 *
 * Needs python3 with pip and the network; run it when the pin in `requirements.txt` moves.
 * `npm run import-vim25 -- <wheel>` reads a wheel that is at hand instead.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compact, type Table } from './compact.ts';
import type { Dump } from './dump.ts';

const DUMP_BYTES_MAX = 64 * 1024 * 1024;
const here = import.meta.dirname;
const target = join(here, '../../schemas/vim25.json');

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'vim25-'));
  try {
    const wheel = process.argv[2] ?? download(folder);
    const [, version] = basename(wheel).split('-');
    const dump = execFileSync('python3', [join(here, 'dump.py'), wheel], {
      encoding: 'utf8',
      maxBuffer: DUMP_BYTES_MAX,
    });
    const table = compact(JSON.parse(dump) as Dump, `pyvmomi ${version}`);
    writeFileSync(target, format(table));
    console.log(`${target}: ${table.source}, ${JSON.stringify(table.counts)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function download(folder: string): string {
  const requirements = join(here, 'requirements.txt');
  const options = ['--no-deps', '--require-hashes', '--quiet', '--dest', folder];
  execFileSync('python3', ['-m', 'pip', 'download', ...options, '-r', requirements], {
    stdio: 'inherit',
  });
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error(`${requirements} gave no wheel`);
  return join(folder, wheel);
}

/** One line per type, so that reviews and merges are readable. */
function format(table: Table): string {
  const members = Object.entries(table).map(([name, value]) =>
    isRows(value)
      ? `${JSON.stringify(name)}:{\n${rows(value)}\n}`
      : `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return `{\n${members.join(',\n')}\n}\n`;
}

function isRows(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length > 100 &&
    !Array.isArray(value)
  );
}

function rows(value: Record<string, unknown>): string {
  return Object.entries(value)
    .map(([name, row]) => `${JSON.stringify(name)}:${JSON.stringify(row)}`)
    .join(',\n');
}

main();
