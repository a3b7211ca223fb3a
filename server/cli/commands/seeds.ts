/** `vcmock seeds`: the built-in inventories. */
import { listSeeds } from '../../inventory/seed/built-in.ts';
import { type Cli, OK } from '../terminal.ts';

export async function seeds({ terminal }: Cli): Promise<number> {
  const found = listSeeds();
  const width = Math.max(...found.map(({ name }) => name.length));
  for (const { name, description } of found) {
    terminal.out(`${name.padEnd(width)}  ${description}\n`);
  }
  terminal.out(
    '\nStart with one: vcmock serve --seed NAME. A file of your own: --seed ./my.yaml\n',
  );
  return OK;
}
