import { Snapshots } from '../../server/control/snapshots.ts';
import { assign, destroy } from '../../server/inventory/change.ts';
import { OTHER_VM, SmallVcenter, VM } from '../helpers/small-vcenter.ts';

function given() {
  const { inventory, clock } = new SmallVcenter();
  const order: string[] = [];
  const snapshots = new Snapshots(inventory, () => clock.iso(), {
    beforeRestore: () => order.push('before'),
    afterRestore: async () => void order.push('after'),
  });
  inventory.subscribe((commit) => order.push(commit.cause.method ?? 'change'));
  const rename = (name: string) => inventory.apply([assign(VM, 'name', name)]);
  const name = () => inventory.read(VM, 'name');
  return { inventory, clock, snapshots, order, rename, name };
}

describe('snapshots', () => {
  it('put the inventory back to when they were taken', async () => {
    const { inventory, snapshots, rename, name } = given();
    rename('first');
    snapshots.take('one', { replace: false });
    rename('second');
    inventory.apply([destroy(OTHER_VM)]);

    await snapshots.restore('one');

    expect(name()).toBe('first');
    expect(inventory.has(OTHER_VM)).toBe(true);
  });

  it('let go before and hold fast after, and say why in the journal', async () => {
    const { snapshots, order, rename } = given();
    snapshots.take('one', { replace: false });
    rename('second');

    await snapshots.restore('one');

    expect(order).toEqual(['change', 'before', 'restore one', 'after']);
  });

  it('survive a reset, which puts the start back', async () => {
    const { snapshots, rename, name } = given();
    const start = name();
    rename('changed');
    snapshots.take('kept', { replace: false });

    await snapshots.reset();

    expect(name()).toBe(start);
    await snapshots.restore('kept');
    expect(name()).toBe('changed');
  });

  it('are listed with what they hold', () => {
    const { clock, snapshots, inventory } = given();
    snapshots.take(undefined, { replace: false });
    clock.advance(60_000);
    snapshots.take(undefined, { replace: false });

    expect(snapshots.list()).toEqual([
      { name: 'snapshot-1', takenAt: '2026-01-01T00:00:00Z', objects: inventory.size },
      { name: 'snapshot-2', takenAt: '2026-01-01T00:01:00Z', objects: inventory.size },
    ]);
  });

  it('are replaced only on demand', async () => {
    const { snapshots, rename, name } = given();
    rename('first');
    snapshots.take('one', { replace: false });
    rename('second');

    expect(() => snapshots.take('one', { replace: false })).toThrow(
      expect.objectContaining({ problem: 'conflict' }),
    );
    snapshots.take('one', { replace: true });
    await snapshots.restore('one');
    expect(name()).toBe('second');
  });

  it('that are not there are not found', async () => {
    const { snapshots } = given();

    await expect(snapshots.restore('none')).rejects.toMatchObject({ problem: 'not found' });
    expect(() => snapshots.delete('none')).toThrow(
      expect.objectContaining({ problem: 'not found' }),
    );
  });

  it.each(['', '../x', 'a b', '.hidden', 'x'.repeat(81)])('refuse the name %j', (name) => {
    const { snapshots } = given();

    expect(() => snapshots.take(name, { replace: false })).toThrow(/a name has letters/);
  });
});
