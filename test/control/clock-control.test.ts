import { VirtualClock } from '../../server/clock/clock.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';
import { ClockControl } from '../../server/control/clock-control.ts';
import { parseDuration } from '../../server/control/duration.ts';

function steered() {
  const wall = new ManualWallClock();
  const clock = new VirtualClock({ mode: { kind: 'manual' }, wall });
  const control = new ClockControl(clock, (act) => queueMicrotask(act));
  return { clock, control };
}

describe('the clock under control', () => {
  it('reports mode, time and what is pending', () => {
    const { clock, control } = steered();
    clock.after(1_500, () => undefined);
    clock.every(60_000, () => undefined);

    expect(control.report()).toEqual({
      mode: 'manual',
      now: '2026-01-01T00:00:00Z',
      nowMs: Date.UTC(2026, 0, 1),
      pendingForeground: 1,
      pendingBackground: 1,
      next: '2026-01-01T00:00:01.5Z',
    });
  });

  it('runs what comes due when time is advanced, and tells others in between', async () => {
    const { clock, control } = steered();
    const hours: string[] = [];
    clock.every(3_600_000, () => hours.push(clock.iso()));

    const report = await control.advance({ duration: '8h' });

    expect(report.now).toBe('2026-01-01T08:00:00Z');
    expect(hours).toHaveLength(8);
  });

  it('adds advances up that come at once', async () => {
    const { control } = steered();

    await Promise.all([control.advance({ ms: 7_200_000 }), control.advance({ duration: '1h30m' })]);

    expect(control.report().now).toBe('2026-01-01T03:30:00Z');
  });

  it('sets time without running anything, and switches the mode', () => {
    const { clock, control } = steered();
    const ran: string[] = [];
    clock.after(1_000, () => ran.push(clock.iso()));

    const report = control.change({ now: '2027-03-01T12:00:00Z', mode: '60x' });

    expect(report).toMatchObject({ mode: '60x', next: '2027-03-01T12:00:01Z' });
    expect(ran).toEqual([]);
  });

  it.each([
    [{ mode: 'fast' }, /mode wants/],
    [{ now: 'tomorrow' }, /now wants/],
    [{ mode: 'manual', now: '2026-13-01' }, /now wants/],
  ])('refuses %j and changes nothing', (wish, expected) => {
    const { control } = steered();
    const before = control.report();

    expect(() => control.change(wish)).toThrow(expected);
    expect(control.report()).toEqual(before);
  });

  it.each([
    [{}, /either ms or duration/],
    [{ ms: 1, duration: '1s' }, /either ms or duration/],
    [{ ms: -1 }, /0 ms to ten years/],
    [{ ms: Number.NaN }, /0 ms to ten years/],
    [{ duration: '20000d' }, /0 ms to ten years/],
    [{ duration: 'soon' }, /duration wants a span/],
  ])('refuses to advance by %j', async (wish, expected) => {
    await expect(steered().control.advance(wish)).rejects.toThrow(expected);
  });
});

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
    ['0s', 0],
    ['', undefined],
    ['5', undefined],
    ['5 m', undefined],
    ['-5m', undefined],
    ['1e3s', undefined],
    ['5mm', undefined],
  ])('%j is %s ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });
});
