/**
 * Where an operation is found over REST: at `/api`, and at the older `/rest`.
 *
 * Clients describe services in two ways. The newer says everything for `/api`. The older gives the
 * URL at `/rest`, without the `action` that tells calls to one URL apart; `/api` then has that action in
 * the place of a last path element which names the operation.
 */
import type { DumpedOperation, DumpedRest } from './dump.ts';

export interface Route {
  readonly method: string;
  /** `/vcenter/vm/{vm}`: placeholders are the names of parameters. */
  readonly path: string;
  readonly action?: string;
}

export interface Routes {
  readonly api: Route;
  readonly rest: Route;
}

/** Called by POST at the URL of their collection, as `create` is. */
const WITHOUT_ACTION: ReadonlySet<string> = new Set([
  'create',
  'com.vmware.appliance.networking.dns.domains.add',
  'com.vmware.appliance.networking.dns.servers.add',
]);
/** Services of the endpoint itself, which are at `/rest/com/vmware/…` under their ids. */
const BY_ID = /^com\.vmware\.(cis\.(session|tagging)|vapi)(\.|$)/;

export function routesOf(service: string, name: string, operation: DumpedOperation): Routes {
  const { rest } = operation;
  if (!rest) throw new Error(`${service} ${name} has no URL`);
  const path = named(rest);
  const action =
    rest.dispatch?.['action'] ?? new URLSearchParams(rest.url.split('?')[1]).get('action');
  const described = action
    ? same({ method: rest.method, path, action })
    : guessed(service, name, { method: rest.method, path }, rest.dispatch === null);
  return BY_ID.test(service)
    ? { api: described.api, rest: byId(service, name, described.api, idOf(operation)) }
    : described;
}

/** The URL's path, its placeholders called as the parameters are. */
function named({ url, path }: DumpedRest): string {
  const template = url.split('?', 1)[0] ?? '';
  return Object.entries(path).reduce(
    (text, [parameter, placeholder]) => text.replace(`{${placeholder}}`, `{${parameter}}`),
    template,
  );
}

function same(route: Route): Routes {
  return { api: route, rest: route };
}

function guessed(service: string, name: string, route: Route, older: boolean): Routes {
  const plain =
    !older ||
    route.method !== 'POST' ||
    WITHOUT_ACTION.has(name) ||
    WITHOUT_ACTION.has(`${service}.${name}`);
  if (plain) return same(route);
  const action = dashed(name);
  if (!route.path.endsWith(`/${action}`)) return same({ ...route, action });
  const above = route.path.slice(0, -action.length - 1).replace(/\/action$/, '');
  return { api: { ...route, path: above, action }, rest: route };
}

/** The parameter that is an id, where there is just one. */
function idOf(operation: DumpedOperation): string | undefined {
  const ids = Object.entries(operation.in).filter(([, type]) => type === 'id');
  return ids.length === 1 ? ids[0]?.[0] : undefined;
}

/** `/com/vmware/cis/tagging/tag/id:{tag_id}?~action=add-to-used-by` */
function byId(service: string, name: string, api: Route, id: string | undefined): Route {
  const base = `/${dashed(service).replaceAll('.', '/')}`;
  const parameter = /\{(\w+)\}/.exec(api.path)?.[1] ?? id;
  const path = parameter === undefined ? base : `${base}/id:{${parameter}}`;
  const method = { list: 'GET', create: 'POST', update: 'PATCH', set: 'PUT', delete: 'DELETE' }[
    name
  ];
  if (method) return { method, path };
  if (name === 'get' && parameter !== undefined) return { method: 'GET', path };
  return { method: 'POST', path, action: dashed(name) };
}

function dashed(name: string): string {
  return name.replaceAll('_', '-');
}
