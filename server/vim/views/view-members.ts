/**
 * The members of views. They stand in the inventory as the internal property `_members` of the view,
 * from which `view` derives; a commit which changes them marks that property.
 */
import type { Commit } from '../../inventory/change.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { DataObject } from '../../vmodl/value.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import type { Containment } from './containment.ts';

/** What a commit means for views. */
export interface Moves {
  /** Objects which are new or whose place may have changed. */
  readonly moved: readonly Ref[];
  readonly commit: Commit;
}

export abstract class ViewMembers implements DataObject {
  readonly _typeName = 'ViewMembers';

  /** The members, frozen; the same array until they change. */
  abstract refs(): readonly Ref[];

  /** Takes account of a commit. Did the members change? */
  abstract hear(moves: Moves): boolean;
}

/** A set of references in order of arrival, shown as an array which is made when asked for. */
class RefSet {
  readonly #refs = new Map<string, Ref>();
  #shown: readonly Ref[] | undefined;

  has(ref: Ref): boolean {
    return this.#refs.has(ref.value);
  }

  /** Was it not in the set before? */
  add(ref: Ref): boolean {
    if (this.#refs.has(ref.value)) return false;
    this.#refs.set(ref.value, ref);
    this.#shown = undefined;
    return true;
  }

  /** Was it in the set? */
  remove(ref: Ref): boolean {
    if (!this.#refs.delete(ref.value)) return false;
    this.#shown = undefined;
    return true;
  }

  shown(): readonly Ref[] {
    this.#shown ??= Object.freeze([...this.#refs.values()]);
    return this.#shown;
  }
}

export interface ContainerChoice {
  readonly container: Ref;
  /** Does an object of this type belong in the view? */
  readonly accepts: (type: string) => boolean;
  /** Everything below the container, not only its children. */
  readonly recursive: boolean;
}

/** What is in a container, of some types: walked once, from then on each moved object is tested. */
export class ContainerMembers extends ViewMembers {
  readonly #containment: Containment;
  readonly #choice: ContainerChoice;
  readonly #members = new RefSet();

  constructor(containment: Containment, choice: ContainerChoice) {
    super();
    this.#containment = containment;
    this.#choice = choice;
    const meet = (ref: Ref) => {
      if (choice.accepts(ref.type)) this.#members.add(ref);
    };
    if (choice.recursive) containment.walk(choice.container, meet);
    else containment.children(choice.container).forEach(meet);
    Object.freeze(this);
  }

  override refs(): readonly Ref[] {
    return this.#members.shown();
  }

  override hear({ moved, commit }: Moves): boolean {
    let changed = false;
    for (const ref of commit.destroyed) changed = this.#members.remove(ref) || changed;
    for (const ref of moved) changed = this.#place(ref) || changed;
    return changed;
  }

  /** Tests an object at its new place, and what moved with it. */
  #place(ref: Ref): boolean {
    const inside = this.#isInside(ref);
    let changed = this.#put(ref, inside);
    if (!this.#choice.recursive || !this.#containment.isContainer(ref.type)) return changed;
    this.#containment.walk(ref, (below) => {
      // What left with its container may still be inside by another way: a VM by its host.
      changed = this.#put(below, inside || this.#isInside(below)) || changed;
    });
    return changed;
  }

  #put(ref: Ref, inside: boolean): boolean {
    if (!this.#choice.accepts(ref.type)) return false;
    return inside ? this.#members.add(ref) : this.#members.remove(ref);
  }

  #isInside(ref: Ref): boolean {
    const { container, recursive } = this.#choice;
    if (recursive) return this.#containment.isBelow(ref, container);
    return this.#containment.containers(ref).some((above) => above.value === container.value);
  }
}

/** A list a client put together; objects that are destroyed drop out. */
export class ListMembers extends ViewMembers {
  readonly #members = new RefSet();

  constructor(refs: readonly Ref[]) {
    super();
    for (const ref of refs) this.#members.add(ref);
    Object.freeze(this);
  }

  override refs(): readonly Ref[] {
    return this.#members.shown();
  }

  override hear({ commit }: Moves): boolean {
    let changed = false;
    for (const ref of commit.destroyed) changed = this.#members.remove(ref) || changed;
    return changed;
  }
}

/** The root of the inventory and the children of the folders which a client opened. */
export class InventoryMembers extends ViewMembers {
  readonly opened: readonly Ref[];
  readonly #containment: Containment;

  constructor(containment: Containment, opened: readonly Ref[]) {
    super();
    this.#containment = containment;
    this.opened = Object.freeze([...opened]);
    Object.freeze(this);
  }

  override refs(): readonly Ref[] {
    const members = new RefSet();
    members.add(ROOT_FOLDER);
    for (const ref of this.opened) {
      for (const child of this.#containment.children(ref)) members.add(child);
    }
    return members.shown();
  }

  override hear({ moved, commit }: Moves): boolean {
    return moved.length > 0 || commit.destroyed.length > 0;
  }
}
