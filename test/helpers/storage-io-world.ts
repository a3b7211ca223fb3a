/**
 * Two datastores whose devices are known, with guests which keep so much outstanding there: the first
 * answers in 21 ms, the second in 3.
 */
import { StatisticsWorld } from './statistics-world.ts';

const KEEPS = (outstanding: number) => `profile: { diskOutstandingIo: ${outstanding} }`;

export const STORAGE_IO_SEED = `
name: storage-io
description: Guests that keep disks busy
datacenters:
  - name: DC
    clusters:
      - name: C1
        hosts:
          - { name: esx1, cpu: { packages: 1, coresPerPackage: 8, threadsPerCore: 1, mhz: 2000 }, memoryGb: 64 }
          - { name: esx2, cpu: { packages: 1, coresPerPackage: 8, threadsPerCore: 1, mhz: 2000 }, memoryGb: 64 }
    datastores:
      - { name: D1, capacityGb: 500, device: { baseMs: 1, slopeMs: 0.5 } }
      - { name: D2, capacityGb: 500, device: { baseMs: 1, slopeMs: 0.25 } }
      - { name: D3, capacityGb: 500, device: { baseMs: 4, slopeMs: 1 } }
      - { name: flash, capacityGb: 500, ssd: true }
      - { name: filer, capacityGb: 500, type: NFS, remoteHost: filer.example, remotePath: /vol }
    vms:
      - { name: v16, host: esx1, datastore: D1, ${KEEPS(16)} }
      - { name: v14, host: esx2, datastore: D1, ${KEEPS(14)} }
      - { name: v10, host: esx2, datastore: D1, ${KEEPS(10)} }
      - { name: v8, host: esx1, datastore: D2, ${KEEPS(8)} }
      - name: split
        host: esx1
        datastore: D3
        disks: [{ sizeGb: 8 }, { sizeGb: 8, datastore: flash }, { sizeGb: 8, datastore: D3 }]
        profile:
          diskIops: 100
          disks: { Hard disk 2: { outstandingIo: 5 } }
`;

export class StorageIoWorld extends StatisticsWorld {
  constructor(seedText = STORAGE_IO_SEED) {
    super(seedText);
  }

  datastore(name: string) {
    return this.named('Datastore', name);
  }

  vm(name: string) {
    return this.named('VirtualMachine', name);
  }
}
