/**
 * `com.vmware.vcenter.VM.list`: the VMs that fit a filter. Templates are not among them.
 *
 * All VMs are walked once, and what a filter asks about their places is looked up once for every place,
 * not for every VM.
 */
import type { Inventory } from '../../../../inventory/inventory.ts';
import { isReference, type Ref } from '../../../../vmodl/reference.ts';
import { VapiError } from '../../../error.ts';
import type {
  VcenterVMFilterSpec,
  VcenterVMSummary,
  VcenterVmPowerState,
} from '../../../generated/types.ts';
import { visibleObjects } from '../../../objects.ts';
import type { VapiContext } from '../../../service.ts';
import { datacenterOf, nameOf } from '../filters.ts';

type Vm = Ref<'VirtualMachine'>;
type Test = (vm: Vm) => boolean;

/** vCenter's own. */
const LIST_MAX = 4000;

export const POWER_STATES: Readonly<Record<string, VcenterVmPowerState>> = {
  poweredOn: 'POWERED_ON',
  poweredOff: 'POWERED_OFF',
  suspended: 'SUSPENDED',
};

/** Throws unable_to_allocate_resource when more fit than vCenter lists. */
export function listVms(
  filter: VcenterVMFilterSpec,
  context: VapiContext,
): readonly VcenterVMSummary[] {
  const { inventory } = context;
  const tests = testsOf(filter, inventory);
  const found: VcenterVMSummary[] = [];
  for (const vm of visibleObjects(context, 'VirtualMachine')) {
    if (!tests.every((test) => test(vm))) continue;
    const config = inventory.read(vm, 'config');
    if (config?.template === true) continue;
    if (found.length === LIST_MAX) throw tooMany();
    found.push({
      vm: vm.value,
      name: nameOf(inventory, vm),
      power_state: powerStateOf(inventory, vm),
      cpu_count: config?.hardware.numCPU,
      memory_size_MiB: config?.hardware.memoryMB,
    });
  }
  return found;
}

export function powerStateOf(inventory: Inventory, vm: Vm): VcenterVmPowerState {
  return POWER_STATES[inventory.read(vm, 'runtime').powerState] ?? 'POWERED_OFF';
}

/** One for every member that is set and not empty, the cheapest first. */
function testsOf(filter: VcenterVMFilterSpec, inventory: Inventory): readonly Test[] {
  const clusters = remembered((host) => inventory.read(host, 'parent') as Ref | undefined);
  const datacenters = remembered((place) => datacenterOf(inventory, place));
  const hostOf = (vm: Vm) => inventory.read(vm, 'runtime').host;
  const placeOf = (vm: Vm) => inventory.read(vm, 'parent') ?? inventory.read(vm, 'resourcePool');
  const tests = [
    test(filter.vms, ({ value }) => value),
    test(filter.names, (vm) => nameOf(inventory, vm)),
    test(filter.power_states, (vm) => powerStateOf(inventory, vm)),
    test(filter.folders, (vm) => inventory.read(vm, 'parent')?.value),
    test(filter.hosts, (vm) => hostOf(vm)?.value),
    test(filter.resource_pools, (vm) => inventory.read(vm, 'resourcePool')?.value),
    test(filter.clusters, (vm) => clusters(hostOf(vm))?.value),
    test(filter.datacenters, (vm) => datacenters(placeOf(vm))),
  ];
  return tests.filter((one) => one !== undefined);
}

function test(
  wanted: readonly string[] | undefined,
  ask: (vm: Vm) => string | undefined,
): Test | undefined {
  if (wanted === undefined || wanted.length === 0) return undefined;
  const set: ReadonlySet<string | undefined> = new Set(wanted);
  return (vm) => set.has(ask(vm));
}

/** Looks each place up once. */
function remembered<T>(look: (place: Ref) => T): (place: unknown) => T | undefined {
  const known = new Map<string, T>();
  return (place) => {
    if (!isReference(place)) return undefined;
    if (!known.has(place.value)) known.set(place.value, look(place));
    return known.get(place.value);
  };
}

function tooMany(): VapiError {
  return new VapiError('unable_to_allocate_resource', {
    id: 'com.vmware.api.vcenter.vm.too_many_matches',
    default_message: 'Too many virtual machines. Add more filter criteria to reduce the number.',
    args: [],
  });
}
