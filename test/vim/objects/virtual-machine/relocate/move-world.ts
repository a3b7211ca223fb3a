/**
 * A vCenter for moves: two clusters and hosts that stand for themselves, shared and local datastores,
 * networks that not every host has, another datacenter, and a VM for each story.
 */
import type { Conversation } from '../../../../../server/vim/method.ts';
import type { TaskInfo } from '../../../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../../../server/vmodl/reference.ts';
import type { DataObject } from '../../../../../server/vmodl/value.ts';
import { Vcenter, type VcenterOptions } from '../../../../helpers/vcenter.ts';

export type Vm = Ref<'VirtualMachine'>;

const STEP_MS = 500;
const STEPS_MAX = 20_000;

const SEED = `
name: moves
description: where VMs move
defaults:
  host:
    cpu: { packages: 2, coresPerPackage: 10, mhz: 2500 }
    memoryGb: 64
    nics:
      - { device: vmnic0, gbps: 10 }
      - { device: vmnic1, gbps: 10 }
  vm:
    pool: C1
    host: H172
    datastore: DS1
    cpus: 1
    memoryMb: 4096
    disks: [{ sizeGb: 40, usedGb: 12 }]
    nics: [{ network: VM Network }]
    profile: { dirtyRateMbPerSecond: 100, workingSetMb: 2048, diskWriteMbPerSecond: 10 }
datacenters:
  - name: DC
    folders: { vm: [prod, test], host: [hosts] }
    clusters:
      - name: C1
        drs: { enabled: true, behavior: manual }
        pools: [{ name: gold }, { name: app, vapp: true }]
        hosts:
          - name: H172
            vswitches:
              - { name: vSwitch0, nics: [vmnic0], portgroups: [{ name: VM Network }, { name: Net172 }, { name: Management Network }] }
              - { name: vSwitch1, nics: [vmnic1], portgroups: [{ name: vMotion }] }
            vmknics:
              - { ip: 10.0.0.172, portgroup: Management Network, services: [management] }
              - { ip: 10.0.1.172, portgroup: vMotion, services: [vmotion] }
            localDatastores: [{ name: L172, capacityGb: 200 }]
          - { name: H173, localDatastores: [{ name: L173, capacityGb: 200 }] }
      - name: C2
        hosts: [{ name: H181 }, { name: H182, cpu: { packages: 2, coresPerPackage: 10, mhz: 3000 } }]
      - name: C3
        drs: { enabled: true, behavior: fullyAutomated }
        hosts: [{ name: H191 }, { name: H192 }]
      - { name: empty, drs: { enabled: true, behavior: fullyAutomated }, hosts: [] }
    hosts: [{ name: alone, folder: hosts }]
    datastores:
      - { name: DS1, capacityGb: 500 }
      - { name: DS2, capacityGb: 50 }
      - { name: DS3, capacityGb: 500 }
    pods: [{ name: pod }]
    switches:
      - { name: dvs, hosts: [H172, H173], portgroups: [{ name: dv-web }] }
    vms:
      - { name: hot }
      - { name: off, power: "off" }
      - { name: asleep, power: suspended }
      - { name: mold, power: "off", template: true }
      - { name: local, datastore: L172 }
      - { name: two-disks, disks: [{ sizeGb: 20, usedGb: 4 }, { sizeGb: 20, usedGb: 8, provisioning: thick }] }
      - { name: big, disks: [{ sizeGb: 60, usedGb: 60, provisioning: thick }] }
      - { name: wired, nics: [{ network: Net172 }] }
      - { name: held, memory: { reservation: 4096 } }
      - { name: in-app, pool: C1/app }
  - name: Elsewhere
    clusters: [{ name: C9, hosts: [{ name: H901 }] }]
    datastores: [{ name: DS9, capacityGb: 500 }]
    vms: [{ name: far, pool: C9, host: H901, datastore: DS9, nics: [] }]
`;

export class MoveWorld extends Vcenter {
  /** `moreVms`: lines of YAML for DC's list of VMs. */
  constructor(options: VcenterOptions = {}, moreVms = '') {
    super({
      ...options,
      seedText: SEED.replace('      - { name: hot }', (line) => `${line}\n${moreVms}`),
    });
  }

  vm(name: string): Vm {
    return this.named('VirtualMachine', name);
  }

  host(name: string): Ref<'HostSystem'> {
    return this.named('HostSystem', name);
  }

  datastore(name: string): Ref<'Datastore'> {
    return this.named('Datastore', name);
  }

  /** Root pool of a cluster, or a pool by its name. */
  pool(name: string): Ref {
    const owner = [
      ...this.inventory.ofType('ClusterComputeResource'),
      ...this.inventory.ofType('ComputeResource'),
    ].find((ref) => this.inventory.read(ref as Ref, 'name') === name);
    if (owner) return this.read(owner, 'resourcePool');
    return this.named('ResourcePool', name);
  }

  /** Asks for a relocation; gives its task. */
  relocate(vm: string, spec: object, as: Conversation = this.administrator): Ref<'Task'> {
    return this.callAs(as, this.vm(vm), 'RelocateVM_Task', {
      spec: { _typeName: 'VirtualMachineRelocateSpec', ...spec },
    });
  }

  /** Asks for a relocation and waits for its end. */
  moved(vm: string, spec: object): TaskInfo {
    return this.ended(this.relocate(vm, spec));
  }

  /** Lets time pass until a task has ended. */
  ended(task: Ref<'Task'>): TaskInfo {
    for (let steps = 0; this.taskInfo(task).completeTime === undefined; steps += 1) {
      if (steps > STEPS_MAX) throw new Error(`${task.value} does not end`);
      this.clock.advance(STEP_MS);
    }
    return this.taskInfo(task);
  }

  hostOf(vm: string): string {
    return this.read(this.read(this.vm(vm), 'runtime.host'), 'name');
  }

  /** Names of the datastores the VM lies on. */
  datastoresOf(vm: string): string[] {
    return this.read(this.vm(vm), 'datastore').map((ref: Ref) => this.read(ref, 'name'));
  }

  /** Events that name the VM since that many, tasks' own among them. */
  eventsOf(vm: string, since = 0): DataObject[] {
    const { value } = this.vm(vm);
    return this.services.events
      .all()
      .slice(since)
      .filter((event) => (event as DataObject & { vm?: { vm: Ref } }).vm?.vm.value === value);
  }

  /** Everything that shows of the objects a move touches, stored or derived. */
  footprint(): object {
    const { inventory } = this;
    const seen = (
      type: 'VirtualMachine' | 'HostSystem' | 'Datastore' | 'ResourcePool',
      properties: readonly string[],
    ) =>
      inventory
        .ofType(type)
        .map((ref) => [ref.value, ...properties.map((name) => inventory.read(ref as Ref, name))]);
    return [
      seen('VirtualMachine', [
        'config',
        'runtime',
        'resourcePool',
        'parent',
        'datastore',
        'network',
        'layoutEx',
        'storage',
        'disabledMethod',
        '_migration',
        '_copies',
      ]),
      seen('HostSystem', ['vm', '_incoming', 'summary']),
      seen('Datastore', ['vm', 'summary', '_arriving']),
      seen('ResourcePool', ['vm', 'runtime']),
    ];
  }
}

/** The type of the fault that a task ended in. */
export function faultIn({ error }: TaskInfo): string | undefined {
  return error?.fault._typeName;
}
