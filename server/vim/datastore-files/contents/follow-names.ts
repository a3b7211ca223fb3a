/**
 * Tells a content store which contents are still named by files, whenever the files of a datastore
 * have changed.
 */
import type { Inventory } from '../../../inventory/inventory.ts';
import { filesOfDatastore } from '../file-tree.ts';
import type { FileContents } from './file-contents.ts';

export function followNames(inventory: Inventory, contents: FileContents): void {
  inventory.subscribe(({ changed, destroyed }) => {
    const listsChanged = [...changed].some(
      ([ref, properties]) => ref.type === 'Datastore' && properties.has('_files'),
    );
    const gone = destroyed.some(({ type }) => type === 'Datastore');
    if (listsChanged || gone) contents.retain(namedContents(inventory));
  });
  contents.retain(namedContents(inventory));
}

function namedContents(inventory: Inventory): ReadonlySet<string> {
  const named = new Set<string>();
  for (const datastore of inventory.ofType('Datastore')) {
    for (const { content } of filesOfDatastore(inventory, datastore, '_files')) {
      if (content !== undefined) named.add(content);
    }
  }
  return named;
}
