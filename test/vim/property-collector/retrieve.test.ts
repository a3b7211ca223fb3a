import type { ObjectContent, RetrieveResult } from '../../../server/vmodl/generated/data.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import {
  allProperties,
  COLLECTOR,
  filterSpec,
  folderRef,
  from,
  named,
  properties,
  ROOT,
  traverse,
  VIEW_MANAGER,
  vmRef,
  WatchedWorld,
} from '../../helpers/watched-world.ts';

function retrieve(world: WatchedWorld, ...specSet: object[]): ObjectContent[] {
  return world.call(COLLECTOR, 'RetrieveProperties', { specSet }) as ObjectContent[];
}

function values(content: ObjectContent | undefined): Record<string, unknown> {
  return Object.fromEntries((content?.propSet ?? []).map(({ name, val }) => [name, val]));
}

function ids(contents: readonly ObjectContent[]): string[] {
  return contents.map((content) => content.obj.value);
}

describe('RetrieveProperties', () => {
  it('answers with the paths asked for, in that order, under the names asked for', () => {
    const world = new WatchedWorld();

    const [content] = retrieve(
      world,
      filterSpec([properties('VirtualMachine', 'runtime.powerState', 'name')], [from(vmRef(1))]),
    );

    expect(content?.propSet).toEqual([
      {
        _typeName: 'DynamicProperty',
        name: 'runtime.powerState',
        val: { _typeName: 'VirtualMachinePowerState', _value: 'poweredOff' },
      },
      { _typeName: 'DynamicProperty', name: 'name', val: 'vm1' },
    ]);
  });
});
