/**
 * From the name of a built-in seed, a path or a text to a seed. Whatever is wrong is told with its place:
 * `seeds/x.yaml:12:5: unknown key "cpuz", did you mean "cpus"?`.
 */
import { readFileSync, statSync } from 'node:fs';
import { builtInPath, isBuiltIn } from './built-in.ts';
import { dc0Model } from './dc0-model.ts';
import { generateInventory } from './generate-inventory.ts';
import { checkReferences } from './references.ts';
import type { Seed, SeedDatacenter, SeedHost } from './seed.ts';
import { SeedError } from './seed-error.ts';
import { type SeedFile, seedFile } from './seed-shape.ts';
import type { SeedVm } from './seed-vm.ts';
import { Report } from './shape.ts';
import { readYaml } from './yaml-reader.ts';

const FILE_MAX = 16 * 2 ** 20;

/** Reads a built-in seed by its name, or a file by its path. Throws SeedError. */
export function loadSeed(nameOrPath: string): Seed {
  const path = isBuiltIn(nameOrPath) ? builtInPath(nameOrPath) : nameOrPath;
  const source = isBuiltIn(nameOrPath) ? `seeds/${nameOrPath}.yaml` : nameOrPath;
  return parseSeed(readText(path, source), source);
}

function readText(path: string, source: string): string {
  try {
    const { size } = statSync(path);
    if (size > FILE_MAX) throw new SeedError(source, [{ message: 'is too large for a seed' }]);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof SeedError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new SeedError(source, [{ message: `cannot be read: ${why}` }]);
  }
}

/** Reads the text of a seed; `source` is its name in messages. Throws SeedError. */
export function parseSeed(text: string, source: string): Seed {
  const report = new Report();
  const file = seedFile(readYaml(text, source), report);
  if (report.issues.length > 0 || file === undefined) throw new SeedError(source, report.issues);
  const locate = (made: object, key: string) => report.placeOf(made, key);
  const seed = made(file, source, locate);
  const issues = checkReferences(seed, locate);
  if (issues.length > 0) throw new SeedError(source, issues);
  return seed;
}

type Locate = (made: object, key: string) => { line: number; column: number } | undefined;

function made(file: SeedFile, source: string, locate: Locate): Seed {
  const { defaults, generate, dc0, datacenters, ...label } = file;
  const ways = [datacenters, generate, dc0].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    throw new SeedError(source, [
      { ...locate(file, ''), message: 'needs one of "datacenters", "generate", "dc0"' },
    ]);
  }
  if (dc0) return { ...dc0Model(dc0), ...label };
  if (generate) return { ...generated(file, source, locate), ...label };
  return { ...label, datacenters: withDefaults(datacenters ?? [], defaults) };
}

function generated(file: SeedFile, source: string, locate: Locate): Seed {
  try {
    return generateInventory(file.generate ?? {}, file);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SeedError(source, [{ ...locate(file, 'generate'), message: error.message }]);
  }
}

/** Fills hosts and VMs from the file's defaults. What was given keeps its place in the text. */
function withDefaults(
  datacenters: readonly SeedDatacenter[],
  defaults: SeedFile['defaults'],
): readonly SeedDatacenter[] {
  if (!defaults) return datacenters;
  const fill = <T extends object>(base: Partial<T> | undefined, one: T): T => {
    // In place, since places in the text are known by the object.
    for (const [key, value] of Object.entries(base ?? {})) {
      if (!Object.hasOwn(one, key)) Object.assign(one, { [key]: value });
    }
    return one;
  };
  for (const datacenter of datacenters) {
    const hosts = [
      ...(datacenter.hosts ?? []),
      ...(datacenter.clusters ?? []).flatMap((cluster) => cluster.hosts ?? []),
    ];
    for (const host of hosts) fill<SeedHost>(defaults.host, host);
    for (const vm of datacenter.vms ?? []) fill<SeedVm>(defaults.vm, vm);
  }
  return datacenters;
}
