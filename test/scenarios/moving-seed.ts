/**
 * Six hosts in two clusters, slow and fast vMotion networks, shared and local datastores with little room,
 * and VMs of every kind: an inventory for moves at random.
 */

/** Line rate of the vMotion network by name of the host, Gb/s. */
export const LINE_GBPS: Readonly<Record<string, number>> = {
  ...{ H1: 10, H2: 10, H3: 10, H4: 1, H5: 10, H6: 10 },
};

const host = (name: string) => {
  const last = name.slice(1);
  return [
    `          - name: ${name}`,
    `            nics: [{ device: vmnic0, gbps: 10 }, { device: vmnic1, gbps: ${LINE_GBPS[name]} }]`,
    `            vmknics:`,
    `              - { ip: 10.0.0.${last}, portgroup: Management, services: [management] }`,
    `              - { ip: 10.0.1.${last}, portgroup: vMotion, services: [vmotion] }`,
    `            localDatastores: [{ name: L${last}, capacityGb: 60 }]`,
  ].join('\n');
};

export const MOVING_SEED = `
name: moving
description: hosts and datastores for moves at random
defaults:
  host:
    memoryGb: 32
    vswitches:
      - { name: vSwitch0, nics: [vmnic0], portgroups: [{ name: VM Network }, { name: Management }] }
      - { name: vSwitch1, nics: [vmnic1], portgroups: [{ name: vMotion }] }
  vm:
    pool: C1
    memoryMb: 4096
    profile: { dirtyRateMbPerSecond: 60, workingSetMb: 1024, diskWriteMbPerSecond: 5 }
datacenters:
  - name: DC
    folders: { vm: [prod, test] }
    clusters:
      - name: C1
        drs: { enabled: true, behavior: manual }
        pools: [{ name: gold }]
        hosts:
${['H1', 'H2', 'H3', 'H4'].map(host).join('\n')}
      - name: C2
        hosts:
${['H5', 'H6'].map(host).join('\n')}
    datastores:
      - { name: DS1, capacityGb: 300, files: [{ path: iso/a.iso, sizeMb: 4000 }] }
      - { name: DS2, capacityGb: 120 }
      - { name: DS3, capacityGb: 60 }
    vms:
      - { name: a, datastore: DS1, disks: [{ sizeGb: 20, usedGb: 6 }] }
      - { name: b, datastore: DS1, disks: [{ sizeGb: 20, provisioning: thick }] }
      - { name: c, datastore: DS2, disks: [{ sizeGb: 8, usedGb: 2 }, { sizeGb: 8, usedGb: 1 }] }
      - { name: d, datastore: DS2, disks: [{ sizeGb: 8, datastore: DS1 }, { sizeGb: 4, provisioning: eager }] }
      - { name: e, datastore: DS1, power: "off", cdrom: "[DS1] iso/a.iso" }
      - { name: f, datastore: DS1, power: suspended }
      - { name: g, datastore: DS1, memory: { reservation: 4096 }, memoryMb: 12288 }
      - { name: h, datastore: DS2, memory: { reservation: 8192 }, memoryMb: 8192 }
      - { name: i, datastore: DS1, snapshots: [{ name: one }, { name: two, memory: true, deltaGb: 1 }] }
      - { name: j, host: H1, datastore: L1 }
      - { name: k, host: H4, pool: C1, datastore: DS1 }
      - { name: l, host: H5, pool: C2, datastore: DS1, cpus: 4 }
      - { name: m, host: H6, pool: C2, datastore: L6, power: "off" }
      - { name: golden, datastore: DS1, template: true }
${['n', 'o', 'p', 'q', 'r', 's', 't'].map((name) => `      - { name: ${name}, datastore: DS1 }`).join('\n')}
`;
