import fc from 'fast-check';
import type { Timer } from '../../server/clock/clock.ts';
import { VirtualClock } from '../../server/clock/clock.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';

const step = fc.oneof(
  fc.record({
    kind: fc.constant('ask' as const),
    delayMs: fc.integer({ min: 0, max: 50 }),
    background: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(50) }),
  fc.record({ kind: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 30 }) }),
);

interface Asked {
  readonly id: number;
  readonly dueMs: number;
  readonly timer: Timer;
  cancelled: boolean;
}

/** A clock which keeps a list of what was asked of it and what ran. */
function recorded() {
  const clock = new VirtualClock({
    mode: { kind: 'manual' },
    startMs: 0,
    wall: new ManualWallClock(),
  });
  const asked: Asked[] = [];
  const ran: number[] = [];
  const ask = (delayMs: number, background: boolean) => {
    const id = asked.length;
    const dueMs = clock.now() + delayMs;
    const act = () => {
      expect(clock.now()).toBe(dueMs);
      ran.push(id);
    };
    asked.push({ id, dueMs, timer: clock.after(delayMs, act, { background }), cancelled: false });
  };
  const cancel = (id: number) => {
    const target = asked[id];
    if (target && !ran.includes(id)) target.cancelled = true;
    target?.timer.cancel();
  };
  return { clock, asked, ran, ask, cancel };
}

describe('every sequence of asking, cancelling and advancing', () => {
  it('runs what was not cancelled, each at its moment, ties in the order asked', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { clock, asked, ran, ask, cancel } = recorded();

        for (const one of steps) {
          if (one.kind === 'advance') clock.advance(one.ms);
          else if (one.kind === 'ask') ask(one.delayMs, one.background);
          else cancel(one.which);
        }
        clock.advance(100);

        const expected = asked
          .filter((timer) => !timer.cancelled)
          .toSorted((left, right) => left.dueMs - right.dueMs || left.id - right.id);
        expect(ran).toEqual(expected.map((timer) => timer.id));
        expect(clock.state().nextMs).toBeUndefined();
      }),
    );
  });
});
