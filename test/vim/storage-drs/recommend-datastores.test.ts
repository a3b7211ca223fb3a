import { data } from '../../../server/vmodl/value.ts';
import { faultOf } from '../../helpers/vcenter.ts';
import { newDisk, newVm, PodWorld, placements } from './placement-world.ts';

describe('RecommendDatastores for a new VM', () => {
  it('recommends every datastore, best first, and carries nothing out', () => {
    const world = new PodWorld();

    const result = world.recommendNew();

    expect(world.destinations(result)).toEqual(['D2', 'D1', 'D3']);
    const [best] = result.recommendations ?? [];
    expect(best).toMatchObject({
      ...{ type: 'V1', rating: 1, reason: 'storagePlacement', target: world.pod },
      reasonText: 'Satisfy storage initial placement requests',
    });
    const [action] = best ? placements(best) : [];
    expect(action).toMatchObject({
      _typeName: 'StoragePlacementAction',
      type: 'StoragePlacementV1',
      destination: world.datastore('D2'),
      relocateSpec: {
        datastore: world.datastore('D2'),
        disk: [{ diskId: -1, datastore: world.datastore('D2') }],
      },
    });
    expect(action?.spaceUtilBefore).toBeCloseTo(40, 2);
    expect(action?.spaceUtilAfter).toBeCloseTo(48, 2);
    expect(world.inventory.ofType('VirtualMachine')).toEqual([]);
  });
});
