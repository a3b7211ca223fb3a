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

describe('random file operations', () => {
  it('leave listings and used space as a model has them', () => {
    const lab = new Vcenter();
    const fresh = lab.inventory.takeSnapshot();
    const datacenter = lab.named('Datacenter', 'Datacenter');
    const usedBytes = (name: string) =>
      Number(lab.read(lab.named('Datastore', name), '_usedBytes'));

    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 25 }), (operations) => {
        lab.inventory.restore(fresh);
        const models: Models = { SharedDS: new Map(), 'LocalDS-172': new Map() };
        const before = STORES.map(usedBytes);
        for (const name of STORES) {
          lab.call(FILES, 'MakeDirectory', { name: `[${name}] w`, datacenter });
          models[name].set('w', undefined);
        }

        for (const doing of operations) {
          expect([doing, carryOut(lab, datacenter, doing)]).toEqual([doing, play(models, doing)]);
        }

        for (const [index, name] of STORES.entries()) {
          const listed = (
            lab.read(lab.named('Datastore', name), '_listing') as {
              path: string;
              size: number;
              type: string;
            }[]
          ).filter((one) => one.path.startsWith('w/'));
          expect(
            Object.fromEntries(
              listed.map((one) => [one.path, one.type === 'folder' ? undefined : one.size]),
            ),
          ).toEqual(Object.fromEntries([...models[name]].filter(([one]) => one !== 'w')));
          const sum = [...models[name].values()].reduce<number>(
            (total, size) => total + (size ?? 0),
            0,
          );
          expect(usedBytes(name) - (before[index] ?? 0)).toBe(sum);
        }
      }),
      { numRuns: 40 },
    );
    expect(lab.errors).toEqual([]);
    lab.stop();
  });
});
