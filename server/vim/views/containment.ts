/**
 * What contains what in the inventory: the tree a ContainerView walks, downwards and upwards.
 *
 * A virtual machine stands in it several times: in its folder, on its host, in its resource pool.
 */
import type { Commit } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { follow, type PropertyPath, parsePath } from '../../inventory/property-path.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';

/** Properties which hold the children of a container, by type. */
const DOWN: Readonly<Record<string, readonly string[]>> = {
  Folder: ['childEntity'],
  Datacenter: ['vmFolder', 'hostFolder', 'datastoreFolder', 'networkFolder'],
  ComputeResource: ['host', 'resourcePool'],
  ResourcePool: ['resourcePool', 'vm'],
  HostSystem: ['vm'],
};

/** Paths to what contains an object, by type; the other side of the same relations. */
const UP: Readonly<Record<string, readonly string[]>> = {
  ManagedEntity: ['parent'],
  VirtualMachine: ['runtime.host', 'resourcePool'],
  VirtualApp: ['parentFolder'],
};

interface Place {
  readonly down: readonly string[];
  readonly up: readonly PropertyPath[];
}

export class Containment {
  readonly #inventory: Inventory;
  readonly #catalog: Catalog;
  readonly #places = new Map<string, Place>();

  constructor(services: { readonly inventory: Inventory; readonly catalog: Catalog }) {
    this.#inventory = services.inventory;
    this.#catalog = services.catalog;
  }

  /** May objects of that type contain others? */
  isContainer(type: string): boolean {
    return this.#placeOf(type).down.length > 0;
  }

  /** None when the container is gone. */
  children(container: Ref): Ref[] {
    const children: Ref[] = [];
    if (!this.#inventory.find(container.value)) return children;
    for (const property of this.#placeOf(container.type).down) {
      const value = this.#inventory.read(container, property);
      if (Array.isArray(value)) children.push(...value.filter(isReference));
      else if (isReference(value)) children.push(value);
    }
    return children;
  }

  /** What contains the object directly. */
  containers(ref: Ref): Ref[] {
    const containers: Ref[] = [];
    for (const path of this.#placeOf(ref.type).up) {
      const value = follow(this.#inventory.read(ref, path.property), path.steps);
      if (isReference(value)) containers.push(value);
    }
    return containers;
  }

  /** Calls `meet` for everything below the container, each object once. */
  walk(container: Ref, meet: (ref: Ref) => void): void {
    const met = new Set([container.value]);
    const work = [container];
    // The list being walked grows at its end while it is walked.
    for (const each of work) {
      for (const child of this.children(each)) {
        if (met.has(child.value)) continue;
        met.add(child.value);
        meet(child);
        if (this.isContainer(child.type)) work.push(child);
      }
    }
  }

  /** Is the object somewhere below the container? */
  isBelow(ref: Ref, container: Ref): boolean {
    const met = new Set([ref.value]);
    const work = [ref];
    for (const each of work) {
      for (const above of this.containers(each)) {
        if (above.value === container.value) return true;
        if (met.has(above.value) || !this.#inventory.find(above.value)) continue;
        met.add(above.value);
        work.push(above);
      }
    }
    return false;
  }

  /** Objects whose place may have changed in a commit. */
  movedIn(commit: Commit): readonly Ref[] {
    if (!this.#touchesContainment(commit)) return [];
    const moved: Ref[] = [];
    for (const [ref, properties] of commit.changed) {
      if (this.#placeOf(ref.type).up.some((path) => properties.has(path.property))) moved.push(ref);
    }
    return moved;
  }

  /** A virtual machine's `runtime` changes all the time, its host's `vm` only when it moved. */
  #touchesContainment(commit: Commit): boolean {
    for (const [ref, properties] of commit.changed) {
      if (this.#placeOf(ref.type).down.some((property) => properties.has(property))) return true;
    }
    return false;
  }

  #placeOf(type: string): Place {
    let place = this.#places.get(type);
    if (!place) {
      const of = (table: Readonly<Record<string, readonly string[]>>) =>
        Object.entries(table).flatMap(([each, paths]) =>
          this.#catalog.isA(type, each) ? paths : [],
        );
      place = { down: of(DOWN), up: of(UP).flatMap((text) => parsePath(text) ?? []) };
      this.#places.set(type, place);
    }
    return place;
  }
}
