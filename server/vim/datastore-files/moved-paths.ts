/**
 * What a .vmx remembers of its VM names files by their paths: they follow when their folder moves.
 */
import { isReference } from '../../vmodl/reference.ts';
import type { DataObject } from '../../vmodl/value.ts';
import { folderOf } from './datastore-path.ts';
import { type FilePlace, fileName } from './file-place.ts';

/**
 * The value with the file's own name and every path in or below its folder as they are once the file
 * lies at the target.
 */
export function movedPaths<T extends DataObject>(
  value: T,
  source: FilePlace,
  target: FilePlace,
): T {
  const from = folderName(source);
  const to = folderName(target);
  const renamed = (text: string): string => {
    if (text === source.name) return target.name;
    return text.startsWith(from) ? to + text.slice(from.length) : text;
  };
  const rewrite = (item: unknown): unknown => {
    if (typeof item === 'string') return renamed(item);
    if (typeof item !== 'object' || item === null || isReference(item)) return item;
    if (Array.isArray(item)) return item.map(rewrite);
    const entries = Object.entries(item).map(([name, inner]) => [name, rewrite(inner)]);
    return withDatastore(item, Object.fromEntries(entries), target);
  };
  return rewrite(value) as T;
}

/** A backing whose file moved says on which datastore it lies. */
function withDatastore(before: object, after: Record<string, unknown>, target: FilePlace): unknown {
  const moved = 'fileName' in before && before.fileName !== after['fileName'];
  if (!moved || !isReference(after['datastore'])) return after;
  return { ...after, datastore: target.datastore };
}

/** `[datastore] folder/`, by which names of files beside it begin. */
function folderName({ datastoreName, path }: FilePlace): string {
  const folder = folderOf(path);
  return folder === '' ? `${fileName(datastoreName, '')} ` : `${fileName(datastoreName, folder)}/`;
}
