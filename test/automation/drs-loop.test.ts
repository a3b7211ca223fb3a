import { VirtualClock } from '../../server/clock/clock.ts';
import { DemandControl } from '../../server/control/demand.ts';
import { assign } from '../../server/inventory/change.ts';
import { TestServer } from '../helpers/server.ts';

const MINUTE_MS = 60_000;
const VMS = ['Migration_Test', 'win2022-dc', 'web-01'];

describe('DRS of a server whose time passes by itself', () => {
  const server = new TestServer({ time: { kind: 'instant' } });
  beforeAll(() => server.open());
  afterAll(() => server.close());

  it('has had its say about all the time that was told to pass', () => {
    const { services } = server.running;
    const { inventory, clock } = services;
    if (!(clock instanceof VirtualClock)) throw new Error('a clock that can be moved');
    const [cluster] = inventory.ofType('ClusterComputeResource');
    if (!cluster) throw new Error('a cluster');
    new DemandControl(services).change({ vms: VMS, demand: { cpuPercent: 100 } });

    clock.advance(10 * MINUTE_MS);

    const { atMs = 0 } = services.drs.lastPass(cluster) ?? {};
    expect(clock.now() - atMs).toBeLessThan(5 * MINUTE_MS);
    expect(inventory.read(cluster, 'recommendation')).toHaveLength(1);
  });

  it.each([1, 2, 3, 4])(
    'has ended a look that was under way for %d turns before time is told to pass',
    async (turns) => {
      const { services } = server.running;
      const { inventory, clock } = services;
      if (!(clock instanceof VirtualClock)) throw new Error('a clock that can be moved');
      const [cluster] = inventory.ofType('ClusterComputeResource');
      if (!cluster) throw new Error('a cluster');
      const configuration = inventory.read(cluster, 'configurationEx');
      inventory.apply([assign(cluster, 'configurationEx', { ...configuration })]);
      for (let turn = 0; turn < turns; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      const askedMs = clock.now();

      clock.advance(MINUTE_MS);

      const { atMs = 0 } = services.drs.lastPass(cluster) ?? {};
      expect(Math.abs(atMs - askedMs)).toBeLessThan(MINUTE_MS / 2);
    },
  );
});
