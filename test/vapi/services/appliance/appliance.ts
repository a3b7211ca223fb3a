/** What tests of the appliance share: the same question through both families of URLs. */
import type { RestClient } from '../../../helpers/rest-client.ts';

/** A server whose second user may look and not touch. */
export const READER_SEED = `
name: appliance
description: a host, and a user who may look but not touch
users: [{ name: reader, password: Reader1! }]
permissions: [{ entity: /, principal: reader, role: ReadOnly }]
datacenters: [{ name: DC, hosts: [{ name: esx1.example }] }]
`;

/** What is at that path, by `/api`; `/rest` must say the same but for how it writes maps. */
export async function told<T>(client: RestClient, path: string): Promise<T> {
  const value = await client.get<T>(`/api/appliance/${path}`);
  const legacy = await client.get<{ value: unknown }>(`/rest/appliance/${path}`);
  expect(withMaps(legacy.value)).toEqual(value);
  return value;
}

interface Entry {
  readonly key: string;
  readonly value: unknown;
}

/** Lists of entries, as the older family writes maps, turned into objects. */
function withMaps(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isMap(value))
    return Object.fromEntries(value.map((each) => [each.key, withMaps(each.value)]));
  if (Array.isArray(value)) return value.map(withMaps);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withMaps(each)]));
}

function isMap(value: object): value is readonly Entry[] {
  const isEntry = (each: object) => Object.keys(each).sort().join() === 'key,value';
  return Array.isArray(value) && value.length > 0 && value.every(isEntry);
}
