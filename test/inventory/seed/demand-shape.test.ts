import { parseSeed } from '../../../server/inventory/seed/load-seed.ts';
import { SeedError } from '../../../server/inventory/seed/seed-error.ts';

const seed = (demand: string) => `
name: mine
description: one VM
datacenters:
  - name: DC
    hosts: [{ name: esx1 }]
    datastores: [{ name: DS1, capacityGb: 100 }]
    vms:
      - name: web
        profile:
          demand:
${demand}`;

describe('the demand of a VM in a seed', () => {
  it('is read into functions', () => {
    const { datacenters } = parseSeed(
      seed(`            cpuPercent: { kind: sine, mean: 40, amplitude: 30, periodSeconds: 3600 }
            diskReadIops:
              kind: trace
              csv: |
                0,10
                60,20
`),
      'mine.yaml',
    );

    expect(datacenters?.[0]?.vms?.[0]?.profile?.demand).toEqual({
      cpuPercent: { kind: 'sine', mean: 40, amplitude: 30, periodSeconds: 3600 },
      diskReadIops: { kind: 'trace', times: [0, 60], values: [10, 20] },
    });
  });

  it('is refused with its place', () => {
    const read = () =>
      parseSeed(seed('            cpuPercent: { kind: sinus }\n            ram: 5\n'), 'mine.yaml');

    expect(read).toThrow(SeedError);
    expect(read).toThrow(/mine.yaml:12:\d+: cpuPercent.kind must be one of constant/);
    expect(read).toThrow(/mine.yaml:13:\d+: ram is no quantity/);
  });
});
