/**
 * A cluster of three hosts with five VMs on DRS, and words for its specifications.
 */
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import { box, type DataObject, data } from '../../server/vmodl/value.ts';
import { Vcenter } from './vcenter.ts';

export class ClusterLab extends Vcenter {
  readonly cluster: Ref<'ClusterComputeResource'>;
  readonly hosts: readonly Ref<'HostSystem'>[];
  readonly vms: readonly Ref<'VirtualMachine'>[];

  constructor(counts: object = {}) {
    super({
      counts: { cluster: 2, host: 3, vm: 5, pool: 1, app: 0, standaloneHost: 1, ...counts },
    });
    this.cluster = this.named('ClusterComputeResource', 'DC0_C0');
    this.hosts = this.read(this.cluster, 'host');
    this.vms = this.read(this.cluster, '_vms');
    this.reconfigure({ drsConfig: drs({ enabled: true }) });
  }

  reconfigure(members: object, modify = true): void {
    this.run(this.cluster, 'ReconfigureComputeResource_Task', { spec: specEx(members), modify });
  }

  // biome-ignore lint/suspicious/noExplicitAny: values are as varied as the API
  get config(): any {
    return this.inventory.show(this.cluster, 'configurationEx');
  }

  vm(index: number): Ref<'VirtualMachine'> {
    return this.vms[index] ?? reference('VirtualMachine', 'vm-none');
  }

  host(index: number): Ref<'HostSystem'> {
    return this.hosts[index] ?? reference('HostSystem', 'host-none');
  }
}

export const specEx = (members: object) => data('ClusterConfigSpecEx', members);
export const drs = (members: object) => data('ClusterDrsConfigInfo', members);
export const das = (members: object) => data('ClusterDasConfigInfo', members);

export const addRule = (info: DataObject) => data('ClusterRuleSpec', { operation: 'add', info });
export const editRule = (info: DataObject) => data('ClusterRuleSpec', { operation: 'edit', info });
export const removeRule = (key: number) =>
  data('ClusterRuleSpec', { operation: 'remove', removeKey: box('int', key) });
export const addGroup = (info: DataObject) => data('ClusterGroupSpec', { operation: 'add', info });
export const editGroup = (info: DataObject) =>
  data('ClusterGroupSpec', { operation: 'edit', info });
export const removeGroup = (name: string) =>
  data('ClusterGroupSpec', { operation: 'remove', removeKey: box('string', name) });

export const together = (name: string, vm: readonly Ref[], members: object = {}) =>
  data('ClusterAffinityRuleSpec', { name, enabled: true, vm, ...members });
export const apart = (name: string, vm: readonly Ref[], members: object = {}) =>
  data('ClusterAntiAffinityRuleSpec', { name, enabled: true, vm, ...members });
export const onHosts = (
  name: string,
  vmGroupName: string,
  affineHostGroupName: string,
  members: object = {},
) =>
  data('ClusterVmHostRuleInfo', {
    ...{ name, enabled: true, vmGroupName, affineHostGroupName },
    ...members,
  });
export const offHosts = (name: string, vmGroupName: string, antiAffineHostGroupName: string) =>
  data('ClusterVmHostRuleInfo', { name, enabled: true, vmGroupName, antiAffineHostGroupName });
export const vmGroup = (name: string, vm: readonly Ref[]) => data('ClusterVmGroup', { name, vm });
export const hostGroup = (name: string, host: readonly Ref[]) =>
  data('ClusterHostGroup', { name, host });
