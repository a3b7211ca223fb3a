import type { DrsVm } from '../../../server/engines/drs/facts.ts';
import { makeRoom } from '../../../server/engines/drs/make-room.ts';
import { cluster, host, vm } from './cluster.ts';

const reserving = (reservation: number, wish: Partial<DrsVm> = {}): Partial<DrsVm> => ({
  cpu: { shares: 2000, reservation, limit: -1 },
  ...wish,
});
const newcomer = (reservation: number) => vm('new', '', 0, reserving(reservation));
const HOSTS = [host('h1'), host('h2')];

describe('Room for a VM that fits nowhere', () => {
  it('is made by the smallest move that frees enough', () => {
    const vms = [
      vm('large', 'h1', 100, reserving(5000)),
      vm('small', 'h1', 100, reserving(2000)),
      vm('other', 'h2', 100, reserving(6000)),
    ];

    const room = makeRoom({ ...cluster(HOSTS, vms), newcomer: newcomer(5000) });

    expect(room).toMatchObject({
      host: 'h1',
      moves: [
        { reason: 'reservationCpu', priority: 1, moves: [{ vm: 'small', destination: 'h2' }] },
      ],
    });
  });

  it('takes several moves where one is not enough', () => {
    const three = [host('h1'), host('h2'), host('h3')];
    const vms = [
      ...['a', 'b', 'c'].map((id) => vm(id, 'h1', 100, reserving(3000))),
      vm('d', 'h2', 100, reserving(6500)),
      vm('e', 'h3', 100, reserving(6500)),
    ];

    const room = makeRoom({ ...cluster(three, vms), newcomer: newcomer(6000) });

    expect(room?.host).toBe('h1');
    const moves = (room?.moves ?? []).flatMap((one) => one.moves);
    expect(moves.map(({ destination }) => destination).sort()).toEqual(['h2', 'h3']);
  });

  it('sends away whom a rule keeps apart from it', () => {
    const vms = [vm('foe', 'h1', 100), vm('wall', 'h2', 100, reserving(9000))];
    const rules = [{ kind: 'antiAffinity', key: 1, name: 'apart', vms: ['foe', 'new'] } as const];

    const room = makeRoom({ ...cluster(HOSTS, vms, { rules }), newcomer: newcomer(2000) });

    expect(room).toMatchObject({
      host: 'h1',
      moves: [{ reason: 'antiAffin', moves: [{ vm: 'foe', destination: 'h2' }] }],
    });
  });

  it('is automatic only when the one who moves is', () => {
    const vms = [
      vm('small', 'h1', 100, reserving(6000, { behavior: 'manual' })),
      vm('other', 'h2', 100, reserving(4000)),
    ];

    const room = makeRoom({ ...cluster(HOSTS, vms), newcomer: newcomer(7000) });

    expect(room?.moves.map(({ automatic }) => automatic)).toEqual([true]);
    expect(room?.host).toBe('h2');
  });

  it.each<[string, readonly DrsVm[]]>([
    [
      'VMs may not move',
      [
        vm('a', 'h1', 100, reserving(6000, { behavior: 'disabled' })),
        vm('b', 'h2', 100, reserving(6000, { behavior: 'disabled' })),
      ],
    ],
    [
      'VMs have nowhere to go',
      [vm('a', 'h1', 100, reserving(6000)), vm('b', 'h2', 100, reserving(6000))],
    ],
    [
      'others would get full',
      [vm('a', 'h1', 5000, reserving(4000)), vm('b', 'h2', 9000, reserving(4000))],
    ],
  ])('is not made where %s', (_, vms) => {
    expect(makeRoom({ ...cluster(HOSTS, vms), newcomer: newcomer(7000) })).toBeUndefined();
  });
});
