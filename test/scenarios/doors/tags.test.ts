/** Tags are on objects, whichever door the objects came or went by. */
import { type Doors, openDoors } from '../../helpers/doors.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import { element, type ObjectId } from '../../helpers/soap-client.ts';
import { FACES } from '../../helpers/vapi-faces.ts';

const server = serverForThisFile({ time: { kind: 'instant' }, judgeAnswers: true });
const ASSOCIATION = 'com.vmware.cis.tagging.tag_association';
const ROOT: ObjectId = { type: 'Folder', value: 'group-d1' };
let doors: Doors;
let tag: string;

const vm = (): ObjectId => server.named('VirtualMachine', 'db-01');
const asId = ({ type, value }: ObjectId) => ({ type, id: value });

async function carriers(): Promise<readonly unknown[]> {
  const outputs: unknown[] = [];
  for (const face of FACES) {
    outputs.push(
      await doors.vapi.demand(face, `${ASSOCIATION} list_attached_objects`, { tag_id: tag }),
      await doors.vapi
        .demand<readonly { readonly object_ids: unknown }[]>(
          face,
          `${ASSOCIATION} list_attached_objects_on_tags`,
          { tag_ids: [tag] },
        )
        .then(([first]) => first?.object_ids),
    );
  }
  return outputs;
}

async function destroyed(object: ObjectId): Promise<void> {
  const task = await doors.soap.start('Destroy_Task', object);
  while ((await doors.soap.taskInfo(task)).textAt('state') !== 'success');
}

beforeAll(async () => {
  doors = await openDoors(server);
});

beforeEach(async () => {
  await server.reset();
  const category_id = await doors.rest.post<string>('/api/cis/tagging/category', {
    ...{ name: 'tier', description: '', cardinality: 'MULTIPLE', associable_types: [] },
  });
  tag = await doors.rest.post<string>('/api/cis/tagging/tag', {
    ...{ name: 'gold', description: '', category_id },
  });
});

describe('a tag', () => {
  it.each(FACES)('attached at %s is there at every face, and detached', async (face) => {
    const input = { tag_id: tag, object_id: asId(vm()) };

    await doors.vapi.demand(face, `${ASSOCIATION} attach`, input);
    for (const found of await carriers()) expect(found).toEqual([asId(vm())]);

    await doors.vapi.demand(face, `${ASSOCIATION} detach`, input);
    for (const found of await carriers()) expect(found).toEqual([]);
  });

  it('is on nothing any more once its object is destroyed over SOAP', async () => {
    const object = vm();
    await doors.vapi.demand('api', `${ASSOCIATION} attach`, {
      tag_id: tag,
      object_id: asId(object),
    });

    await destroyed(object);

    for (const found of await carriers()) expect(found).toEqual([]);
    for (const face of FACES) {
      expect(
        await doors.vapi.call(face, `${ASSOCIATION} list_attached_tags`, {
          object_id: asId(object),
        }),
      ).toMatchObject({ error: 'NOT_FOUND' });
    }
  });

  it('stays on a VM that is renamed, moved and turned into a template over SOAP', async () => {
    const object = vm();
    await doors.vapi.demand('api', `${ASSOCIATION} attach`, {
      tag_id: tag,
      object_id: asId(object),
    });

    const task = await doors.soap.start('Rename_Task', object, element('newName', 'renamed'));
    while ((await doors.soap.taskInfo(task)).textAt('state') !== 'success');
    await doors.soap.call('MarkAsTemplate', object);

    for (const found of await carriers()) expect(found).toEqual([asId(object)]);
  });

  it('goes on objects that SOAP makes', async () => {
    const made = await doors.soap.call('CreateFolder', ROOT, element('name', 'inner'));
    const object = { type: 'Folder', value: made.textAt('returnval') ?? '' };

    await doors.vapi.demand('rpc', `${ASSOCIATION} attach`, {
      tag_id: tag,
      object_id: asId(object),
    });

    for (const found of await carriers()) expect(found).toEqual([asId(object)]);
  });

  it('is shown by SOAP as the object has it', async () => {
    await doors.vapi.demand('api', `${ASSOCIATION} attach`, { tag_id: tag, object_id: asId(vm()) });

    const shown = (await doors.soap.read(vm(), 'tag')).get('tag');

    expect(shown?.texts('Tag/key') ?? []).toEqual([]);
  });

  it('leaves an event that names who attached it', async () => {
    const since = server.services.events.all().length;

    await doors.vapi.demand('rest', `${ASSOCIATION} attach`, {
      tag_id: tag,
      object_id: asId(vm()),
    });

    const [event] = server.services.events.all().slice(since);
    expect(event).toMatchObject({ _typeName: 'EventEx', userName: 'VSPHERE.LOCAL\\administrator' });
  });
});
