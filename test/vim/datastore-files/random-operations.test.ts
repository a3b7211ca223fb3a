/**
 * Random copies, moves, folders, disks and deletions over two datastores: what is listed is what a plain
 * model says, and what is used is the sum of it.
 */
import fc from 'fast-check';
import { VimFault } from '../../../server/vmodl/fault.ts';
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const FILES = reference('FileManager', 'FileManager');
const DISKS = reference('VirtualDiskManager', 'virtualDiskManager');
const MB = 2 ** 20;
const STORES = ['SharedDS', 'LocalDS-172'] as const;

/** Sizes by path, of one datastore; folders are undefined. */
type Model = Map<string, number | undefined>;
type Models = Record<(typeof STORES)[number], Model>;

const store = fc.constantFrom(...STORES);
const path = fc.constantFrom(
  'w/a',
  'w/b',
  'w/ab',
  'w/a/c',
  'w/b/c',
  'w/a/d',
  'w/x.vmdk',
  'w/a/x.vmdk',
  'w/y.vmdk',
);
const place = fc.record({ store, path });
const operation = fc.oneof(
  fc.record({ kind: fc.constant('mkdir' as const), at: place }),
  fc.record({ kind: fc.constant('disk' as const), at: place, mb: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ kind: fc.constant('delete' as const), at: place }),
  fc.record({ kind: fc.constant('copy' as const), at: place, to: place, force: fc.boolean() }),
  fc.record({ kind: fc.constant('move' as const), at: place, to: place, force: fc.boolean() }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
type Place = { readonly store: (typeof STORES)[number]; readonly path: string };

const within = (model: Model, top: string) =>
  [...model.keys()].filter((one) => one === top || one.startsWith(`${top}/`));
const above = (of: string) => of.slice(0, of.lastIndexOf('/'));
const isFolder = (model: Model, at: string) => model.has(at) && model.get(at) === undefined;

/** What the operation makes of the models; false when it is to be refused. */
function play(models: Models, doing: Operation): boolean {
  const from = models[doing.at.store];
  switch (doing.kind) {
    case 'mkdir':
      if (from.has(doing.at.path) || !isFolder(from, above(doing.at.path))) return false;
      from.set(doing.at.path, undefined);
      return true;
    case 'disk': {
      const flat = doing.at.path.replace('.vmdk', '-flat.vmdk');
      const named = doing.at.path.endsWith('.vmdk');
      if (!named || from.has(doing.at.path) || from.has(flat)) return false;
      if (!isFolder(from, above(doing.at.path))) return false;
      from.set(doing.at.path, 512).set(flat, doing.mb * MB);
      return true;
    }
    case 'delete': {
      const gone = within(from, doing.at.path);
      for (const one of gone) from.delete(one);
      return gone.length > 0;
    }
    case 'copy':
    case 'move':
      return transfer(models, doing);
  }
}

function transfer(models: Models, doing: Extract<Operation, { readonly to: Place }>): boolean {
  const { at, to, force } = doing;
  const [from, into] = [models[at.store], models[to.store]];
  const same = at.store === to.store;
  if (!from.has(at.path) || (same && to.path.startsWith(`${at.path}/`))) return false;
  if ((same && at.path === to.path) || (into.has(to.path) && !force)) return false;
  if (into.has(to.path) && isFolder(into, to.path) !== isFolder(from, at.path)) return false;
  if (!isFolder(into, above(to.path))) return false;
  const sources = within(from, at.path).map((one) => [one, from.get(one)] as const);
  const renamed = sources.map(
    ([one, size]) => [to.path + one.slice(at.path.length), size] as const,
  );
  const clash = renamed.some(
    ([one, size]) => into.has(one) && (into.get(one) === undefined) !== (size === undefined),
  );
  if (clash) return false;
  if (doing.kind === 'move') for (const [one] of sources) from.delete(one);
  for (const [one, size] of renamed) into.set(one, size);
  return true;
}

const named = ({ store: datastore, path: of }: Place) => `[${datastore}] ${of}`;

/** Does it on the server; false when it is refused. */
function carryOut(lab: Vcenter, datacenter: Ref, doing: Operation): boolean {
  try {
    if (doing.kind === 'mkdir') {
      lab.call(FILES, 'MakeDirectory', { name: named(doing.at), datacenter });
    } else if (doing.kind === 'disk') {
      const spec = {
        diskType: 'preallocated',
        adapterType: 'lsiLogic',
        capacityKb: doing.mb * 1024,
      };
      lab.run(DISKS, 'CreateVirtualDisk_Task', {
        ...{ name: named(doing.at), datacenter },
        spec: data('FileBackedVirtualDiskSpec', spec),
      });
    } else if (doing.kind === 'delete') {
      lab.run(FILES, 'DeleteDatastoreFile_Task', { name: named(doing.at), datacenter });
    } else {
      const method = doing.kind === 'copy' ? 'CopyDatastoreFile_Task' : 'MoveDatastoreFile_Task';
      lab.run(FILES, method, {
        ...{ sourceName: named(doing.at), sourceDatacenter: datacenter },
        ...{ destinationName: named(doing.to), force: doing.force },
      });
    }
    return true;
  } catch (error) {
    if (error instanceof VimFault) return false;
    throw error;
  }
}

/** What every run begins with: without anything there, nearly all would be refused. */
const FURNITURE: readonly Operation[] = [
  { kind: 'mkdir', at: { store: 'SharedDS', path: 'w/a' } },
  { kind: 'mkdir', at: { store: 'SharedDS', path: 'w/ab' } },
  { kind: 'mkdir', at: { store: 'LocalDS-172', path: 'w/b' } },
  { kind: 'disk', at: { store: 'SharedDS', path: 'w/x.vmdk' }, mb: 3 },
  { kind: 'disk', at: { store: 'SharedDS', path: 'w/a/x.vmdk' }, mb: 5 },
  { kind: 'disk', at: { store: 'LocalDS-172', path: 'w/y.vmdk' }, mb: 7 },
];
/** So many of each kind must succeed in all, or the test looks at refusals alone. */
const SUCCESSES_MIN = 20;

interface Listed {
  readonly path: string;
  readonly size: number;
  readonly type: string;
}

/** Holds the server against the model; gives the kinds of operations that succeeded. */
function story(lab: Vcenter, operations: readonly Operation[]): readonly string[] {
  const datacenter = lab.named('Datacenter', 'Datacenter');
  const read = (name: string, property: string) => lab.read(lab.named('Datastore', name), property);
  const models: Models = { SharedDS: new Map(), 'LocalDS-172': new Map() };
  const before = STORES.map((name) => Number(read(name, '_usedBytes')));
  for (const name of STORES) {
    lab.call(FILES, 'MakeDirectory', { name: `[${name}] w`, datacenter });
    models[name].set('w', undefined);
  }

  const done: string[] = [];
  for (const doing of [...FURNITURE, ...operations]) {
    const succeeds = play(models, doing);
    expect([doing, carryOut(lab, datacenter, doing)]).toEqual([doing, succeeds]);
    if (succeeds) done.push(doing.kind);
    for (const [index, name] of STORES.entries()) {
      const listed = (read(name, '_listing') as Listed[]).filter(({ path: at }) =>
        at.startsWith('w/'),
      );
      const shown = listed.map(({ path: at, size, type }) => [
        at,
        type === 'folder' ? undefined : size,
      ]);
      const expected = [...models[name]].filter(([at]) => at !== 'w');
      expect([doing, Object.fromEntries(shown)]).toEqual([doing, Object.fromEntries(expected)]);
      expect(Object.keys(Object.fromEntries(shown))).toHaveLength(expected.length);
      const sum = expected.reduce<number>((total, [, size]) => total + (size ?? 0), 0);
      expect(Number(read(name, '_usedBytes')) - (before[index] ?? 0)).toBe(sum);
    }
  }
  return done;
}

describe('random file operations', () => {
  it('leave listings and used space as a model has them', () => {
    const lab = new Vcenter();
    const fresh = lab.inventory.takeSnapshot();
    const successes = new Map<string, number>();

    fc.assert(
      fc.property(
        fc.array(operation, { minLength: 15, maxLength: 30, size: 'max' }),
        (operations) => {
          lab.inventory.restore(fresh);
          for (const kind of story(lab, operations)) {
            successes.set(kind, (successes.get(kind) ?? 0) + 1);
          }
        },
      ),
      { numRuns: 60 },
    );

    for (const kind of ['mkdir', 'disk', 'delete', 'copy', 'move']) {
      expect([kind, successes.get(kind)]).toEqual([kind, expect.any(Number)]);
      expect(successes.get(kind)).toBeGreaterThan(SUCCESSES_MIN);
    }
    expect(lab.errors).toEqual([]);
    lab.stop();
  });
});
