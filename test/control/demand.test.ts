import { DemandControl } from '../../server/control/demand.ts';
import { StatisticsWorld } from '../helpers/statistics-world.ts';

const SINE = { kind: 'sine', mean: 50, amplitude: 40, periodSeconds: 400 } as const;

function given() {
  const world = new StatisticsWorld();
  const control = new DemandControl(world.services);
  const id = (name: string) => world.named('VirtualMachine', name).value;
  return { world, control, id };
}

describe('DemandControl', () => {
  it('knows a VM by name, id and inventory path', () => {
    const { world, control, id } = given();

    const found = ['wave', id('wave'), '/DC/vm/wave'].map((text) => control.report(text).vm);

    expect(found).toEqual([id('wave'), id('wave'), id('wave')]);
    world.stop();
  });

  it('tells what a guest does and has', () => {
    const { world, control, id } = given();
    world.clock.advance(60_000);

    const report = control.report('steady');

    expect(report).toMatchObject({
      vm: id('steady'),
      name: 'steady',
      profile: { cpuPercent: 10, diskIops: 20 },
      demand: {},
      now: { at: '2026-01-01T00:01:00Z', cpuDemandMhz: 400, cpuMhz: 400, consumedMemoryMb: 3072 },
    });
    expect(control.report('off').now).toBeUndefined();
    world.stop();
  });

  it('gives guests functions from now on, and leaves those that are not told of', () => {
    const { world, control } = given();
    world.clock.advance(100_000);

    const [report] = control.change({ vms: ['wave'], demand: { cpuPercent: SINE, cpuMhz: null } });
    world.clock.advance(100_000);

    expect(report?.demand).toMatchObject({
      cpuPercent: { ...SINE, sinceMs: Date.parse('2026-01-01T00:01:40Z') },
      activeMemoryPercent: { kind: 'steps' },
    });
    // A quarter of a period later.
    expect(control.report('wave').now?.cpuDemandMhz).toBe(3600);
    world.stop();
  });

  it('takes functions away, one or all', () => {
    const { world, control } = given();

    const [one] = control.change({ vms: ['wave'], demand: { cpuPercent: null } });
    const [all] = control.change({ vms: ['wave'], replace: true });

    expect(Object.keys(one?.demand ?? {})).toEqual(['activeMemoryPercent', 'diskReadIops']);
    expect(all?.demand).toEqual({});
    expect(all?.now?.cpuDemandMhz).toBe(400);
    world.stop();
  });

  it('changes plain numbers of several guests in one commit', () => {
    const { world, control } = given();
    const before = world.inventory.seq;

    const reports = control.change({ vms: ['steady', 'noisy'], profile: { cpuPercent: 30 } });

    expect(world.inventory.seq).toBe(before + 1);
    expect(reports.map(({ profile }) => profile['cpuPercent'])).toEqual([30, 30]);
    world.stop();
  });

  it('says what is wrong, and then nothing has changed', () => {
    const { world, control } = given();
    const before = world.inventory.seq;

    expect(() => control.report('nobody')).toThrow(
      expect.objectContaining({ problem: 'not found', message: expect.stringContaining('nobody') }),
    );
    expect(() => control.report('/DC/vm')).toThrow(
      expect.objectContaining({ problem: 'not found' }),
    );
    expect(() => control.change({ vms: ['wave', 'nobody'], profile: { cpuPercent: 1 } })).toThrow(
      expect.objectContaining({ problem: 'not found' }),
    );
    expect(() =>
      control.change({ vms: ['wave'], demand: { cpuPercent: { kind: 'sine' }, ram: 1 } }),
    ).toThrow(
      expect.objectContaining({
        problem: 'invalid',
        message: expect.stringMatching(/cpuPercent lacks "mean".*ram is no quantity/),
      }),
    );
    expect(world.inventory.seq).toBe(before);
    world.stop();
  });

  it('demands an id where a name is not one VM alone', () => {
    const { world, control } = given();
    world.assign(world.named('VirtualMachine', 'noisy'), 'config.name', 'wave');

    expect(() => control.report('wave')).toThrow(expect.objectContaining({ problem: 'conflict' }));
    world.stop();
  });
});
