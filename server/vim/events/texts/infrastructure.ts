/** Texts of the events about folders, datacenters, datastores, networks and switches. */
import type { EventTexts } from './event-text.ts';

const DATASTORE = '{datastore.name} in {datacenter.name}';

export const INFRASTRUCTURE_TEXTS: EventTexts = {
  DatacenterCreatedEvent: [
    'info',
    'Datacenter created',
    'Created datacenter {datacenter.name} in folder {parent.name}',
  ],
  DatacenterRenamedEvent: [
    'info',
    'Datacenter renamed',
    'Renamed datacenter from {oldName} to {newName}',
  ],

  VMFSDatastoreCreatedEvent: [
    'info',
    'VMFS datastore created',
    'Created VMFS datastore {datastore.name} on {host.name} in {datacenter.name}',
  ],
  VMFSDatastoreExtendedEvent: [
    'info',
    'VMFS datastore extended',
    'Extended VMFS datastore {datastore.name} on {host.name} in {datacenter.name}',
  ],
  VMFSDatastoreExpandedEvent: [
    'info',
    'VMFS datastore expanded',
    'Expanded VMFS datastore {datastore.name} on {host.name} in {datacenter.name}',
  ],
  NASDatastoreCreatedEvent: [
    'info',
    'NAS datastore created',
    'Created NAS datastore {datastore.name} on {host.name} in {datacenter.name}',
  ],
  LocalDatastoreCreatedEvent: [
    'info',
    'Local datastore created',
    'Created local datastore {datastore.name} on {host.name} in {datacenter.name}',
  ],
  DatastoreDiscoveredEvent: [
    'info',
    'Datastore discovered',
    'Discovered datastore {datastore.name} on {host.name} in {datacenter.name}',
  ],
  DatastoreDestroyedEvent: [
    'info',
    'Datastore deleted',
    `Removed unconfigured datastore ${DATASTORE}`,
  ],
  DatastoreRemovedOnHostEvent: [
    'info',
    'Datastore removed from host',
    'Removed datastore {datastore.name} from {host.name} in {datacenter.name}',
  ],
  DatastoreRenamedEvent: [
    'info',
    'Datastore renamed',
    'Renamed datastore from {oldName} to {newName} in {datacenter.name}',
  ],
  DatastoreRenamedOnHostEvent: [
    'info',
    'Datastore renamed on host',
    'Renamed datastore on {host.name} from {oldName} to {newName} in {datacenter.name}',
  ],
  DatastoreDuplicatedEvent: ['error', 'Datastore duplicated', `Two datastores called ${DATASTORE}`],
  DatastoreCapacityIncreasedEvent: [
    'info',
    'Datastore capacity increased',
    `Datastore ${DATASTORE} increased in capacity from {oldCapacity} bytes to {newCapacity} bytes`,
  ],
  DatastoreIORMReconfiguredEvent: [
    'info',
    'Reconfigured Storage I/O Control on datastore',
    `Reconfigured Storage I/O Control on datastore {datastore.name}`,
  ],
  NonVIWorkloadDetectedOnDatastoreEvent: [
    'info',
    'Non-vSphere workload detected on the datastore',
    'A workload from outside was detected on the datastore {datastore.name}',
  ],
  DatastoreFileCopiedEvent: [
    'info',
    'File or directory copied to datastore',
    'Copied {sourceFile} from {sourceDatastore.name} to {targetFile} on {datastore.name}',
  ],
  DatastoreFileMovedEvent: [
    'info',
    'File or directory moved to datastore',
    'Moved {sourceFile} from {sourceDatastore.name} to {targetFile} on {datastore.name}',
  ],
  DatastoreFileDeletedEvent: [
    'info',
    'File or directory deleted',
    'Deleted {targetFile} from {datastore.name}',
  ],
  NoDatastoresConfiguredEvent: [
    'info',
    'No datastores configured',
    'No datastores have been configured on the host {host.name}',
  ],

  DvsCreatedEvent: [
    'info',
    'vSphere Distributed Switch created',
    'A vSphere Distributed Switch {dvs.name} was created in {datacenter.name}',
  ],
  DvsDestroyedEvent: [
    'info',
    'vSphere Distributed Switch deleted',
    'vSphere Distributed Switch {dvs.name} in {datacenter.name} was deleted',
  ],
  DvsReconfiguredEvent: [
    'info',
    'vSphere Distributed Switch reconfigured',
    'The vSphere Distributed Switch {dvs.name} in {datacenter.name} was reconfigured',
  ],
  DvsRenamedEvent: [
    'info',
    'vSphere Distributed Switch renamed',
    'The vSphere Distributed Switch {oldName} in {datacenter.name} was renamed to {newName}',
  ],
  DvsHostJoinedEvent: [
    'info',
    'Host joined the vSphere Distributed Switch',
    'The host {hostJoined.name} joined the vSphere Distributed Switch {dvs.name} in {datacenter.name}',
  ],
  DvsHostLeftEvent: [
    'info',
    'Host left vSphere Distributed Switch',
    'The host {hostLeft.name} left the vSphere Distributed Switch {dvs.name} in {datacenter.name}',
  ],
  DvsUpgradedEvent: [
    'info',
    'vSphere Distributed Switch upgraded',
    'vSphere Distributed Switch {dvs.name} in {datacenter.name} was upgraded',
  ],
  DvsPortCreatedEvent: [
    'info',
    'Port created',
    'New ports were created in the vSphere Distributed Switch {dvs.name} in {datacenter.name}',
  ],
  DvsPortDeletedEvent: [
    'info',
    'Port deleted',
    'Deleted ports in the vSphere Distributed Switch {dvs.name} in {datacenter.name}',
  ],
  DvsPortReconfiguredEvent: [
    'info',
    'Port reconfigured',
    'Reconfigured ports in the vSphere Distributed Switch {dvs.name} in {datacenter.name}',
  ],
  DvsPortConnectedEvent: [
    'info',
    'vSphere Distributed Switch port connected',
    'The port {portKey} was connected in the vSphere Distributed Switch {dvs.name} in {datacenter.name}',
  ],
  DvsPortDisconnectedEvent: [
    'info',
    'vSphere Distributed Switch port disconnected',
    'The port {portKey} was disconnected in the vSphere Distributed Switch {dvs.name} in {datacenter.name}',
  ],
  DVPortgroupCreatedEvent: [
    'info',
    'dvPort group created',
    'dvPort group {net.name} in {datacenter.name} was added to switch {dvs.name}',
  ],
  DVPortgroupDestroyedEvent: [
    'info',
    'dvPort group deleted',
    'dvPort group {net.name} in {datacenter.name} was deleted',
  ],
  DVPortgroupReconfiguredEvent: [
    'info',
    'dvPort group reconfigured',
    'dvPort group {net.name} in {datacenter.name} was reconfigured',
  ],
  DVPortgroupRenamedEvent: [
    'info',
    'dvPort group renamed',
    'dvPort group {oldName} in {datacenter.name} was renamed to {newName}',
  ],

  LicenseExpiredEvent: ['warning', 'License expired', 'License {feature.featureName} has expired'],
  NoLicenseEvent: [
    'error',
    'No license',
    'A required license {feature.featureName} is not reserved',
  ],
  ServerLicenseExpiredEvent: [
    'error',
    'Server license expired',
    'A license for {product} has expired',
  ],
};
