/**
 * Files that come with the package beside the code: `schemas/`, `seeds/`, `openapi.yaml`.
 *
 * The code runs from `server/` and, bundled, from `dist/`; the package's folder is the nearest one
 * above that holds a package.json.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const HERE = import.meta.dirname;

/** Absolute path of a file or folder of the package. */
export function packageFile(name: string): string {
  let folder = HERE;
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error(`no package.json above ${HERE}`);
    folder = above;
  }
  return join(folder, name);
}
