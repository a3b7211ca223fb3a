/**
 * What people do to the hosts, datastores and VMs of `moving-seed.ts`, drawn at random.
 */
import { SeededRandom } from '../../server/clock/random.ts';
import { VimFault } from '../../server/vmodl/fault.ts';
import type { Kinds } from '../../server/vmodl/generated/references.ts';
import { isReference, type Ref, reference } from '../../server/vmodl/reference.ts';
import { Vcenter } from '../helpers/vcenter.ts';
import { datastoresOf, hostsOf, vmsOf } from './moving-invariants.ts';
import { MOVING_SEED } from './moving-seed.ts';
import { diskLocator, lessDisk, newDisk } from './moving-specs.ts';

const DISKS = reference('VirtualDiskManager', 'virtualDiskManager');
const PRIORITIES = ['highPriority', 'defaultPriority', 'lowPriority'] as const;
const MOVE_TYPES = [
  'moveAllDiskBackingsAndConsolidate',
  'moveChildMostDiskBacking',
  'createNewChildDiskBacking',
];

/** More than a host carries at once. */
const CROWD = 6;

type Vm = Ref<'VirtualMachine'>;

function vmsThatAreOff({ inventory }: Vcenter): readonly Vm[] {
  return vmsOf(inventory).filter((vm) => inventory.read(vm, 'runtime').powerState === 'poweredOff');
}

/** Something people do; what it is done to is drawn when it is done. */
type Deed = () => void;

export class MovingWorld {
  readonly vcenter = new Vcenter({ seedText: MOVING_SEED });
  /** What was done, and how it was answered, oldest first. */
  readonly told: string[] = [];
  readonly tasks: Ref<'Task'>[] = [];
  /** Event chains by key of the task. */
  readonly chains = new Map<string, number>();
  readonly #random: SeededRandom;
  /** Files of VMs that were unregistered. */
  readonly #unregistered: string[] = [];
  readonly #filled: string[] = [];
  #made = 0;

  constructor(seed: string) {
    this.#random = new SeededRandom(seed);
  }

  /** One deed and some time; mostly so little that the next one finds the last still under way. */
  step(): void {
    const deed = this.#weighted();
    deed();
    this.pass(this.one([0, 0, 0, 0, 50, 700, 1_500, 20_000, 90_000]));
  }

  pass(ms: number): void {
    this.vcenter.clock.advance(ms);
  }

  one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random.next() * list.length)] as T;
  }

  #maybe<T>(name: string, share: number, value: () => T | undefined): Record<string, T> {
    const drawn = this.#random.next() < share ? value() : undefined;
    return drawn === undefined ? {} : { [name]: drawn };
  }

  #some<T extends string>(type: T): Ref<T> {
    return this.one(this.vcenter.inventory.ofType(type) as readonly Ref<T>[]);
  }

  #vm = (): Vm => this.#some('VirtualMachine');

  /** Mostly one that all hosts share. */
  #datastore(): Ref<'Datastore'> {
    const all = datastoresOf(this.vcenter.inventory);
    const shared = all.filter((one) => (this.vcenter.inventory.read(one, 'host') ?? []).length > 1);
    return this.one(this.#random.next() < 0.85 ? shared : all);
  }

  /** Mostly one that can be reached. */
  #host(): Ref<'HostSystem'> {
    const all = hostsOf(this.vcenter.inventory);
    const able = all.filter((one) => {
      const { connectionState, inMaintenanceMode } = this.vcenter.inventory.read(one, 'runtime');
      return connectionState === 'connected' && !inMaintenanceMode;
    });
    return this.one(able.length > 0 && this.#random.next() < 0.9 ? able : all);
  }

  /** Where a move goes: a host, with or without a pool of its own, a pool alone, mostly; or nowhere. */
  #place(hostShare: number): object {
    const host = this.#host();
    const pool = this.vcenter.read(this.vcenter.read(host, 'parent'), 'resourcePool');
    const isNear = this.vcenter.read(this.#vm(), 'resourcePool') === pool;
    const drawn = this.#random.next();
    if (drawn < hostShare) return isNear || this.#random.next() < 0.3 ? { host } : { host, pool };
    if (drawn < hostShare + 0.1) return { pool: this.#some('ResourcePool') };
    if (drawn < hostShare + 0.13) return { host, pool: this.#some('ResourcePool') };
    return {};
  }

  #weighted(): Deed {
    const [moves, power, shape, places] = [10, 6, 5, 5];
    const all: readonly (readonly [number, Deed])[] = [
      [moves, () => this.#migrate()],
      [moves * 2, () => this.#relocate()],
      // A crowd, of which some must wait.
      [4, () => this.#crowd()],
      [4, () => this.#cancel()],
      [power, () => this.#power()],
      [shape, () => this.#reconfigure()],
      [places, () => this.#hosts()],
      [2, () => this.#maintenance()],
      [4, () => this.#room()],
      [3, () => this.#registration()],
      [3, () => this.#rename()],
      [2, () => this.#snapshots()],
    ];
    let left = this.#random.next() * all.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, deed] of all) {
      left -= weight;
      if (left < 0) return deed;
    }
    return () => this.#relocate();
  }

  /** Calls it; a refusal is an answer too. */
  #call(ref: Ref, method: string, args: object = {}): void {
    const what = `${method} ${ref.value} ${JSON.stringify(args)}`;
    try {
      const answer: unknown = this.vcenter.call(ref, method, args);
      if (isReference(answer) && answer.type === 'Task') this.#note(answer as Ref<'Task'>);
      this.told.push(`${what} -> ${isReference(answer) ? answer.value : 'done'}`);
    } catch (error) {
      if (!(error instanceof VimFault) || error.name === 'SystemError') {
        this.told.push(`${what} -> ${String(error)}`);
        throw error;
      }
      this.told.push(`${what} -> ${error.name}`);
    }
  }

  #note(task: Ref<'Task'>): void {
    this.tasks.push(task);
    this.chains.set(task.value, this.vcenter.taskInfo(task).eventChainId);
  }

  #migrate(): void {
    this.#call(this.#vm(), 'MigrateVM_Task', {
      ...this.#place(0.85),
      priority: this.one(PRIORITIES),
    });
  }

  #relocate(): void {
    const vm = this.#vm();
    const spec = {
      _typeName: 'VirtualMachineRelocateSpec',
      ...this.#place(0.5),
      ...this.#maybe('datastore', 0.5, () => this.#datastore()),
      ...this.#maybe('disk', 0.4, () => this.#locators(vm)),
      ...this.#maybe('folder', 0.1, () => this.#folder()),
      ...this.#maybe('diskMoveType', 0.1, () => this.one(MOVE_TYPES)),
    };
    this.#call(vm, 'RelocateVM_Task', { spec, priority: this.one(PRIORITIES) });
  }

  #crowd(): void {
    for (let asked = 0; asked < CROWD; asked += 1) this.#relocate();
  }

  #locators(vm: Vm): readonly object[] {
    const devices = this.vcenter.inventory.read(vm, 'config')?.hardware.device ?? [];
    const disks = devices.filter(({ _typeName }) => _typeName === 'VirtualDisk');
    return disks
      .filter(() => this.#random.next() < 0.6)
      .map(({ key }) => {
        const format = this.one(['thin', 'thick', 'eager', undefined, undefined] as const);
        return diskLocator(key, this.#datastore(), format);
      });
  }

  #folder(): Ref<Kinds['Folder']> {
    return this.vcenter.named('Folder', this.one(['prod', 'test']));
  }

  #cancel(): void {
    const { inventory } = this.vcenter;
    const open = this.tasks.filter(
      (task) => inventory.has(task) && inventory.read(task, 'info').completeTime === undefined,
    );
    const task = this.one(open.length > 0 ? open : this.tasks.slice(-3));
    if (task && inventory.has(task)) this.#call(task, 'CancelTask');
  }

  #power(): void {
    const method = this.one([
      'PowerOnVM_Task',
      'PowerOnVM_Task',
      'PowerOffVM_Task',
      'SuspendVM_Task',
    ]);
    this.#call(this.#vm(), this.one([method, 'ResetVM_Task', 'RebootGuest', method]));
  }

  #reconfigure(): void {
    const spec = this.one([
      { memoryMB: this.one([1024, 4096, 16384]) },
      { numCPUs: this.one([1, 2, 8]) },
      {
        memoryAllocation: { _typeName: 'ResourceAllocationInfo', reservation: this.one([0, 2048]) },
      },
      { cpuAllocation: { _typeName: 'ResourceAllocationInfo', reservation: this.one([0, 3000]) } },
      { deviceChange: [newDisk(this.one([3, 4]), { thin: this.#random.next() < 0.5 })] },
      { deviceChange: [lessDisk(this.one([2003, 2004]))] },
      { annotation: 'looked at' },
    ]);
    this.#call(this.#vm(), 'ReconfigVM_Task', {
      spec: { _typeName: 'VirtualMachineConfigSpec', ...spec },
    });
  }

  /** Lost hosts come back more often than they go. */
  #hosts(): void {
    const method = this.one(['DisconnectHost_Task', ...Array(3).fill('ReconnectHost_Task')]);
    const lost = this.vcenter.inventory
      .ofType('HostSystem')
      .filter((one) => this.vcenter.read(one, 'runtime.connectionState') !== 'connected');
    const back = method === 'ReconnectHost_Task' && lost.length > 0;
    this.#call(back ? this.one(lost) : this.#some('HostSystem'), method);
  }

  #maintenance(): void {
    const within = this.vcenter.inventory
      .ofType('HostSystem')
      .filter((one) => this.vcenter.read(one, 'runtime.inMaintenanceMode') === true);
    if (within.length > 0 && this.#random.next() < 0.7) {
      this.#call(this.one(within), 'ExitMaintenanceMode_Task', { timeout: 0 });
    } else {
      this.#call(this.#some('HostSystem'), 'EnterMaintenanceMode_Task', { timeout: 30 });
    }
  }

  /** A large file comes to a datastore, or goes again. */
  #room(): void {
    const datacenter = this.vcenter.first('Datacenter');
    const old =
      this.#filled.length > 2 || this.#random.next() < 0.5 ? this.#filled.shift() : undefined;
    if (old !== undefined) {
      this.#call(DISKS, 'DeleteVirtualDisk_Task', { name: old, datacenter });
      return;
    }
    this.#made += 1;
    const datastore = this.vcenter.read(this.#datastore(), 'name');
    const name = `[${datastore}] filling-${this.#made}.vmdk`;
    const spec = {
      _typeName: 'FileBackedVirtualDiskSpec',
      ...{ diskType: 'thick', adapterType: 'lsiLogic' },
      capacityKb: this.one([10, 25, 60]) * 2 ** 20,
    };
    this.#filled.push(name);
    this.#call(DISKS, 'CreateVirtualDisk_Task', { name, datacenter, spec });
  }

  #registration(): void {
    const path = this.#random.next() < 0.7 ? this.#unregistered.shift() : undefined;
    if (path === undefined) {
      const off = vmsThatAreOff(this.vcenter);
      const vm = off.length > 0 ? this.one(off) : this.#vm();
      const files = this.vcenter.read(vm, 'config.files.vmPathName');
      this.#call(vm, 'UnregisterVM');
      if (!this.vcenter.inventory.has(vm)) this.#unregistered.push(files);
      return;
    }
    const at = this.#host();
    const pool = this.vcenter.read(this.vcenter.read(at, 'parent'), 'resourcePool');
    const folder = this.vcenter.named('Folder', 'vm');
    this.#call(folder, 'RegisterVM_Task', { path, asTemplate: false, pool, host: at });
    this.pass(1_000);
    const isPath = (vm: Ref) => this.vcenter.read(vm, 'config.files.vmPathName') === path;
    if (!vmsOf(this.vcenter.inventory).some(isPath)) this.#unregistered.push(path);
  }

  #rename(): void {
    this.#made += 1;
    const isVm = this.#random.next() < 0.8;
    const ref = isVm ? this.#vm() : this.#some('Datastore');
    this.#call(ref, 'Rename_Task', { newName: `${isVm ? 'vm' : 'DS'}-${this.#made}` });
  }

  #snapshots(): void {
    const vm = this.#vm();
    if (this.#random.next() < 0.5) this.#call(vm, 'RemoveAllSnapshots_Task', { consolidate: true });
    else this.#call(vm, 'CreateSnapshot_Task', { name: 's', memory: true, quiesce: false });
  }
}
