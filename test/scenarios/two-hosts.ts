/**
 * The inventory of the stories: two hosts joined by 10 GbE and shared storage, and VMs that each
 * tell one of them.
 */
const MIGRATING = Array.from({ length: 9 }, (_, index) => `m${index + 1}`);

/** Nine equal VMs on H172: 4 GB, 100 MB/s dirtied in a working set of 2 GB. */
export const MOVABLE_VMS: readonly string[] = MIGRATING;

export const TWO_HOSTS = `
name: two-hosts
description: two hosts with shared storage, and VMs which can and cannot move
defaults:
  host:
    cpu: { packages: 2, coresPerPackage: 10, mhz: 2100 }
    memoryGb: 96
    nics:
      - { device: vmnic0, gbps: 1 }
      - { device: vmnic1, gbps: 10 }
  vm:
    pool: C1
    host: H172
    datastore: DS1
    cpus: 1
    memoryMb: 4096
    disks: [{ sizeGb: 10, usedGb: 2 }]
    nics: [{ network: VM Network }]
    profile: { cpuPercent: 10, dirtyRateMbPerSecond: 100, workingSetMb: 2048 }
datacenters:
  - name: DC
    clusters:
      - name: C1
        hosts:
          - name: H172
            vswitches:
              - { name: vSwitch0, nics: [vmnic0], portgroups: [{ name: VM Network }, { name: Net172 }, { name: Management }] }
              - { name: vSwitch1, nics: [vmnic1], portgroups: [{ name: vMotion }] }
            vmknics:
              - { ip: 10.0.0.172, portgroup: Management, services: [management] }
              - { ip: 10.0.1.172, portgroup: vMotion, services: [vmotion] }
            localDatastores: [{ name: L172, capacityGb: 100 }]
          - name: H173
            vswitches:
              - { name: vSwitch0, nics: [vmnic0], portgroups: [{ name: VM Network }, { name: Management }] }
              - { name: vSwitch1, nics: [vmnic1], portgroups: [{ name: vMotion }] }
            vmknics:
              - { ip: 10.0.0.173, portgroup: Management, services: [management] }
              - { ip: 10.0.1.173, portgroup: vMotion, services: [vmotion] }
            localDatastores: [{ name: L173, capacityGb: 100 }]
    datastores:
      - { name: DS1, capacityGb: 1000 }
    vms:
${MIGRATING.map((name) => `      - { name: ${name} }`).join('\n')}
      - { name: off, power: "off" }
      - { name: on-local-disk, datastore: L172 }
      - { name: on-missing-network, nics: [{ network: Net172 }] }
      - { name: off-missing-network, nics: [{ network: Net172, connected: false }] }
      - { name: greedy, memoryMb: 49152, memory: { reservation: 49152 } }
      - { name: settled, host: H173, memoryMb: 49152, memory: { reservation: 49152 } }
`;
