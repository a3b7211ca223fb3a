/**
 * The seeds that come with the server: files in `seeds/`, listed without parsing them whole.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../vmodl/package-file.ts';

export interface BuiltInSeed {
  readonly name: string;
  readonly description: string;
}

const EXTENSION = '.yaml';

function directory(): string {
  return packageFile('seeds');
}

function entries(path: string): readonly string[] {
  try {
    return readdirSync(path).filter((file) => file.endsWith(EXTENSION));
  } catch {
    // No such folder: the caller looks elsewhere.
    return [];
  }
}

/** Names and descriptions, by name. */
export function listSeeds(): readonly BuiltInSeed[] {
  const path = directory();
  return entries(path)
    .map((file) => ({
      name: file.slice(0, -EXTENSION.length),
      description: descriptionIn(readFileSync(join(path, file), 'utf8')),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function descriptionIn(text: string): string {
  return /^description:\s*(.+)$/m.exec(text)?.[1]?.replace(/^["']|["']$/g, '') ?? '';
}

export function isBuiltIn(name: string): boolean {
  return /^[\w-]+$/.test(name) && entries(directory()).includes(`${name}${EXTENSION}`);
}

/** Path of a built-in seed's file. */
export function builtInPath(name: string): string {
  return join(directory(), `${name}${EXTENSION}`);
}
