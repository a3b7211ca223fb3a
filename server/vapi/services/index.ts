/** The services that are written, a line each. */
import type { ServiceTable } from '../service.ts';
import { APPLIANCE_SERVICES } from './appliance/index.ts';
import { session } from './cis/session.ts';
import { category } from './cis/tagging/category.ts';
import { tag } from './cis/tagging/tag.ts';
import { tagAssociation } from './cis/tagging/tag-association.ts';
import { tasks } from './cis/tasks.ts';
import {
  introspectionOperation,
  introspectionProvider,
  introspectionService,
} from './vapi/introspection.ts';
import {
  metamodelComponent,
  metamodelEnumeration,
  metamodelOperation,
  metamodelPackage,
  metamodelService,
  metamodelStructure,
} from './vapi/metamodel.ts';
import { cluster } from './vcenter/cluster.ts';
import { datacenter } from './vcenter/datacenter.ts';
import { datastore } from './vcenter/datastore.ts';
import { folder } from './vcenter/folder.ts';
import { customizationSpecs } from './vcenter/guest/customization-specs.ts';
import { host } from './vcenter/host.ts';
import { inventoryDatastore, inventoryNetwork } from './vcenter/inventory-find.ts';
import { network } from './vcenter/network.ts';
import { resourcePool } from './vcenter/resource-pool.ts';
import {
  datastoreDefaultPolicy,
  storagePolicies,
  storagePolicyVms,
} from './vcenter/storage-policies.ts';
import { system } from './vcenter/system.ts';
import { taggingAssociations } from './vcenter/tagging-associations.ts';
import { consoleTickets } from './vcenter/vm/console-tickets.ts';
import { guestCustomization } from './vcenter/vm/guest-customization.ts';
import { guestIdentity, guestOperations } from './vcenter/vm/guest-identity.ts';
import { guestLocalFilesystem } from './vcenter/vm/guest-local-filesystem.ts';
import { guestInterfaces, guestNetworking, guestRoutes } from './vcenter/vm/guest-networking.ts';
import { guestPower } from './vcenter/vm/guest-power.ts';
import { HARDWARE_SERVICES } from './vcenter/vm/hardware/services.ts';
import { vmComputePolicies, vmLibraryItem } from './vcenter/vm/no-policies.ts';
import { power } from './vcenter/vm/power.ts';
import { vmStorageCompliance, vmStoragePolicy } from './vcenter/vm/storage-policy.ts';
import { tools, toolsInstaller } from './vcenter/vm/tools.ts';
import { vm } from './vcenter/vm/vm.ts';

export const SERVICES: readonly ServiceTable[] = [
  session,
  tasks,
  introspectionOperation,
  introspectionProvider,
  introspectionService,
  metamodelComponent,
  metamodelEnumeration,
  metamodelOperation,
  metamodelPackage,
  metamodelService,
  metamodelStructure,
  category,
  tag,
  tagAssociation,
  cluster,
  datacenter,
  datastore,
  folder,
  host,
  inventoryDatastore,
  inventoryNetwork,
  network,
  resourcePool,
  storagePolicies,
  storagePolicyVms,
  datastoreDefaultPolicy,
  system,
  taggingAssociations,
  ...HARDWARE_SERVICES,
  vm,
  power,
  guestPower,
  guestIdentity,
  guestOperations,
  guestNetworking,
  guestInterfaces,
  guestRoutes,
  guestLocalFilesystem,
  tools,
  toolsInstaller,
  vmLibraryItem,
  vmComputePolicies,
  vmStoragePolicy,
  vmStorageCompliance,
  consoleTickets,
  guestCustomization,
  customizationSpecs,
  ...APPLIANCE_SERVICES,
];
