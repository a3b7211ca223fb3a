/**
 * What administrators do to datastore clusters and to what lies on them, drawn at random.
 */
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import { data, member } from '../../server/vmodl/value.ts';
import { StorageActor } from './storage-actor.ts';
import { configSpec, diskChange, locators, placementSpec } from './storage-specs.ts';

const MANAGER = reference('StorageResourceManager', 'StorageResourceManager');
const GB = 2 ** 30;
const MINUTE_MS = 60_000;
const PAUSES_MS = [0, 0, 0, 100, 1_000, 20_000, 3 * MINUTE_MS, 40 * MINUTE_MS, 9 * 60 * MINUTE_MS];

type Vm = Ref<'VirtualMachine'>;
type Deed = () => unknown;

export class StorageDeeds extends StorageActor {
  /** Keys of placements that were recommended. */
  #keys: string[] = [];
  #made = 0;
  /** Snapshots of the inventory. */
  #kept = 0;

  /** One deed and some time; often none, so that the next one finds the last still under way. */
  async step(): Promise<void> {
    await this.#drawn()();
    this.server.advance(this.one(PAUSES_MS));
  }

  #vm = (): Vm => this.some('VirtualMachine');

  #drawn(): Deed {
    const all: readonly (readonly [number, Deed])[] = [
      [10, () => this.#recommend()],
      [14, () => this.#apply()],
      [
        3,
        () =>
          this.call(MANAGER, 'CancelStorageDrsRecommendation', {
            key: [this.one(this.#keys) ?? 'x'],
          }),
      ],
      [8, () => this.#configure()],
      [6, () => this.#refresh()],
      [8, () => this.#maintenance()],
      [6, () => this.#cancel()],
      [10, () => this.#power()],
      [6, () => this.#snapshots()],
      [8, () => this.#reconfigure()],
      [8, () => this.#relocate()],
      [5, () => this.#clone()],
      [5, () => this.#membership()],
      [5, () => this.#registration()],
      [6, () => this.#fill()],
      [4, () => this.#hosts()],
      [1, () => this.#putBack()],
    ];
    let left = this.random.next() * all.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, deed] of all) {
      left -= weight;
      if (left < 0) return deed;
    }
    return () => this.#power();
  }

  #pool(): Ref<'ResourcePool'> {
    return this.read(this.some('ClusterComputeResource'), 'resourcePool');
  }

  #vmFolder(): Ref {
    return this.read(this.some('Datacenter'), 'vmFolder');
  }

  #name(): string {
    this.#made += 1;
    return `made-${this.#made}`;
  }

  #recommend(): void {
    const type = this.one(['create', 'clone', 'relocate', 'reconfigure'] as const);
    const vm = this.#vm();
    const draw = {
      one: <T>(list: readonly T[]) => this.one(list),
      chance: (share: number) => this.chance(share),
    };
    const storageSpec = placementSpec(draw, {
      ...{ type, vm, name: this.#name(), pool: this.#pool(), folder: this.#vmFolder() },
      pods: this.server.inventory.ofType('StoragePod'),
      disks: this.#disksOf(vm),
      vms: this.server.inventory.ofType('VirtualMachine'),
    });
    const answer: unknown = this.call(MANAGER, 'RecommendDatastores', { storageSpec });
    const found = (member(answer, 'recommendations') ?? []) as readonly { key: string }[];
    this.#keys.push(...found.map(({ key }) => key));
    if (this.chance(0.5) && found[0]) this.#applyKeys([found[0].key]);
  }

  #disksOf(vm: Vm): readonly number[] {
    const devices = (this.read(vm, 'config')?.hardware.device ?? []) as readonly {
      _typeName: string;
      key: number;
    }[];
    return devices.filter(({ _typeName }) => _typeName === 'VirtualDisk').map(({ key }) => key);
  }

  #applyKeys(key: readonly string[]): void {
    this.call(MANAGER, 'ApplyStorageDrsRecommendation_Task', { key });
    if (this.chance(0.2)) this.call(MANAGER, 'ApplyStorageDrsRecommendation_Task', { key });
  }

  #apply(): void {
    const pod = this.some('StoragePod');
    const entry = this.read(pod, 'podStorageDrsEntry');
    const own = ((entry?.recommendation ?? []) as readonly { key: string }[]).map(({ key }) => key);
    if (own.length > 0 && this.chance(0.3)) {
      this.call(MANAGER, 'ApplyStorageDrsRecommendationToPod_Task', { pod, key: this.one(own) });
    } else if (own.length > 0 && this.chance(0.7)) {
      this.#applyKeys(this.chance(0.5) ? own : [this.one(own)]);
    } else if (this.#keys.length > 0) {
      this.#applyKeys([this.one(this.#keys)]);
      this.#keys = this.#keys.slice(-20);
    }
  }

  #refresh(): void {
    const method = this.one([
      'RefreshStorageDrsRecommendation',
      'RefreshStorageDrsRecommendationsForPod_Task',
    ]);
    this.call(MANAGER, method, { pod: this.some('StoragePod') });
  }

  #configure(): void {
    const spec = configSpec(
      { one: (list) => this.one(list), chance: (share) => this.chance(share) },
      {
        vms: [this.#vm(), this.#vm()],
        disksOf: (vm) => this.#disksOf(vm),
      },
    );
    this.call(MANAGER, 'ConfigureStorageDrsForPod_Task', {
      pod: this.some('StoragePod'),
      spec,
      modify: this.chance(0.9),
    });
  }

  #maintenance(): void {
    const datastore = this.some('Datastore');
    const mode = this.read(datastore, 'summary.maintenanceMode');
    const method =
      mode === 'normal' ? 'DatastoreEnterMaintenanceMode' : 'DatastoreExitMaintenanceMode_Task';
    this.call(datastore, this.chance(0.9) ? method : 'DatastoreEnterMaintenanceMode');
  }

  #cancel(): void {
    const { inventory } = this.server;
    const open = this.tasks.filter(
      (task) => inventory.has(task) && !this.read(task, 'info.completeTime'),
    );
    const all = (inventory.ofType('Task') as readonly Ref<'Task'>[]).filter(
      (task) => !this.read(task, 'info.completeTime'),
    );
    const task = this.one(this.chance(0.5) && open.length > 0 ? open : all);
    if (task) this.call(task, 'CancelTask');
  }

  #power(): void {
    const vm = this.#vm();
    const on = this.read(vm, 'runtime.powerState') === 'poweredOn';
    this.call(
      vm,
      on ? this.one(['PowerOffVM_Task', 'SuspendVM_Task', 'ResetVM_Task']) : 'PowerOnVM_Task',
    );
  }

  #snapshots(): void {
    const vm = this.#vm();
    const current = this.read(vm, 'snapshot.currentSnapshot') as Ref | undefined;
    if (!current || this.chance(0.4)) {
      const members = { name: this.#name(), memory: this.chance(0.5), quiesce: false };
      this.call(vm, 'CreateSnapshot_Task', members);
    } else if (this.chance(0.5)) {
      this.call(current, this.one(['RevertToSnapshot_Task', 'RemoveSnapshot_Task']), {
        removeChildren: this.chance(0.5),
      });
    } else {
      this.call(vm, 'RemoveAllSnapshots_Task');
    }
  }

  #reconfigure(): void {
    const vm = this.#vm();
    const keys = this.#disksOf(vm);
    const datastore = this.some('Datastore');
    const change = diskChange(
      { one: (list) => this.one(list), chance: (share) => this.chance(share) },
      { datastore, keys },
    );
    this.call(vm, 'ReconfigVM_Task', { spec: data('VirtualMachineConfigSpec', change) });
  }

  #relocate(): void {
    const vm = this.#vm();
    const disk = this.chance(0.4)
      ? locators(this.#disksOf(vm), () => this.some('Datastore'))
      : undefined;
    const spec = data('VirtualMachineRelocateSpec', {
      datastore: this.some('Datastore'),
      disk,
      transform: this.one([undefined, undefined, 'flat', 'sparse']),
    });
    this.call(vm, 'RelocateVM_Task', { spec });
  }

  #clone(): void {
    const vm = this.#vm();
    const snapshot = this.read(vm, 'snapshot.currentSnapshot') as Ref | undefined;
    const linked = snapshot && this.chance(0.7);
    const location = data('VirtualMachineRelocateSpec', {
      datastore: this.some('Datastore'),
      pool: this.#pool(),
      diskMoveType: linked ? 'createNewChildDiskBacking' : undefined,
    });
    const spec = data('VirtualMachineCloneSpec', {
      ...{ location, template: this.chance(0.2), powerOn: false },
      snapshot: linked ? snapshot : undefined,
    });
    this.call(vm, 'CloneVM_Task', { folder: this.#vmFolder(), name: this.#name(), spec });
  }

  #membership(): void {
    const folder: Ref = this.read(this.some('Datacenter'), 'datastoreFolder');
    const pods = this.server.inventory.ofType('StoragePod') as readonly Ref[];
    const draw = this.random.next();
    if (draw < 0.15) this.call(folder, 'CreateStoragePod', { name: this.#name() });
    else if (draw < 0.25 && pods.length > 2) this.call(this.one(pods), 'Destroy_Task');
    else if (draw < 0.3) this.call(this.some('Datastore'), 'Destroy_Task');
    else if (draw < 0.4)
      this.call(this.some('Datastore'), 'Rename_Task', { newName: this.#name() });
    else
      this.call(this.one([folder, ...pods, ...pods]), 'MoveIntoFolder_Task', {
        list: [this.some('Datastore')],
      });
  }

  #registration(): void {
    const vm = this.#vm();
    const few = this.server.inventory.ofType('VirtualMachine').length < 8;
    const method = this.one([
      'MarkAsTemplate',
      'UnregisterVM',
      'Destroy_Task',
      'Destroy_Task',
    ] as const);
    if (this.read(vm, 'config.template') === true) {
      this.call(vm, 'MarkAsVirtualMachine', { pool: this.#pool() });
    } else this.call(vm, few && method !== 'MarkAsTemplate' ? 'MarkAsTemplate' : method);
  }

  /** Somebody writes: a guest to its disk, or a stranger to a datastore. */
  #fill(): void {
    const { inventory } = this.server;
    const datastore = this.some('Datastore') as Ref;
    if (!inventory.has(datastore)) return;
    const before = Number(inventory.read(datastore, '_otherBytes') ?? 0);
    const free = Number(this.read(datastore, 'summary.freeSpace'));
    const more = Math.floor(
      this.chance(0.5) ? -before * this.random.next() : free * this.random.next(),
    );
    inventory.apply([{ op: 'assign', ref: datastore, path: '_otherBytes', value: before + more }]);
    this.told.push(`fill ${datastore.value} by ${(more / GB).toFixed(1)} GB`);
  }

  #hosts(): void {
    const host = this.some('HostSystem');
    const state = this.read(host, 'runtime.connectionState');
    this.call(host, state === 'connected' ? 'DisconnectHost_Task' : 'ReconnectHost_Task');
  }

  async #putBack(): Promise<void> {
    const what = this.one(['reset', 'take', 'restore', 'restore']);
    this.told.push(`control: ${what}`);
    if (what === 'reset') await this.server.reset();
    else if (what === 'take') {
      this.#kept += 1;
      await this.server.control('snapshots', { name: `s${this.#kept}` });
    } else if (this.#kept > 0) await this.server.control(`snapshots/s${this.#kept}/restore`);
  }
}
