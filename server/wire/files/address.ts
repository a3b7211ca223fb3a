/**
 * What an address of the door means: the list of datacenters, a datacenter's datastores, or a place on
 * a datastore.
 */
import {
  type FolderAddress,
  parseFolderAddress,
} from '../../vim/datastore-files/datastore-path.ts';
import {
  datacenterAt,
  datastoreIn,
  type FilePlace,
  placeOn,
} from '../../vim/datastore-files/file-place.ts';
import type { Services } from '../../vim/method.ts';
import { datacenterOf } from '../../vim/place.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { Refusal } from './answer.ts';

export type Target =
  | { readonly kind: 'datacenters' }
  | {
      readonly kind: 'datastores';
      readonly datacenter: Ref<'Datacenter'>;
      readonly dcPath: string;
    }
  | { readonly kind: 'place'; readonly place: FilePlace; readonly dcPath: string | undefined };

type Finding = Pick<Services, 'inventory' | 'entityIndex'>;

/** Throws Refusal 400 for what is no address, 404 for what is not there. */
export function targetOf(url: string, ticketUrl: string | undefined, services: Finding): Target {
  const address = parseFolderAddress(url);
  if (!address || !('path' in address.path)) throw new Refusal(400, 'This is no path of a file.');
  const { path } = address.path;
  const { dcPath, dsName } = address;
  if (dcPath === undefined) return withoutDatacenter(address, path, ticketUrl, services);
  const datacenter = datacenterAt(services, dcPath);
  if (!datacenter) throw new Refusal(404, 'There is no such datacenter.');
  if (dsName === undefined) {
    if (path !== '') throw new Refusal(404, 'Say on which datastore: dsName.');
    return { kind: 'datastores', datacenter, dcPath };
  }
  const datastore = datastoreIn(services.inventory, datacenter, dsName);
  if (!datastore) throw new Refusal(404, 'There is no such datastore.');
  return { kind: 'place', dcPath, place: placeOn(services.inventory, datacenter, datastore, path) };
}

/** The top; or a host's own datastore, when a ticket says which host. */
function withoutDatacenter(
  { dsName }: FolderAddress,
  path: string,
  ticketUrl: string | undefined,
  services: Finding,
): Target {
  if (dsName === undefined && path === '') return { kind: 'datacenters' };
  if (dsName === undefined || ticketUrl === undefined) {
    throw new Refusal(404, 'Say in which datacenter: dcPath.');
  }
  const { inventory } = services;
  const mounted = datastoresOfHost(ticketUrl, services);
  const datastore = mounted.find((one) => inventory.read(one, 'name') === dsName);
  const datacenter = datastore && datacenterOf(inventory, datastore);
  if (!datastore || !datacenter) throw new Refusal(404, 'There is no such datastore.');
  return {
    kind: 'place',
    dcPath: undefined,
    place: placeOn(inventory, datacenter, datastore, path),
  };
}

function datastoresOfHost(
  url: string,
  { inventory, entityIndex }: Finding,
): readonly Ref<'Datastore'>[] {
  const name = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
  const [host] = [...entityIndex.find('host.ip', name), ...entityIndex.find('host.dns', name)];
  return host ? (inventory.read(host as Ref<'HostSystem'>, 'datastore') ?? []) : [];
}
