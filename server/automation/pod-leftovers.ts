/**
 * Settings of a datastore cluster end for virtual machines whose last file leaves it, and for disks that are
 * taken away, whatever took them: a move, a reconfiguration, an end.
 */
import type { Change, Commit, StateChange } from '../inventory/change.ts';
import type { Services } from '../vim/method.ts';
import { leftovers } from '../vim/storage-drs/leftovers.ts';
import { member } from '../vmodl/value.ts';

const CAUSE = { method: 'podLeftovers' };

export class PodLeftovers {
  readonly #inventory: Services['inventory'];
  readonly #leave: () => void;

  constructor({ services }: { readonly services: Pick<Services, 'inventory'> }) {
    this.#inventory = services.inventory;
    this.#leave = this.#inventory.subscribe((commit) => this.#hear(commit));
  }

  /** Nothing is remembered that could be out of date. */
  restart(): void {}

  stop(): void {
    this.#leave();
  }

  #hear({ states }: Commit): void {
    if (!states.some(losesFiles)) return;
    const changes: Change[] = this.#inventory
      .ofType('StoragePod')
      .flatMap((pod) => leftovers(this.#inventory, pod));
    if (changes.length > 0) this.#inventory.apply(changes, CAUSE);
  }
}

/** May something of a virtual machine lie somewhere no more? */
function losesFiles({ ref, before, after }: StateChange): boolean {
  if (ref.type !== 'VirtualMachine' || !before) return false;
  const [was, is] = [before['config'], after?.['config']];
  return was !== is && devicesOf(was) !== devicesOf(is);
}

function devicesOf(config: unknown): unknown {
  return member(member(config, 'hardware'), 'device');
}
