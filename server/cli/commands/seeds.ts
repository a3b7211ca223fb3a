/** `vcmock seeds`: the built-in inventories. */
import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type Cli, OK } from '../terminal.ts';

interface SeedLine {
  readonly name: string;
  readonly description: string;
}

// From server/cli/commands and dist/cli/commands alike.
const SEEDS = new URL('../../../seeds/', import.meta.url);
/** Made by the program, not read from a file. */
const GENERATED: readonly SeedLine[] = [
  {
    name: 'dc0',
    description: "The default model of govmomi's vcsim: one cluster, four hosts, four VMs.",
  },
];

export async function seeds({ terminal }: Cli): Promise<number> {
  const found = [...GENERATED, ...(await seedFiles())].sort((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  const width = Math.max(...found.map(({ name }) => name.length));
  for (const { name, description } of found) {
    terminal.out(`${name.padEnd(width)}  ${description}\n`);
  }
  terminal.out(
    '\nStart with one: vcmock serve --seed NAME. A file of your own: --seed ./my.yaml\n',
  );
  return OK;
}

async function seedFiles(): Promise<readonly SeedLine[]> {
  const files = await readdir(SEEDS).catch(() => []);
  const lines = files.flatMap((file) => {
    const name = /^(.+)\.ya?ml$/.exec(file)?.[1];
    return name === undefined ? [] : [describe(name, new URL(file, SEEDS))];
  });
  return Promise.all(lines);
}

async function describe(name: string, file: URL): Promise<SeedLine> {
  const { description } = parse(await readFile(file, 'utf8')) as { readonly description?: unknown };
  return { name, description: String(description ?? '').trim() };
}
