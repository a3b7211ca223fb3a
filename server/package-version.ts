/** The version of the package, as package.json says it. */
import { readFile } from 'node:fs/promises';
import { packageFile } from './vmodl/package-file.ts';

export async function packageVersion(): Promise<string> {
  const text = await readFile(packageFile('package.json'), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
