import type { PodStorageDrsEntry } from '../../server/vmodl/generated/data.ts';
import { reference } from '../../server/vmodl/reference.ts';
import { Vcenter } from '../helpers/vcenter.ts';

const MANAGER = reference('StorageResourceManager', 'StorageResourceManager');
const HOUR = 3_600_000;

const SEED = `
name: uneven
description: One datastore is too slow for what is asked of it
datacenters:
  - name: DC
    hosts: [{ name: h1 }]
    pods: [{ name: POD, storageDrs: { enabled: true, behavior: manual } }]
    datastores:
      - { name: D1, capacityGb: 500, pod: POD, device: { baseMs: 1, slopeMs: 0.5 } }
      - { name: D2, capacityGb: 500, pod: POD, device: { baseMs: 1, slopeMs: 0.25 } }
    vms:
      - { name: w16, host: h1, datastore: D1, profile: { diskOutstandingIo: 16 } }
      - { name: w14, host: h1, datastore: D1, profile: { diskOutstandingIo: 14 } }
      - { name: w10, host: h1, datastore: D1, profile: { diskOutstandingIo: 10 } }
      - { name: w8, host: h1, datastore: D2, profile: { diskOutstandingIo: 8 } }
`;

function given(seedText = SEED) {
  const vcenter = new Vcenter({ seedText });
  const pod = vcenter.named('StoragePod', 'POD');
  const recommended = () => {
    vcenter.call(MANAGER, 'RefreshStorageDrsRecommendation', { pod });
    const entry = vcenter.inventory.read(pod, 'podStorageDrsEntry') as PodStorageDrsEntry;
    return entry.recommendation ?? [];
  };
  return { vcenter, recommended };
}

describe('A datastore cluster unevenly loaded with I/O', () => {
  it('is left alone for fifteen hours, and relieved by one move at sixteen', () => {
    const { vcenter, recommended } = given();
    vcenter.clock.advance(15 * HOUR);
    expect(recommended()).toEqual([]);

    vcenter.clock.advance(HOUR);

    const [one, ...others] = recommended();
    expect(others).toEqual([]);
    expect(one).toMatchObject({ reason: 'balanceDatastoreIOLoad' });
    expect(one?.action).toEqual([
      expect.objectContaining({
        _typeName: 'StorageMigrationAction',
        vm: vcenter.named('VirtualMachine', 'w16'),
        source: vcenter.named('Datastore', 'D1'),
        destination: vcenter.named('Datastore', 'D2'),
        ioLatencySrcBefore: 21,
        ioLatencyDstBefore: 3,
      }),
    ]);
    vcenter.stop();
  });

  it('is left alone while the slower datastore keeps within the threshold', () => {
    const { vcenter, recommended } = given(
      SEED.replace('diskOutstandingIo: 16', 'diskOutstandingIo: 2'),
    );
    vcenter.clock.advance(17 * HOUR);

    expect(recommended()).toEqual([]);
    vcenter.stop();
  });
});
