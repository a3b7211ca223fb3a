/**
 * The part of `openapi.yaml` that describes the vAPI: every operation that is written, at both of its
 * URLs. Those of the control plane stand beside it, written by hand.
 */
import type { VapiModel, VapiOperation } from '../../vapi/model.ts';
import {
  Documents,
  ERROR_RESPONSES,
  ERROR_SCHEMAS,
  type PathOperation,
  TASK_PARAMETER,
} from './document.ts';
import { queryNames } from './query.ts';
import type { Schema } from './schemas.ts';
import { STYLES, travelsInQuery } from './style.ts';

export interface VapiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly responses: Readonly<Record<string, Schema>>;
  readonly parameters: Readonly<Record<string, Schema>>;
}

const TASK = { $ref: '#/components/parameters/vapi.task' };

export function vapiDocument(
  model: VapiModel,
  isWritten: (operation: VapiOperation) => boolean,
): VapiDocument {
  const documents = new Documents(model);
  const paths = new Map<string, Record<string, Schema>>();
  const written = STYLES.flatMap((style) =>
    model
      .serviceIds()
      .flatMap((id) => documents.operationsOf(id, style))
      .filter(({ operation }) => isWritten(operation)),
  );
  for (const each of written) {
    const verb = each.route.method.toLowerCase();
    const key = freeKey(paths, pathOf(each), verb, () => demanded(model, each));
    const item = paths.get(key) ?? {};
    item[verb] = describe(documents, each);
    paths.set(key, item);
  }
  return {
    paths: Object.fromEntries([...paths].toSorted(([left], [right]) => (left < right ? -1 : 1))),
    schemas: { ...ERROR_SCHEMAS, ...documents.schemas.components() },
    responses: ERROR_RESPONSES,
    parameters: { 'vapi.task': TASK_PARAMETER },
  };
}

/** `/api/vcenter/vm/{vm}?action=relocate`: what tells calls to one URL apart is part of it. */
function pathOf({ route, style }: PathOperation): string {
  const action = style === 'rest' ? '~action' : 'action';
  return `/${style}${route.path}${route.action === undefined ? '' : `?${action}=${route.action}`}`;
}

/** Some operations differ from others by a name in the query alone. */
function freeKey(
  paths: ReadonlyMap<string, Record<string, Schema>>,
  path: string,
  verb: string,
  more: () => string,
): string {
  return paths.get(path)?.[verb] === undefined ? path : `${path}?${more()}`;
}

function demanded(model: VapiModel, { operation, route, style }: PathOperation): string {
  const names = queryNames(model, operation, route, style).filter(({ required }) => required);
  return names.at(-1)?.name ?? '';
}

function describe(documents: Documents, each: PathOperation): Schema {
  const described = documents.describe(each);
  const { route, style } = each;
  const open =
    each.operation.service === 'com.vmware.cis.session' && each.operation.name === 'create';
  const parameters = (described['parameters'] ?? []) as readonly object[];
  const asTask = style === 'api' && (route.method === 'DELETE' || !travelsInQuery(route)) && !open;
  const { operationId, tags, requestBody, responses } = described;
  const all = asTask ? [...parameters, TASK] : parameters;
  return {
    ...{ operationId, tags },
    ...(all.length > 0 ? { parameters: all } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses,
    security: open ? [{ basic: [] }] : [{ session: [] }, { basic: [] }],
  };
}
