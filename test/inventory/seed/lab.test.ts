import { loadSeed } from '../../../server/inventory/seed/load-seed.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { named, seeded } from '../../helpers/seeded.ts';

const inventory = seeded(loadCatalog(), loadSeed('lab'));
const GB = 2 ** 30;

const namesOf = (refs: readonly Ref[] | undefined) =>
  (refs ?? []).map((ref) => inventory.read(ref, 'name'));
const host = (name: string) => named(inventory, 'HostSystem', name);
const vm = (name: string) => named(inventory, 'VirtualMachine', name);

describe('the lab', () => {
  it('has two hosts in one cluster', () => {
    const [cluster] = inventory.ofType('ClusterComputeResource');
    if (!cluster) throw new Error('a cluster');

    expect(namesOf(inventory.read(cluster, 'host'))).toEqual(['172.16.0.172', '172.16.0.173']);
  });

  it('runs four VMs on one host and one on the other', () => {
    expect(namesOf(inventory.read(host('172.16.0.172'), 'vm'))).toEqual([
      'Migration_Test',
      'win2022-dc',
      'web-01',
      'local-only',
    ]);
    expect(namesOf(inventory.read(host('172.16.0.173'), 'vm'))).toEqual(['db-01']);
  });

  it('plugs the network card of a VM that is off in when it is powered on', () => {
    const devices = inventory.read(vm('db-01'), 'config')?.hardware.device;

    expect(devices?.find(({ key }) => key === 4000)?.connectable).toMatchObject({
      ...{ connected: false, startConnected: true },
    });
  });

  it.each(['172.16.0.172', '172.16.0.173'])('gives %s a 10 Gb/s vMotion adapter', (name) => {
    const config = inventory.read(host(name), 'config');
    const vnic = config?.network?.vnic?.find(({ portgroup }) => portgroup === 'vMotion');
    const vswitch = config?.network?.vswitch?.find((one) => one.name === 'vSwitch1');
    const pnic = config?.network?.pnic?.find(({ key }) => key === vswitch?.pnic?.[0]);

    expect(config?.vmotion?.netConfig?.selectedVnic).toContain(vnic?.key);
    expect(pnic?.linkSpeed?.speedMb).toBe(10_000);
    expect(inventory.read(host(name), 'summary').config.vmotionEnabled).toBe(true);
  });

  it('shares one datastore, and gives each host its own', () => {
    expect(namesOf(inventory.read(host('172.16.0.172'), 'datastore'))).toEqual([
      'LocalDS-172',
      'SharedDS',
    ]);
    expect(namesOf(inventory.read(host('172.16.0.173'), 'datastore'))).toEqual([
      'LocalDS-173',
      'SharedDS',
    ]);
  });

  it('shows both hosts a 50 GB disk on which nothing lies', () => {
    for (const name of ['172.16.0.172', '172.16.0.173']) {
      const config = inventory.read(host(name), 'config');
      const used = config?.fileSystemVolume?.mountInfo?.flatMap(({ volume }) =>
        'extent' in volume ? (volume.extent as readonly { diskName: string }[]) : [],
      );
      const free = config?.storageDevice?.scsiLun?.filter(
        ({ canonicalName }) => !used?.some(({ diskName }) => diskName === canonicalName),
      );

      expect(free).toMatchObject([{ capacity: { blockSize: 512, block: (50 * GB) / 512 } }]);
    }
  });

  it('has a Windows server, and guests that tell their addresses', () => {
    expect(inventory.read(vm('win2022-dc'), 'guest')).toMatchObject({
      guestFamily: 'windowsGuest',
      ipAddress: '172.16.0.10',
      toolsRunningStatus: 'guestToolsRunning',
    });
    expect(inventory.read(vm('Migration_Test'), 'guest')?.net).toMatchObject([
      { network: 'VM Network', ipAddress: ['172.16.0.50'], connected: true },
    ]);
  });

  it('keeps one VM on a local datastore and one switched off', () => {
    expect(namesOf(inventory.read(vm('local-only'), 'datastore'))).toEqual(['LocalDS-172']);
    expect(inventory.read(vm('db-01'), 'runtime').powerState).toBe('poweredOff');
    expect(inventory.read(vm('db-01'), 'guest')?.ipAddress).toBeUndefined();
  });
});
