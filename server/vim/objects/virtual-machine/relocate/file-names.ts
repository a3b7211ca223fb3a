/**
 * How files are called at their destination. Storage vMotion names folder and files after the VM as it is
 * called now: `[datastore] name/name.vmx`, `name.vmdk`, `name_1.vmdk`, `name_1-000001.vmdk`; a folder in
 * which others' files lie is left to them for `name_1`, `name_2` …
 *
 * Slash and backslash, which no file name can hold, become `_`; `%25` is a percent sign. What vCenter makes
 * of them is not documented; this is ours.
 */
import type { Inventory } from '../../../../inventory/inventory.ts';
import { diskFiles } from '../../../../inventory/templates/vm-files.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { pathOn } from '../loose-files.ts';
import { type ChainLink, linkedUpTo } from './disk-chain.ts';
import { othersIn } from './others-files.ts';

type Vm = Ref<'VirtualMachine'>;
type Datastore = Ref<'Datastore'>;

const SNAPSHOT_DIGITS = 6;

/** The file name that an inventory name (`a%2fb`) becomes, without an ending. */
export function fileStemOf(inventoryName: string): string {
  const plain = inventoryName
    .replace(/%2f|%5c|[/\\\p{Cc}]/giu, '_')
    .replaceAll('%25', '%')
    .trim();
  return /^\.*$/.test(plain) ? `_${plain.slice(1)}` : plain;
}

/** Gives names on datastores so that no two files have the same. */
export class FileNames {
  readonly #inventory: Inventory;
  readonly #vm: Vm | undefined;
  readonly #stem: string;
  /** Folders with their slash, by datastore id. */
  readonly #folders = new Map<string, string>();
  /** Paths in the VM's folder that are not free, by datastore id. */
  readonly #taken = new Map<string, Set<string>>();
  /** The VM's own files that stay: `[datastore] folder/file` */
  readonly #staying: readonly string[];

  /** `vm` is absent for one that comes from another vCenter. */
  constructor(
    inventory: Inventory,
    owner: { readonly name: string; readonly vm?: Vm | undefined },
    staying: readonly string[],
  ) {
    this.#inventory = inventory;
    this.#vm = owner.vm;
    this.#stem = fileStemOf(owner.name);
    this.#staying = staying;
  }

  /** On this datastore the VM's files lie in that folder (`web/`, empty for the root). */
  keepFolder(datastore: Datastore, folder: string): void {
    this.#folders.set(datastore.value, folder);
  }

  /** `[datastore] folder/` */
  directory(datastore: Datastore): string {
    return `${this.#prefix(datastore)}${this.#folder(datastore)}`;
  }

  /** `[datastore] folder/name.vmx` */
  vmxPath(datastore: Datastore): string {
    return `${this.directory(datastore)}${this.#stem}.vmx`;
  }

  /** New names of a disk's files that are written anew, all of one stem: `web_1.vmdk`, `web_1-000001.vmdk`. */
  ofDisk(
    links: readonly ChainLink[],
    to: Datastore,
    capacity: number,
  ): ReadonlyMap<ChainLink, string> {
    const taken = this.#takenOn(to);
    for (let number = 0; ; number += 1) {
      const stem = `${this.directory(to)}${this.#stem}${number === 0 ? '' : `_${number}`}`;
      const names = namesUpon(stem, links);
      const paths = filesUnder(links, names, capacity).map(pathOn);
      if (paths.some((path) => taken.has(path))) continue;
      for (const path of paths) taken.add(path);
      return names;
    }
  }

  #prefix(datastore: Datastore): string {
    return `[${this.#inventory.read(datastore, 'name')}] `;
  }

  #folder(datastore: Datastore): string {
    let folder = this.#folders.get(datastore.value);
    for (let number = 0; folder === undefined; number += 1) {
      const wish = `${this.#stem}${number === 0 ? '' : `_${number}`}/`;
      if (othersIn(this.#inventory, { datastore, folder: wish, vm: this.#vm }).length === 0) {
        folder = wish;
      }
    }
    this.#folders.set(datastore.value, folder);
    return folder;
  }

  #takenOn(datastore: Datastore): Set<string> {
    const known = this.#taken.get(datastore.value);
    if (known) return known;
    const folder = this.#folder(datastore);
    const own = this.#staying.filter((name) => name.startsWith(this.#prefix(datastore)));
    const others = othersIn(this.#inventory, { datastore, folder, vm: this.#vm });
    const taken = new Set([...others, ...own.map(pathOn)]);
    this.#taken.set(datastore.value, taken);
    return taken;
  }
}

/**
 * Names for the files that need a new one. Deltas keep their numbers as long as no two of a chain have
 * the same.
 */
function namesUpon(stem: string, links: readonly ChainLink[]): ReadonlyMap<ChainLink, string> {
  const names = new Map<ChainLink, string>();
  const used = new Set(links.flatMap((link) => (link.moves ? [] : (numberOf(link) ?? []))));
  for (const [index, link] of links.entries()) {
    if (!link.moves || link.inPlace) continue;
    if (index === 0) {
      names.set(link, `${stem}.vmdk`);
      continue;
    }
    let number = numberOf(link) ?? 1;
    while (used.has(number)) number += 1;
    used.add(number);
    names.set(link, `${stem}-${String(number).padStart(SNAPSHOT_DIGITS, '0')}.vmdk`);
  }
  return names;
}

/** `web-000002.vmdk` → 2 */
function numberOf({ after }: ChainLink): number | undefined {
  const digits = /-(\d{6})\.vmdk$/.exec(after.fileName)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function filesUnder(
  links: readonly ChainLink[],
  names: ReadonlyMap<ChainLink, string>,
  capacity: number,
): readonly string[] {
  return links.flatMap((link, index) => {
    if (!names.has(link)) return [];
    const backing = linkedUpTo(links, index, (one) => names.get(one) ?? one.after.fileName);
    return backing ? diskFiles({ backing, capacity }).map(({ name }) => name) : [];
  });
}
