/**
 * Built-in seeds which the build has read and checked already: JSON beside the bundle. Reading YAML,
 * and loading what reads it, would be a tenth of the server's start. From the sources there are none.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Seed } from './seed.ts';

const FOLDER = join(import.meta.dirname, 'seeds');
const NAME = /^[\w-]+$/;

/** The seed as JSON text; undefined for one that is larger than its description. */
export function compileSeed(seed: Seed): string | undefined {
  const text = JSON.stringify({ ...seed, ids: seed.ids && [...seed.ids] });
  return text.length <= COMPILED_MAX ? text : undefined;
}

const COMPILED_MAX = 256 * 1024; // beyond it JSON is slower to read than a model is to make

/** The built-in seed of that name, if the build compiled it. */
export function compiledSeed(name: string): Seed | undefined {
  const path = join(FOLDER, `${name}.json`);
  if (!NAME.test(name) || !existsSync(path)) return undefined;
  const seed = JSON.parse(readFileSync(path, 'utf8')) as Seed & { ids?: [string, string][] };
  return seed.ids ? { ...seed, ids: new Map(seed.ids) } : seed;
}
