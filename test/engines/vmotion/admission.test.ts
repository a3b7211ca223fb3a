import type {
  HostLoadFacts,
  OperationKind,
  Ticket,
} from '../../../server/engines/vmotion/admission.ts';
import {
  admit,
  admitBeside,
  blockers,
  operationDemands,
  returnUnits,
  takeUnits,
  unitsInUse,
} from '../../../server/engines/vmotion/admission.ts';

const host = (key: string, vmotionLineGbps = 10, esxMajorVersion = 8): HostLoadFacts => ({
  key,
  vmotionLineGbps,
  esxMajorVersion,
});

let orders = 0;
function ticket(
  kind: OperationKind,
  hosts: readonly HostLoadFacts[],
  datastores: readonly string[] = [],
  priority: Ticket['priority'] = 'defaultPriority',
): Ticket {
  orders += 1;
  return {
    id: `${kind}-${orders}`,
    priority,
    queueTimeMs: orders,
    demands: operationDemands({ kind, hosts, datastores }),
  };
}

const many = (count: number, make: () => Ticket) => Array.from({ length: count }, make);

describe('operationDemands', () => {
  it('charges a vMotion on both hosts, both networks and the datastore', () => {
    const demands = operationDemands({
      kind: 'vmotion',
      hosts: [host('a'), host('b', 1)],
      datastores: ['ds'],
    });

    expect(demands).toEqual([
      { resource: 'host:a', cost: 2, max: 16 },
      { resource: 'network:a', cost: 1, max: 8 },
      { resource: 'host:b', cost: 2, max: 16 },
      { resource: 'network:b', cost: 1, max: 4 },
      { resource: 'datastore:ds', cost: 1, max: 128 },
    ]);
  });

  it('charges a host once for a storage move, and no network', () => {
    const demands = operationDemands({
      kind: 'storageVmotion',
      hosts: [host('a'), host('a')],
      datastores: ['from', 'to'],
    });

    expect(demands).toEqual([
      { resource: 'host:a', cost: 8, max: 16 },
      { resource: 'datastore:from', cost: 16, max: 128 },
      { resource: 'datastore:to', cost: 16, max: 128 },
    ]);
  });

  it.each([
    ['vmotion', 2, 1, 1, 1],
    ['storageVmotion', 8, 4, 0, 16],
    ['xvmotion', 8, 4, 1, 16],
    ['provisioning', 2, 1, 0, 16],
  ] as const)(
    'counts %s as %d of 16 on a host, %d of 8 on one before 6.0, %d on a network, %d of 128 on a datastore',
    (kind, hostCost, oldHostCost, networkCost, datastoreCost) => {
      const demands = operationDemands({
        kind,
        hosts: [host('a'), host('old', 10, 5)],
        datastores: ['from', 'to'],
      });

      expect(demands).toEqual(
        [
          { resource: 'host:a', cost: hostCost, max: 16 },
          { resource: 'network:a', cost: networkCost, max: 8 },
          { resource: 'host:old', cost: oldHostCost, max: 8 },
          { resource: 'network:old', cost: networkCost, max: 8 },
          { resource: 'datastore:from', cost: datastoreCost, max: 128 },
          { resource: 'datastore:to', cost: datastoreCost, max: 128 },
        ].filter(({ cost }) => cost > 0),
      );
    },
  );

  it.each([
    [0.1, 2],
    [1, 4],
    [2.5, 4],
    [10, 8],
    [100, 8],
  ])('lets a vMotion network of %d Gb/s hold %d', (gbps, max) => {
    const demands = operationDemands({ kind: 'vmotion', hosts: [host('a', gbps)], datastores: [] });

    expect(demands[1]).toEqual({ resource: 'network:a', cost: 1, max });
  });
});

describe('admit', () => {
  it('GV-CC-1: one storage move and four vMotions fill a host', () => {
    const a = host('a');
    const running = [
      ticket('storageVmotion', [a], ['x', 'y']),
      ...many(4, () => ticket('vmotion', [a, host('b')])),
    ];

    expect(admit(running, [ticket('vmotion', [a, host('b')])])).toEqual([]);
    expect(admit(running.slice(1), [ticket('vmotion', [a, host('b')])])).toHaveLength(1);
  });

  it.each([
    [1, 4],
    [10, 6],
  ])('GV-CC-2: of six vMotions over %d GbE %d run', (gbps, running) => {
    const pair = [host('a', gbps), host('b', gbps)];

    expect(
      admit(
        [],
        many(6, () => ticket('vmotion', pair)),
      ),
    ).toHaveLength(running);
  });

  it('GV-CC-3: a datastore with a vMotion and seven storage moves takes a vMotion, no storage move', () => {
    const running = [
      ticket('vmotion', [host('a'), host('b')], ['ds']),
      ...Array.from({ length: 7 }, (_, index) =>
        ticket('storageVmotion', [host(`h${index}`)], ['ds', `other${index}`]),
      ),
    ];
    const storageMove = ticket('storageVmotion', [host('c')], ['ds', 'z']);
    const vmotion = ticket('vmotion', [host('c'), host('d')], ['ds']);

    expect(admit(running, [storageMove, vmotion])).toEqual([vmotion]);
  });

  it('GV-CC-4: of three storage moves from one host two run', () => {
    const moves = many(3, () => ticket('storageVmotion', [host('a')], ['x', 'y']));

    expect(admit([], moves)).toEqual(moves.slice(0, 2));
  });

  it('runs eight vMotions of a host at 10 GbE (S-VM-6)', () => {
    const moves = many(9, () => ticket('vmotion', [host('a'), host('b')], ['ds']));

    expect(admit([], moves)).toEqual(moves.slice(0, 8));
    expect(admit(moves.slice(1, 8), moves.slice(8))).toEqual(moves.slice(8));
  });

  it('starts by priority, then by queue time', () => {
    const pair = [host('a'), host('b')];
    const low = ticket('vmotion', pair, [], 'lowPriority');
    const late = { ...ticket('vmotion', pair), queueTimeMs: 1_000_000 };
    const early = ticket('vmotion', pair);
    const high = ticket('vmotion', pair, [], 'highPriority');

    expect(admit([], [low, late, early, high])).toEqual([high, early, late, low]);
  });

  it('does not let one who waits for a full host hold up others', () => {
    const full = many(8, () => ticket('vmotion', [host('a'), host('b')]));
    const waits = ticket('vmotion', [host('a'), host('c')]);
    const free = ticket('vmotion', [host('c'), host('d')]);

    expect(admit(full, [waits, free])).toEqual([free]);
  });
});

describe('admitBeside', () => {
  it('admits as if all that run were counted, when units were taken and returned one by one', () => {
    const pair = [host('a'), host('b')];
    const moves = many(9, () => ticket('vmotion', pair, ['ds']));
    const inUse = unitsInUse([]);
    for (const move of moves) takeUnits(inUse, move);
    for (const move of moves.slice(0, 2)) returnUnits(inUse, move);
    const queued = many(2, () => ticket('vmotion', pair));

    expect(admitBeside(inUse, queued)).toEqual(admit(moves.slice(2), queued));
    expect(inUse).toEqual(unitsInUse(moves.slice(2)));
  });

  it('leaves nothing in use when all have ended', () => {
    const move = ticket('xvmotion', [host('a'), host('b')], ['x', 'y']);
    const inUse = unitsInUse([move]);

    returnUnits(inUse, move);

    expect(inUse.size).toBe(0);
  });
});

describe('blockers', () => {
  it('names the resources that lack room', () => {
    const a = host('a');
    const running = [
      ...many(4, () => ticket('vmotion', [a, host('b', 1)], ['ds'])),
      ticket('storageVmotion', [a], ['x', 'y']),
    ];

    expect(blockers(running, ticket('vmotion', [a, host('b', 1)], ['ds']))).toEqual([
      'host:a',
      'network:b',
    ]);
    expect(blockers(running, ticket('storageVmotion', [host('c')], ['x', 'y']))).toEqual([]);
  });

  it('names a datastore whose storage moves fill it', () => {
    const running = Array.from({ length: 8 }, (_, index) =>
      ticket('storageVmotion', [host(`h${index}`)], ['ds', `other${index}`]),
    );

    expect(blockers(running, ticket('provisioning', [host('c')], ['ds', 'z']))).toEqual([
      'datastore:ds',
    ]);
  });
});
