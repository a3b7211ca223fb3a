/** The version of the package, as package.json says it. */
import { readFile } from 'node:fs/promises';

export async function packageVersion(): Promise<string> {
  // The same from server/ and from dist/: package.json is one level up.
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
