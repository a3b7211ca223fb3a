import { drmDisks } from '../../../server/vim/facts/storage-drs-disks.ts';
import { filesOf } from '../../../server/vim/objects/virtual-machine/space.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

/** Bytes of the files of a VM which are no disk's. */
function homeOf(world: Vcenter, vm: ReturnType<typeof vmsOf>[number]): number {
  const { inventory } = world;
  const { files } = filesOf(vm, inventory.read.bind(inventory)) ?? { files: [] };
  return files
    .filter(({ backing }) => backing === undefined)
    .reduce((sum, { size }) => sum + size, 0);
}

const vmsOf = (world: Vcenter) => world.inventory.ofType('VirtualMachine');

describe('What Storage DRS may move of a virtual machine', () => {
  it.each(['lab', 'storage-cluster'])('is all of it: home and disks, of seed %s', (seed) => {
    const world = new Vcenter({ seed });

    for (const vm of vmsOf(world)) {
      const [home, ...disks] = drmDisks(world.services, vm).map(({ disk }) => disk);
      const uses = (world.read(vm, 'storage.perDatastoreUsage') ?? []) as readonly {
        unshared: number;
      }[];

      expect(home?.allocatedBytes).toBe(homeOf(world, vm));
      expect([home, ...disks].reduce((sum, one) => sum + (one?.allocatedBytes ?? 0), 0)).toBe(
        uses.reduce((sum, { unshared }) => sum + unshared, 0),
      );
    }
    world.stop();
  });
});
