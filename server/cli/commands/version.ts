/** `vcmock version`: what runs here, for bug reports. */
import { DEFAULT_API_VERSION } from '../../config.ts';
import { packageVersion } from '../../package-version.ts';
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
