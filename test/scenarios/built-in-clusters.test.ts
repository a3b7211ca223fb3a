import { VirtualClock } from '../../server/clock/clock.ts';
import type { Ref } from '../../server/vmodl/reference.ts';
import { TestServer } from '../helpers/server.ts';

const HOUR_MS = 3_600_000;

function clusterOf({ running }: TestServer) {
  const { inventory, clock } = running.services;
  if (!(clock instanceof VirtualClock)) throw new Error('a clock that can be moved');
  const [cluster] = inventory.ofType('ClusterComputeResource');
  if (!cluster) throw new Error('a cluster');
  return { inventory, clock, cluster };
}

describe('the seed drs-cluster', () => {
  const server = new TestServer({ seed: 'drs-cluster' });
  beforeAll(() => server.open());
  afterAll(() => server.close());

  it('gives DRS something to do within an hour', () => {
    const { inventory, clock, cluster } = clusterOf(server);

    clock.advance(HOUR_MS);

    expect(inventory.read(cluster as Ref, '_numVmotions')).toBeGreaterThan(0);
    expect(inventory.read(cluster, 'drsFault')).toEqual([]);
  });
});

describe('the seed dpm-cluster', () => {
  const server = new TestServer({ seed: 'dpm-cluster' });
  beforeAll(() => server.open());
  afterAll(() => server.close());

  it('has DPM send one host of four into standby within an hour, and no second one after', () => {
    const { inventory, clock, cluster } = clusterOf(server);
    const asleep = () =>
      inventory
        .ofType('HostSystem')
        .filter((host) => inventory.read(host, 'runtime').powerState === 'standBy')
        .map((host) => inventory.read(host, 'name'));

    clock.advance(HOUR_MS);
    const first = asleep();
    clock.advance(HOUR_MS);

    expect(first).toEqual(['esx-4.example']);
    expect(asleep()).toEqual(first);
    expect(inventory.read(cluster, 'summary').numEffectiveHosts).toBe(3);
  });
});
