/**
 * Makes `schemas/vapi.json`: fetches the pinned wheels, reads the services of their clients, writes those
 * we serve in our format.
 *
 * Needs python3 with pip and the network; run it when a pin in `requirements.txt` moves.
 * `npm run import-vapi -- <wheel> <wheel> …` reads wheels that are at hand instead.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compact, type Table } from './compact.ts';
import type { Dump } from './dump.ts';

const DUMP_BYTES_MAX = 64 * 1024 * 1024;
const here = import.meta.dirname;
const target = join(here, '../../schemas/vapi.json');

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'vapi-'));
  try {
    const given = process.argv.slice(2);
    const wheels = given.length > 0 ? given : download(folder);
    const dump = execFileSync('python3', [join(here, 'dump.py'), ...wheels], {
      encoding: 'utf8',
      maxBuffer: DUMP_BYTES_MAX,
    });
    const table = compact(JSON.parse(dump) as Dump, wheels.map(nameOf).join(', '));
    writeFileSync(target, format(table));
    console.log(`${target}: ${table.source}, ${JSON.stringify(table.counts)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function download(folder: string): string[] {
  const requirements = join(here, 'requirements.txt');
  const options = ['--no-deps', '--require-hashes', '--quiet', '--dest', folder];
  execFileSync('python3', ['-m', 'pip', 'download', ...options, '-r', requirements], {
    stdio: 'inherit',
  });
  // In the order they are pinned: what two of them describe is taken from the first.
  const pins = readFileSync(requirements, 'utf8').split('\n');
  const placeOf = (wheel: string) => {
    const name = nameOf(wheel).split(' ', 1)[0] ?? '';
    return pins.findIndex((line) => line.startsWith(`${name}==`));
  };
  return readdirSync(folder)
    .filter((name) => name.endsWith('.whl'))
    .toSorted((left, right) => placeOf(left) - placeOf(right))
    .map((name) => join(folder, name));
}

/** `vmware_vcenter-8.0.3.0-py3-none-any.whl` → `vmware-vcenter 8.0.3.0` */
function nameOf(wheel: string): string {
  const [name = '', version = ''] = basename(wheel).split('-');
  return `${name.replaceAll('_', '-')} ${version}`;
}

/** One line per type and per operation, so that reviews and merges are readable. */
function format(table: Table): string {
  const parts = Object.entries(table).map(([name, value]) => {
    if (name === 'services') return `"services":{\n${serviceRows(table)}\n}`;
    const isTable = typeof value === 'object' && name !== 'counts';
    return `"${name}":${isTable ? `{\n${rows(value)}\n}` : JSON.stringify(value)}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

function serviceRows({ services }: Table): string {
  return Object.entries(services)
    .map(([id, operations]) => `"${id}":{\n${rows(operations)}\n}`)
    .join(',\n');
}

function rows(value: object): string {
  return Object.entries(value)
    .map(([name, row]) => `${JSON.stringify(name)}:${JSON.stringify(row)}`)
    .join(',\n');
}

main();
