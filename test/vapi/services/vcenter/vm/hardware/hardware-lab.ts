/** The lab over REST, with somebody who may only look: what tests of hardware begin with. */
import { readFileSync } from 'node:fs';
import { builtInPath } from '../../../../../../server/inventory/seed/built-in.ts';
import type { Ref } from '../../../../../../server/vmodl/reference.ts';
import {
  type RestClient,
  type RestReply,
  restLogin,
  restServerForThisFile,
} from '../../../../../helpers/rest-client.ts';

const LOOKER = `
users:
  - { name: looker, password: Looker1! }
permissions:
  - { entity: /, principal: looker, role: ReadOnly }
`;

export function hardwareLab() {
  const server = restServerForThisFile({
    time: { kind: 'instant' },
    seed: 'lab.yaml',
    seedText: readFileSync(builtInPath('lab'), 'utf8') + LOOKER,
  });
  let client: RestClient;
  beforeAll(async () => {
    client = await restLogin(server);
  });
  beforeEach(() => server.reset());

  const at = (name: string, path = '') =>
    `/vcenter/vm/${server.named('VirtualMachine', name).value}/hardware${path}`;

  return {
    server,
    at,
    looker: () => restLogin(server, 'looker@vsphere.local', 'Looker1!'),
    get: <T = unknown>(name: string, path = '') => client.get<T>(`/api${at(name, path)}`),
    legacy: (name: string, path = '') => client.get(`/rest${at(name, path)}`),
    create: (name: string, path: string, spec: object) =>
      client.post<string>(`/api${at(name, path)}`, spec),
    createLegacy: (name: string, path: string, spec: object) =>
      client.post(`/rest${at(name, path)}`, { spec }),
    act: (name: string, path: string, action: string, body?: object) =>
      client.post(`/api${at(name, path)}`, body, { action }),
    update: (name: string, path: string, spec: object) =>
      client.patch(`/api${at(name, path)}`, spec),
    set: (name: string, path: string, body: object) => client.put(`/api${at(name, path)}`, body),
    remove: (name: string, path: string) => client.delete(`/api${at(name, path)}`),
    power: (name: string, action: string) =>
      client.post(
        `/api/vcenter/vm/${server.named('VirtualMachine', name).value}/power`,
        undefined,
        { action },
      ),
    /** How a request is refused: `400 INVALID_ARGUMENT`. */
    async refused(
      method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
      path: string,
      { body, action, as = client }: { body?: object; action?: string; as?: RestClient } = {},
    ): Promise<string> {
      const query = action === undefined ? {} : { action };
      const reply: RestReply = await as.send(method, `/api${path}`, { body, query });
      const { error_type } = reply.body as { readonly error_type?: string };
      return `${reply.status} ${error_type}`;
    },
    /** What vim25 says of a device. */
    device(name: string, key: number): unknown {
      const vm = server.named('VirtualMachine', name) as Ref;
      return server.inventory.readPath(vm, `config.hardware.device[${key}]`);
    },
  };
}
