/** `vcmock version`: what runs here, for bug reports. */
import { readFile } from 'node:fs/promises';
import { DEFAULT_API_VERSION } from '../../config.ts';
import { type Cli, OK } from '../terminal.ts';

export async function version({ terminal }: Cli): Promise<number> {
  const { loadCatalog } = await import('../../vmodl/catalog.ts');
  const { versions } = loadCatalog();
  terminal.out(
    [
      `vcmock ${await packageVersion()}`,
      `vSphere API ${DEFAULT_API_VERSION} by default, ${versions[0]} to ${versions.at(-1)}`,
      `Node.js ${process.version} on ${process.platform} ${process.arch}`,
      '',
    ].join('\n'),
  );
  return OK;
}

export async function packageVersion(): Promise<string> {
  // From server/cli/commands or dist/cli/commands, the package's folder is three up.
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
