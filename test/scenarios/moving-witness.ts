/**
 * Sees every commit: more than allowed never runs at once, and a move that succeeded took place.
 */
import type { Commit } from '../../server/inventory/change.ts';
import type { MigrationRecord } from '../../server/vim/migrations/records.ts';
import type { Ref } from '../../server/vmodl/reference.ts';
import type { Vcenter } from '../helpers/vcenter.ts';
import { overloaded } from './moving-invariants.ts';

export class MovingWitness {
  readonly complaints: string[] = [];
  readonly #vcenter: Vcenter;
  readonly #networkMax: (host: string) => number;
  /** By task, the state seen last. */
  readonly #states = new Map<string, string>();

  /** `networkMax`: cost units of the vMotion network of the host with that name. */
  constructor(vcenter: Vcenter, networkMax: (host: string) => number) {
    this.#vcenter = vcenter;
    this.#networkMax = networkMax;
    vcenter.inventory.subscribe((commit) => this.#see(commit));
  }

  #see({ changed }: Commit): void {
    const { inventory } = this.#vcenter;
    for (const ref of changed.keys()) {
      if (ref.type !== 'Task' || !inventory.has(ref)) continue;
      const { key, state } = inventory.read(ref as Ref<'Task'>, 'info');
      if (this.#states.get(key) === state) continue;
      this.#states.set(key, state);
      this.#judge(key, state);
    }
  }

  #judge(key: string, state: string): void {
    const { records } = this.#vcenter.services.migrations;
    const record = records.find(key);
    if (!record) return;
    if (state === 'running') {
      const limits = { networkMax: this.#networkMax };
      this.complaints.push(...overloaded(records.all(), limits));
    }
    if (state === 'success') this.complaints.push(...this.#misses(record));
  }

  /** What of a move that succeeded has not taken place. */
  #misses({ task, vm, destination, insight }: MigrationRecord): readonly string[] {
    const { inventory } = this.#vcenter;
    const ref = { type: 'VirtualMachine', value: vm.id } as Ref<'VirtualMachine'>;
    const host = inventory.read(ref, 'runtime').host?.value;
    const places = (inventory.read(ref, 'datastore') ?? []).map(({ value }) => value);
    const missing = (insight?.disks ?? [])
      .map((disk) => disk.destination)
      .filter((datastore) => !places.includes(datastore));
    return [
      ...(host === destination.id ? [] : [`${task}: ${vm.id} is on ${host}`]),
      ...missing.map((datastore) => `${task}: ${vm.id} is not on ${datastore}`),
    ];
  }
}
