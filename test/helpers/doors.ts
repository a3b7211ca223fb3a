/** All doors of one server for one user, who has logged in once. */

import type { View } from './door-view.ts';
import { JsonClient } from './json-client.ts';
import { RestClient } from './rest-client.ts';
import type { TestServer } from './server.ts';
import type { SoapClient } from './soap-client.ts';
import { FACES, type FaceName, VapiFaces } from './vapi-faces.ts';
import { vapiView } from './vapi-view.ts';
import { jsonView, soapView } from './vim-views.ts';

export interface Doors {
  readonly soap: SoapClient;
  readonly json: JsonClient;
  readonly rest: RestClient;
  /** The operations of the vAPI, at each of their faces. */
  readonly vapi: VapiFaces;
}

/** Logs in over SOAP; the other doors take the session. */
export async function openDoors(
  server: TestServer,
  userName?: string,
  password?: string,
): Promise<Doors> {
  const soap = await server.client().login(userName, password);
  return doorsOf(server, soap);
}

/** The doors for a SOAP client's session. */
export function doorsOf(server: TestServer, soap: SoapClient): Doors {
  const { url } = server.running;
  const json = new JsonClient(url);
  json.session = soap.secret;
  return {
    ...{ soap, json },
    rest: new RestClient(url, soap.secret),
    vapi: new VapiFaces(url, soap.secret),
  };
}

/** What every door shows, by its name. */
export async function allViews(
  { soap, json, vapi }: Doors,
  faces: readonly FaceName[] = FACES,
): Promise<Readonly<Record<string, View>>> {
  const views: Record<string, View> = {
    soap: await soapView(soap),
    json: await jsonView(json),
  };
  for (const face of faces) views[face] = await vapiView(vapi, face);
  return views;
}

/** Fails unless all doors show the same; gives what they show. */
export async function oneView(doors: Doors, faces?: readonly FaceName[]): Promise<View> {
  const { soap = {}, ...others } = await allViews(doors, faces);
  for (const [door, view] of Object.entries(others)) {
    expect({ door, view }).toEqual({ door, view: soap });
  }
  return soap;
}
