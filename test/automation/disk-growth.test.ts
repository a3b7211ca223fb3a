/** Thin disks grow by what guests write, every 20 minutes of virtual time. */
import { DiskGrowthLoop } from '../../server/automation/disk-growth.ts';
import { DemandControl } from '../../server/control/demand.ts';
import type { VirtualDisk } from '../../server/vmodl/generated/data.ts';
import { member } from '../../server/vmodl/value.ts';
import { Vcenter } from '../helpers/vcenter.ts';

const MB = 2 ** 20;
const GB = 2 ** 30;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SEED = `
name: growing
description: machines whose disks grow
datacenters:
  - name: DC
    hosts: [{ name: esx-01 }]
    datastores:
      - { name: DS, capacityGb: 1000 }
      - { name: tight, capacityGb: 20, freeGb: 1 }
    vms:
      - name: log
        datastore: DS
        disks:
          - { sizeGb: 100, usedGb: 10 }
          - { sizeGb: 100, usedGb: 10 }
          - { sizeGb: 5, provisioning: thick }
        profile: { diskGrowthMbPerHour: 600 }
      - name: own
        datastore: DS
        disks: [{ sizeGb: 100, usedGb: 1 }, { sizeGb: 2, usedGb: 1 }]
        profile:
          demand:
            diskGrowthMbPerHour: { kind: steps, points: [[0, 60], [1800, 120]] }
          disks: { Hard disk 2: { growthMbPerHour: 3072 } }
      - name: still
        datastore: DS
      - name: off
        datastore: DS
        power: "off"
        profile: { diskGrowthMbPerHour: 600 }
      - name: crowded
        datastore: tight
        disks: [{ sizeGb: 100, usedGb: 1 }]
        profile: { diskGrowthMbPerHour: 3000 }
`;

let lab: Vcenter;
let loop: DiskGrowthLoop;
beforeEach(() => {
  lab = new Vcenter({ seedText: SEED });
  loop = new DiskGrowthLoop({ services: lab.services, clock: lab.clock });
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  loop.stop();
  lab.stop();
});

const vm = (name: string) => lab.named('VirtualMachine', name);
const disks = (name: string): readonly VirtualDisk[] =>
  lab
    .read(vm(name), 'config.hardware.device')
    .filter((one: VirtualDisk) => one._typeName === 'VirtualDisk');
const written = (name: string) =>
  disks(name).map(({ backing }) => Number(member(backing, '_allocatedBytes')));

describe('disks of guests that write', () => {
  it('share what is written, but for thick ones', () => {
    lab.clock.advance(HOUR_MS);

    expect(written('log').slice(0, 2)).toEqual([10 * GB + 300 * MB, 10 * GB + 300 * MB]);
    expect(written('log')[2]).toBe(5 * GB);
  });

  it('follow functions of time, one disk its own, to its capacity', () => {
    lab.clock.advance(HOUR_MS);
    const after = written('own');
    lab.clock.advance(HOUR_MS);

    expect(after).toEqual([GB + 90 * MB, 2 * GB]);
    expect(written('own')).toEqual([GB + 210 * MB, 2 * GB]);
  });

  it('grow in one commit for all, which the datastore shows', () => {
    const free = lab.read(lab.named('Datastore', 'DS'), 'summary.freeSpace');
    const before = lab.inventory.seq;

    lab.clock.advance(20 * MINUTE_MS);

    expect(lab.inventory.seq).toBe(before + 1);
    expect(lab.read(lab.named('Datastore', 'DS'), 'summary.freeSpace')).toBe(
      free - 200 * MB - 20 * MB - GB,
    );
  });

  it('do not grow beyond what their datastore holds', () => {
    lab.clock.advance(3 * HOUR_MS);

    expect(lab.read(lab.named('Datastore', 'tight'), 'summary.freeSpace')).toBe(0);
    expect(written('crowded')).toEqual([2 * GB]);
  });

  it('grow only while their machine runs', () => {
    const before = written('off');
    lab.clock.advance(HOUR_MS);
    lab.run(vm('off'), 'PowerOnVM_Task', {}, 10 * MINUTE_MS);
    lab.clock.advance(HOUR_MS);

    const grown = (written('off')[0] ?? 0) - (before[0] ?? 0);
    expect(grown).toBeGreaterThan(590 * MB);
    expect(grown).toBeLessThanOrEqual(700 * MB);
  });

  it('grow by what held at each time when demand changes in between', () => {
    const demand = new DemandControl(lab.services);
    const before = written('still')[0] ?? 0;
    demand.change({ vms: ['still'], demand: { diskGrowthMbPerHour: 60 } });
    lab.clock.advance(10 * MINUTE_MS);
    demand.change({ vms: ['still'], demand: { diskGrowthMbPerHour: 600 } });
    lab.clock.advance(10 * MINUTE_MS);

    demand.change({ vms: ['still'], demand: { diskGrowthMbPerHour: null } });
    lab.clock.advance(HOUR_MS);

    expect(written('still')[0]).toBe(before + 110 * MB);
  });

  it('cost nothing when nothing grows', () => {
    for (const name of ['log', 'own', 'crowded']) lab.run(vm(name), 'PowerOffVM_Task');
    lab.clock.advance(HOUR_MS);
    const before = lab.inventory.seq;

    lab.clock.advance(24 * HOUR_MS);

    expect(lab.inventory.seq).toBe(before);
  });
});
