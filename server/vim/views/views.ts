/**
 * All views of the server: made for a session, gone with it, kept in step with the inventory.
 */
import { assign, type Commit, create } from '../../inventory/change.ts';
import type { Inventory, Mark } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { reference } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import type { Session, Sessions } from '../sessions/sessions.ts';
import { Containment } from './containment.ts';
import type { ViewMembers } from './view-members.ts';

export interface ViewServices {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly sessions: Sessions;
}

export interface NewView<T extends string> {
  readonly type: T;
  /** The ViewManager, which lists it. */
  readonly manager: Ref;
  readonly members: ViewMembers;
  readonly properties?: Readonly<Record<string, Value | undefined>>;
}

export class Views {
  readonly containment: Containment;
  readonly #services: ViewServices;
  readonly #views = new Map<Ref, ViewMembers>();

  constructor(services: ViewServices) {
    this.#services = services;
    this.containment = new Containment(services);
    services.inventory.extend((commit, mark) => this.#hear(commit, mark));
  }

  create<T extends string>(session: Session, view: NewView<T>): Ref<T> {
    const { inventory, sessions } = this.#services;
    const { type, manager, members, properties } = view;
    const ref = reference(type, sessions.ownedId(session));
    inventory.apply([create(ref, { ...properties, _manager: manager, _members: members })]);
    this.#views.set(ref, members);
    return ref;
  }

  /** The members of a view; undefined when it is none. */
  membersOf(view: Ref): ViewMembers | undefined {
    const ref = this.#services.inventory.find(view.value);
    return ref && this.#views.get(ref);
  }

  /** Gives a view other members, in one commit. */
  replace(view: Ref, members: ViewMembers): void {
    const ref = this.#services.inventory.demand(view);
    this.#services.inventory.apply([assign(ref, '_members', members)]);
    this.#views.set(ref, members);
  }

  #hear(commit: Commit, mark: Mark): void {
    if (this.#views.size === 0) return;
    for (const ref of commit.destroyed) this.#views.delete(ref);
    const moved = this.containment.movedIn(commit);
    if (moved.length === 0 && commit.destroyed.length === 0) return;
    const moves = { moved, commit };
    for (const [view, members] of this.#views) if (members.hear(moves)) mark(view, '_members');
  }
}
