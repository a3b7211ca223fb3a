/** Which of vCenter's services `schemas/vapi.json` describes: those a client of a mock may want. */

/** Ids below `com.vmware.`; `.*` takes in what is below, too. */
const SERVED: readonly string[] = [
  'appliance.access.*',
  'appliance.health',
  'appliance.health.*',
  'appliance.local_accounts',
  'appliance.local_accounts.policy',
  'appliance.networking',
  'appliance.networking.*',
  'appliance.ntp',
  'appliance.services',
  'appliance.shutdown',
  'appliance.system.*',
  'appliance.timesync',
  'appliance.vmon.service',
  'cis.session',
  'cis.tagging.*',
  'cis.tasks',
  'vapi.metadata.metamodel.*',
  'vapi.std.introspection.*',
  'vcenter.VM',
  'vcenter.cluster',
  'vcenter.datacenter',
  'vcenter.datastore',
  'vcenter.datastore.default_policy',
  'vcenter.folder',
  'vcenter.guest.*',
  'vcenter.host',
  'vcenter.inventory.*',
  'vcenter.network',
  'vcenter.resource_pool',
  'vcenter.services.service',
  'vcenter.storage.policies',
  'vcenter.storage.policies.*',
  'vcenter.system',
  'vcenter.system_config.deployment_type',
  'vcenter.tagging.associations',
  'vcenter.vm.compute.policies',
  'vcenter.vm.console.tickets',
  'vcenter.vm.guest.*',
  'vcenter.vm.hardware',
  'vcenter.vm.hardware.*',
  'vcenter.vm.library_item',
  'vcenter.vm.power',
  'vcenter.vm.storage.*',
  'vcenter.vm.tools',
  'vcenter.vm.tools.*',
];

const PREFIX = 'com.vmware.';

export function isServed(service: string): boolean {
  if (!service.startsWith(PREFIX)) return false;
  const name = service.slice(PREFIX.length);
  return SERVED.some((each) =>
    each.endsWith('.*') ? name.startsWith(each.slice(0, -1)) : name === each,
  );
}
