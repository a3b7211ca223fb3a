/**
 * An inventory to make mistakes in, and the words to make them with: parts of a RelocateSpec as XML.
 */
import { element, type ObjectId, refElement } from '../helpers/soap-client.ts';
import type { Story } from '../helpers/story.ts';

export const MISTAKES_SEED = `
name: refused
description: two datacenters, a datastore cluster, a template
datacenters:
  - name: DC
    folders: { vm: [prod], host: [rack] }
    clusters:
      - { name: C1, pools: [{ name: gold }], hosts: [{ name: H1 }, { name: H2 }] }
      - { name: C2, hosts: [{ name: H3 }] }
    hosts: [{ name: alone }]
    pods: [{ name: pod }]
    datastores:
      - { name: DS1, capacityGb: 500 }
      - { name: DS2, capacityGb: 500, pod: pod }
    vms:
      - { name: runs, host: H1, pool: C1, datastore: DS1 }
      - { name: rests, host: H1, pool: C1, datastore: DS1, power: "off" }
      - { name: golden, host: H1, pool: C1, datastore: DS1, template: true }
  - name: Elsewhere
    folders: { vm: [prod] }
    hosts: [{ name: far }]
    datastores: [{ name: DSfar, capacityGb: 500 }]
`;

/** Names of objects in the words of arguments. */
export interface Words {
  reference(element: string, type: string, name: string): string;
  host(name: string): string;
  datastore(name: string): string;
  /** Root pool of a cluster, or of a host that stands alone. */
  pool(name: string): string;
  disk(key: number | string, more?: string): string;
}

export function wordsOf({ server }: Story): Words {
  const reference = (name: string, type: string, of: string) =>
    refElement(name, server.named(type, of));
  const datastore = (name: string) => reference('datastore', 'Datastore', name);
  return {
    reference,
    host: (name) => reference('host', 'HostSystem', name),
    datastore,
    pool: (name) => {
      const { inventory } = server;
      const found = inventory.ofType('ComputeResource');
      const owner = found.find((ref) => inventory.readPath(ref, 'name') === name);
      const pool = owner && inventory.readPath(owner, 'resourcePool');
      return refElement('pool', pool as unknown as ObjectId);
    },
    disk: (key, more = '') => `<disk>${element('diskId', key)}${datastore('DS2')}${more}</disk>`,
  };
}

export const spec = (...parts: readonly string[]) => `<spec>${parts.join('')}</spec>`;
export const card = (key: number, operation = 'edit') =>
  `<deviceChange>${element('operation', operation)}<device xsi:type="VirtualVmxnet3">${element('key', key)}</device></deviceChange>`;
export const backing = (type: string, more = '') =>
  `<diskBackingInfo xsi:type="${type}"><fileName/>${element('diskMode', 'persistent')}${more}</diskBackingInfo>`;
