import { VirtualClock } from '../../../server/clock/clock.ts';
import { ManualWallClock } from '../../../server/clock/wall-clock.ts';
import { assign, create, destroy, post } from '../../../server/inventory/change.ts';
import { Inventory } from '../../../server/inventory/inventory.ts';
import { restoreSaved } from '../../../server/inventory/persistence/restore.ts';
import type { Store } from '../../../server/inventory/persistence/store.ts';
import { loadCatalog } from '../../../server/vmodl/catalog.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { inFolder, open } from './fixtures.ts';

const catalog = loadCatalog();
const root = reference('Folder', 'group-d1');
const vms = ['vm-21', 'vm-22', 'vm-23'].map((id) => reference('VirtualMachine', id));
const [first = root, second = root, third = root] = vms;
const runtime = (powerState: string) => data('VirtualMachineRuntimeInfo', { powerState });

function emptyInventory(): Inventory {
  const clock = new VirtualClock({ mode: { kind: 'manual' }, wall: new ManualWallClock() });
  const schema = { relations: [], derivations: [], lives: [], transient: [] };
  return new Inventory({ catalog, clock, schema });
}

/** An inventory of three machines whose commits go to the store, as a server wires it. */
async function kept(store: Store): Promise<Inventory> {
  const inventory = emptyInventory();
  inventory.apply([
    create(root, { name: 'Datacenters' }),
    ...vms.map((vm) =>
      create(vm, { name: vm.value, parent: root, runtime: runtime('poweredOff') }),
    ),
  ]);
  await store.snapshot(inventory.takeSnapshot());
  inventory.subscribe((commit) => store.append(commit));
  return inventory;
}

async function reopened(dir: string): Promise<Inventory> {
  const store = await open(dir);
  const inventory = emptyInventory();
  if (store.initial) restoreSaved(inventory, store.initial);
  await store.close();
  return inventory;
}

const stateOf = (inventory: Inventory) => {
  const { states, counters, events } = inventory.takeSnapshot();
  return { states, counters, events };
};

describe('a server that comes back', () => {
  it('has the inventory it had', () =>
    inFolder(async (dir) => {
      const store = await open(dir);
      const inventory = await kept(store);
      inventory.counter('event');
      inventory.apply([
        assign(first, 'runtime.powerState', 'poweredOn'),
        assign(second, 'name', undefined),
        destroy(third),
        post(data('VmPoweredOnEvent', { key: 1, chainId: 1 })),
      ]);
      inventory.apply([
        create(reference('VirtualMachine', inventory.nextId('vm')), { parent: root }),
      ]);
      await store.close();

      const back = await reopened(dir);

      expect(stateOf(back)).toEqual(stateOf(inventory));
      expect(back.read(first, 'runtime')).toEqual(runtime('poweredOn'));
    }));

  it('never hands out an id or a number twice', () =>
    inFolder(async (dir) => {
      const store = await open(dir);
      const inventory = await kept(store);
      const numbers = [inventory.counter('event'), inventory.counter('event')];
      const id = inventory.nextId('vm');
      inventory.apply([assign(first, 'name', 'changed')]);
      await store.close();

      const back = await reopened(dir);

      expect(numbers).toEqual([1, 2]);
      expect(back.counter('event')).toBe(3);
      expect(back.nextId('vm')).not.toBe(id);
    }));

  it('has it after a snapshot in the middle and one more life', () =>
    inFolder(async (dir) => {
      const store = await open(dir);
      const inventory = await kept(store);
      inventory.apply([assign(first, 'name', 'one')]);
      const written = store.snapshot(inventory.takeSnapshot());
      inventory.apply([assign(second, 'name', 'two')]);
      await written;
      await store.close();

      const secondStore = await open(dir);
      const secondLife = emptyInventory();
      if (secondStore.initial) restoreSaved(secondLife, secondStore.initial);
      secondStore.forgetInitial();
      secondLife.subscribe((commit) => secondStore.append(commit));
      secondLife.apply([assign(third, 'name', 'three')]);
      await secondStore.close();

      const back = await reopened(dir);

      expect(vms.map((vm) => back.read(vm, 'name'))).toEqual(['one', 'two', 'three']);
    }));

  it('shares one reference for one object', () =>
    inFolder(async (dir) => {
      const store = await open(dir);
      await kept(store);
      await store.close();

      const back = await reopened(dir);

      expect(back.read(first, 'parent')).toBe(back.read(second, 'parent'));
      expect(back.read(first, 'parent')).toBe(back.ref('Folder', 'group-d1'));
    }));
});
