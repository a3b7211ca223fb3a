import { RealWallClock } from '../../server/clock/real-time-driver.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';

describe('ManualWallClock', () => {
  it('runs what comes due in order, cancelled calls excepted', () => {
    const wall = new ManualWallClock();
    const ran: string[] = [];
    wall.after(20, () => ran.push('b'));
    wall.after(10, () => ran.push('a'));
    wall.after(15, () => ran.push('cancelled')).cancel();

    wall.advance(15);
    expect(ran).toEqual(['a']);

    wall.advance(5);
    expect(ran).toEqual(['a', 'b']);
  });

  it('keeps ticks apart from time', () => {
    const wall = new ManualWallClock();
    const ran: string[] = [];
    wall.tick(() => wall.tick(() => ran.push('second')));

    wall.advance(1000);
    expect(wall.runTicks()).toBe(1);
    expect(ran).toEqual([]);

    wall.settle();
    expect(ran).toEqual(['second']);
  });
});

describe('RealWallClock', () => {
  it('never goes back', () => {
    const wall = new RealWallClock();
    const first = wall.nowMs();

    expect(wall.nowMs()).toBeGreaterThanOrEqual(first);
  });

  it('runs after and tick later than the call, and nothing that was cancelled', async () => {
    const wall = new RealWallClock();
    const ran: string[] = [];

    await new Promise<void>((done) => {
      wall.after(0, () => ran.push('cancelled')).cancel();
      wall.tick(() => {
        ran.push('tick');
        wall.after(1, () => {
          ran.push('after');
          done();
        });
      });
      expect(ran).toEqual([]);
    });

    expect(ran).toEqual(['tick', 'after']);
  });

  it('waits longer than a Node timer can', () => {
    const timer = new RealWallClock().after(2 ** 33, () => {
      throw new Error('ran at once');
    });

    timer.cancel();
  });
});
