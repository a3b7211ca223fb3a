/** Every operation that reads answers the same at `/api`, at `/rest` and over JSON-RPC. */
import { restLogin } from '../../helpers/rest-client.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import { FACES, type Outcome, operationOf, VapiFaces } from '../../helpers/vapi-faces.ts';
import { readingOperations, Samples } from './samples.ts';

const OPERATIONS = readingOperations();
/** What tells of the inventory; all else is the same whatever is in it. */
const OF_INVENTORY = OPERATIONS.filter((name) => /^com\.vmware\.(?:vcenter|cis)\./.test(name));

describe.each([
  ['lab', OPERATIONS],
  ['drs-cluster', OF_INVENTORY],
])('on the seed %s', (seed, operations) => {
  const server = serverForThisFile({ seed });
  let faces: VapiFaces;
  let samples: Samples;

  beforeAll(async () => {
    faces = new VapiFaces(server.running.url, (await restLogin(server)).token);
    const { rest } = faces;
    samples = new Samples(faces);
    const vms = await rest.get<{ vm: string }[]>('/api/vcenter/vm');
    const category = await rest.post<string>('/api/cis/tagging/category', {
      ...{ name: 'tier', description: '', cardinality: 'MULTIPLE', associable_types: [] },
    });
    const tag = await rest.post<string>('/api/cis/tagging/tag', {
      ...{ name: 'gold', description: '', category_id: category },
    });
    for (const { vm } of vms.slice(0, 3)) {
      await rest.post(
        `/api/cis/tagging/tag-association/${tag}`,
        { object_id: { type: 'VirtualMachine', id: vm } },
        { action: 'attach' },
      );
    }
    await rest.send('POST', `/api/vcenter/vm/${vms[0]?.vm}/power`, {
      query: { action: 'stop', 'vmw-task': 'true' },
    });
    server.advance(60_000);
  });

  it.each(operations)('%s answers alike', async (name) => {
    const { api, rest } = operationOf(name);
    const wanted = FACES.filter((face) => face === 'rpc' || { api, rest }[face] !== undefined);
    const inputs = await samples.of(name);
    expect(inputs.length).toBeGreaterThan(0);

    for (const input of inputs) {
      const outcomes: [string, Outcome][] = [];
      for (const face of wanted) outcomes.push([face, await faces.call(face, name, input)]);
      const [[, first] = []] = outcomes;
      for (const [face, outcome] of outcomes)
        expect({ face, input, outcome }).toEqual({ face, input, outcome: first });
    }
  });
});
