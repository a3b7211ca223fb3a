import { parseTimeMode, VirtualClock } from '../../server/clock/clock.ts';
import { isoTime, MANUAL_START_MS } from '../../server/clock/moment.ts';
import { formatTimeMode } from '../../server/clock/time-mode.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';

const MANUAL = { kind: 'manual' } as const;
const INSTANT = { kind: 'instant' } as const;
const WALL_START_MS = Date.UTC(2030, 5, 1);

function given(mode: string) {
  const wall = new ManualWallClock(WALL_START_MS);
  const timeMode = parseTimeMode(mode);
  if (!timeMode) throw new Error(`no time mode: ${mode}`);
  const errors: unknown[] = [];
  const clock = new VirtualClock({ mode: timeMode, wall, onError: (error) => errors.push(error) });
  const startMs = clock.now();
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${clock.now() - startMs}`);
  return { wall, clock, startMs, ran, note, errors };
}

describe('isoTime', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [MANUAL_START_MS, '2026-01-01T00:00:00Z'],
    [MANUAL_START_MS + 4146.5, '2026-01-01T00:00:04.1465Z'],
    [MANUAL_START_MS + 0.001, '2026-01-01T00:00:00.000001Z'],
    [MANUAL_START_MS + 100, '2026-01-01T00:00:00.1Z'],
    [MANUAL_START_MS + 999.9999, '2026-01-01T00:00:01Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
  ])('writes %d as %s', (ms, text) => {
    expect(isoTime(ms)).toBe(text);
  });
});

describe('parseTimeMode', () => {
  it.each([
    ['instant', { kind: 'instant' }],
    ['manual', { kind: 'manual' }],
    ['realtime', { kind: 'realtime', rate: 1 }],
    ['60x', { kind: 'realtime', rate: 60 }],
    ['0.5x', { kind: 'realtime', rate: 0.5 }],
  ])('reads %s, and writes it back', (text, mode) => {
    const parsed = parseTimeMode(text);

    expect(parsed).toEqual(mode);
    expect(parsed && formatTimeMode(parsed)).toBe(text);
  });

  it.each(['', 'x', '0x', '-1x', '60', 'Instant', '1e3x', '9999999999x', '5000000x', ' 60x'])(
    'does not read %j',
    (text) => {
      expect(parseTimeMode(text)).toBeUndefined();
    },
  );
});

describe('VirtualClock in manual mode', () => {
  it('starts at 2026-01-01T00:00:00Z, or where it is told', () => {
    expect(new VirtualClock({ mode: MANUAL }).iso()).toBe('2026-01-01T00:00:00Z');
    expect(new VirtualClock({ mode: MANUAL, startMs: 1500 }).iso()).toBe('1970-01-01T00:00:01.5Z');
  });

  it('moves only when advanced', () => {
    const { clock, wall, startMs, ran, note } = given('manual');
    clock.after(1000, note('a'));

    wall.advance(3_600_000);
    wall.settle();
    expect(clock.now()).toBe(startMs);

    clock.advance(999);
    expect(ran).toEqual([]);

    clock.advance(1);
    expect(ran).toEqual(['a@1000']);
  });

  it('runs timers by moment, ties in the order asked, each seeing its own moment', () => {
    const { clock, ran, note } = given('manual');
    clock.after(300, note('late'));
    clock.after(100, note('first'), { background: true });
    clock.after(100, note('second'));
    clock.after(100, note('third'), { background: true });

    clock.advance(1000);

    expect(ran).toEqual(['first@100', 'second@100', 'third@100', 'late@300']);
  });

  it('runs on the way what timers ask for on the way', () => {
    const { clock, ran, note } = given('manual');
    clock.after(100, () => clock.after(50, note('chained')));

    clock.advance(150);

    expect(ran).toEqual(['chained@150']);
  });

  it('runs what is due at once without time moving, after the caller returned', () => {
    const { clock, wall, ran, note } = given('manual');

    clock.after(0, note('now'));
    expect(ran).toEqual([]);

    wall.settle();
    expect(ran).toEqual(['now@0']);
  });

  it('repeats without drift until cancelled', () => {
    const { clock, ran, note } = given('manual');
    const repeated = clock.every(20_000, note('sample'));

    clock.advance(50_000);
    clock.advance(10_000);
    repeated.cancel();
    repeated.cancel();
    clock.advance(100_000);

    expect(ran).toEqual(['sample@20000', 'sample@40000', 'sample@60000']);
    expect(clock.state().pendingBackground).toBe(0);
  });

  it('lets a repeated timer cancel itself', () => {
    const { clock, ran, note } = given('manual');
    const repeated = clock.every(10, () => {
      note('once')();
      repeated.cancel();
    });

    clock.advance(100);

    expect(ran).toEqual(['once@10']);
  });

  it('forgets a cancelled timer', () => {
    const { clock, ran, note } = given('manual');
    const kept = clock.after(10, note('kept'));
    const cancelled = clock.after(5, note('cancelled'));

    cancelled.cancel();
    cancelled.cancel();
    clock.advance(10);
    kept.cancel();

    expect(ran).toEqual(['kept@10']);
    expect(clock.state()).toMatchObject({ pendingForeground: 0, nextMs: undefined });
  });

  it('hands the error of a timer on and runs the others', () => {
    const { clock, ran, note, errors } = given('manual');
    const wrong = new Error('wrong');
    clock.after(1, () => {
      throw wrong;
    });
    clock.after(2, note('next'));

    clock.advance(2);

    expect(errors).toEqual([wrong]);
    expect(ran).toEqual(['next@2']);
  });

  it('throws the error of a timer outside of the clock when nobody asked for it', () => {
    const wall = new ManualWallClock();
    const clock = new VirtualClock({ mode: MANUAL, wall });
    clock.after(1, () => {
      throw new Error('wrong');
    });

    clock.advance(1);

    expect(() => wall.runTicks()).toThrow('wrong');
  });

  it('refuses to be moved, set or switched by a timer', () => {
    const { clock, errors } = given('manual');
    clock.after(1, () => clock.advance(1));
    clock.after(1, () => clock.setNow(0));
    clock.after(1, () => clock.setMode(INSTANT));

    clock.advance(1);

    expect(errors.map(String)).toEqual([
      'Error: The clock cannot advance while it runs a timer.',
      'Error: The clock cannot be set while it runs a timer.',
      'Error: The clock cannot switch its mode while it runs a timer.',
    ]);
  });

  it('never goes back when advanced to a moment already passed', () => {
    const { clock, startMs } = given('manual');
    clock.advance(1000);

    clock.advanceTo(startMs);

    expect(clock.now()).toBe(startMs + 1000);
  });

  it('keeps the distance of pending timers when it is set', () => {
    const { clock, ran } = given('manual');
    clock.after(1000, () => ran.push(clock.iso()));

    clock.setNow(Date.UTC(2020, 0, 1));
    clock.advance(1000);

    expect(ran).toEqual(['2020-01-01T00:00:01Z']);
  });

  it('refuses spans which are no numbers', () => {
    const { clock } = given('manual');

    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
    expect(() => clock.advance(Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(() => clock.after(Number.NaN, () => {})).toThrow(RangeError);
    expect(() => clock.every(0, () => {})).toThrow(RangeError);
  });

  it('stops timers which feed each other at one moment', () => {
    const { clock } = given('manual');
    const again = () => void clock.after(0, again);
    again();

    expect(() => clock.advance(1)).toThrow(/without end/);
  });

  it('keeps 10,000 timers in order however they were asked and cancelled', () => {
    const { clock, startMs } = given('manual');
    const moments: number[] = [];
    const timers = Array.from({ length: 10_000 }, (_, index) =>
      clock.after((index * 7919) % 10_007, () => moments.push(clock.now() - startMs)),
    );

    for (const [index, timer] of timers.entries()) if (index % 3 === 0) timer.cancel();
    clock.advance(10_007);

    expect(moments).toHaveLength(6666);
    expect(moments).toEqual(moments.toSorted((left, right) => left - right));
  });
});

describe('VirtualClock in realtime mode', () => {
  it('starts at wall time and follows it', () => {
    const { clock, wall } = given('realtime');

    wall.advance(1500.25);

    expect(clock.now()).toBe(WALL_START_MS + 1500.25);
  });

  it.each([
    ['60x', 1000, 60_000],
    ['0.5x', 1000, 500],
  ])('passes at %s: %d real ms are %d ms', (mode, wallMs, virtualMs) => {
    const { clock, wall, startMs } = given(mode);

    wall.advance(wallMs);

    expect(clock.now() - startMs).toBe(virtualMs);
  });

  it('runs a timer at its own moment when its real time has come', () => {
    const { clock, wall, ran, note } = given('60x');
    clock.after(30_001, note('task'));
    clock.every(20_000, note('sample'));

    wall.advance(499);
    expect(ran).toEqual(['sample@20000']);

    wall.advance(2);
    expect(ran).toEqual(['sample@20000', 'task@30001']);
  });

  it('asks for one real timer at a time', () => {
    const { clock, wall } = given('realtime');

    for (let index = 0; index < 1000; index++) clock.after(1000 - index, () => {});

    expect(wall.pending).toBe(1);
  });

  it('never shows a timer a time before one already shown', () => {
    const { clock, wall, ran, note } = given('10x');
    clock.after(15, note('late'));
    wall.after(1.75, () => note('reader')());

    wall.advance(2);

    expect(ran).toEqual(['reader@17.5', 'late@17.5']);
  });

  it('can be advanced ahead of the wall', () => {
    const { clock, wall, ran, note, startMs } = given('realtime');
    clock.after(60_000, note('task'));

    clock.advance(60_000);
    wall.advance(10);

    expect(ran).toEqual(['task@60000']);
    expect(clock.now() - startMs).toBe(60_010);
  });
});

describe('VirtualClock in instant mode', () => {
  it('leaps to a foreground timer after the caller has returned', () => {
    const { clock, wall, ran, note } = given('instant');

    clock.after(28_800_000, note('eight hours'));
    expect(ran).toEqual([]);

    wall.runTicks();
    expect(ran).toEqual(['eight hours@28800000']);
  });

  it('runs background timers on the way, in order', () => {
    const { clock, wall, ran, note } = given('instant');
    clock.every(20_000, note('sample'));
    clock.after(50_000, note('task'));

    wall.settle();

    expect(ran).toEqual(['sample@20000', 'sample@40000', 'task@50000']);
  });

  it('is not pulled forward by background timers, which wait for the wall', () => {
    const { clock, wall, ran, note, startMs } = given('instant');
    clock.every(20_000, note('sample'));

    wall.settle();
    expect(clock.now()).toBe(startMs);

    wall.advance(20_000);
    expect(ran).toEqual(['sample@20000']);
  });

  it('leaps on from the timers it ran', () => {
    const { clock, wall, ran, note } = given('instant');
    clock.after(1000, () => clock.after(1000, note('second')));

    wall.settle();

    expect(ran).toEqual(['second@2000']);
  });

  it('goes on with the wall from where it leapt to', () => {
    const { clock, wall, startMs } = given('instant');
    clock.after(1000, () => {});
    wall.settle();

    wall.advance(5);

    expect(clock.now() - startMs).toBe(1005);
  });

  it('brings background timers nearer by what it leapt', () => {
    const { clock, wall, ran, note } = given('instant');
    clock.every(20_000, note('sample'));
    clock.after(15_000, () => {});
    wall.settle();

    wall.advance(5000);

    expect(ran).toEqual(['sample@20000']);
  });

  it('passes a long way in slices, so that other work gets its turn', () => {
    const { clock, wall, startMs } = given('instant');
    let samples = 0;
    clock.every(20_000, () => samples++);
    clock.after(86_400_000, () => {});

    wall.runTicks();
    expect(samples).toBeLessThan(4320);

    wall.settle();
    expect(samples).toBe(4320);
    expect(clock.now() - startMs).toBe(86_400_000);
  });

  it('stays where it is when the timer it was to leap to is cancelled', () => {
    const { clock, wall, startMs } = given('instant');
    const task = clock.after(1000, () => {});

    task.cancel();
    wall.settle();

    expect(clock.now()).toBe(startMs);
  });
});

describe('VirtualClock.setMode', () => {
  it('keeps now and the pending timers', () => {
    const { clock, wall, ran, note, startMs } = given('60x');
    clock.after(90_000, note('task'));
    wall.advance(1000);

    clock.setMode(MANUAL);
    wall.advance(5000);
    expect(clock.now() - startMs).toBe(60_000);

    clock.setMode({ kind: 'realtime', rate: 1 });
    wall.advance(29_999);
    expect(ran).toEqual([]);
    wall.advance(1);
    expect(ran).toEqual(['task@90000']);

    clock.after(1000, note('leapt to'));
    clock.setMode(INSTANT);
    wall.settle();
    expect(ran.at(-1)).toBe('leapt to@91000');
  });
});

describe('VirtualClock.stop', () => {
  it('drops pending timers and asks for no more real time', () => {
    const { clock, wall, ran, note } = given('realtime');
    clock.after(10, note('task'));
    clock.every(10, note('sample'));

    clock.stop();
    clock.after(10, note('too late'));
    wall.advance(100);
    wall.settle();

    expect(ran).toEqual([]);
    expect(wall.pending).toBe(0);
  });
});

describe('VirtualClock.flows', () => {
  it.each([
    ['manual', false],
    ['instant', true],
    ['60x', true],
  ])('is in %s time %s', (mode, flows) => {
    expect(given(mode).clock.flows).toBe(flows);
  });

  it('is false for what comes due while time is told to pass', () => {
    const { clock } = given('realtime');
    const seen: boolean[] = [];
    clock.after(10, () => seen.push(clock.flows));

    clock.advance(20);

    expect(seen).toEqual([false]);
    expect(clock.flows).toBe(true);
  });
});

describe('VirtualClock.rest', () => {
  it('goes on once others were served', () => {
    const { clock, wall } = given('realtime');
    const seen: string[] = [];
    clock.rest(() => seen.push('rested'));
    seen.push('others');

    wall.runTicks();

    expect(seen).toEqual(['others', 'rested']);
  });

  it('goes on before time is told to advance, where it must come to its end', () => {
    const { clock, wall } = given('instant');
    const startMs = clock.now();
    const seen: (readonly [boolean, number])[] = [];
    clock.rest(() => seen.push([clock.flows, clock.now() - startMs]));

    clock.advance(60_000);
    wall.runTicks();

    expect(seen).toEqual([[false, 0]]);
  });

  it('goes on with others where one of them fails', () => {
    const { clock, errors } = given('manual');
    const seen: string[] = [];
    clock.rest(() => {
      throw new Error('broken');
    });
    clock.rest(() => seen.push('rested'));

    clock.advance(1);

    expect(seen).toEqual(['rested']);
    expect(errors).toHaveLength(1);
  });
});
