/**
 * Inputs for every operation that only reads: ids which the services' own lists give, ids of nothing, and
 * each member of a filter by itself.
 */

import type { VapiOperation } from '../../../server/vapi/model.ts';
import { SERVICES } from '../../../server/vapi/services/index.ts';
import type { VapiType } from '../../../server/vapi/type.ts';
import { type Input, operationOf, VAPI_MODEL, type VapiFaces } from '../../helpers/vapi-faces.ts';

/** So many ids of a list are enough. */
const SAMPLES_MAX = 4;
const NOTHING = 'nothing-0';
const VAPI_VM = 'com.vmware.vcenter.VM';

/** Names of written operations that read: `com.vmware.vcenter.VM list`. */
export function readingOperations(): readonly string[] {
  return SERVICES.flatMap(({ id, operations }) =>
    Object.keys(operations)
      .filter((name) => reads(operationOf(`${id} ${name}`)))
      .map((name) => `${id} ${name}`),
  );
}

function reads({ name, api }: VapiOperation): boolean {
  return api?.method === 'GET' || /^(?:get|list)(?:_|$)/.test(name);
}

/** Ids that no list of the same service gives. */
const FIXED: Readonly<Record<string, Input>> = {
  'com.vmware.vapi.std.introspection.operation list': { service_id: VAPI_VM },
  'com.vmware.vapi.std.introspection.operation get': { service_id: VAPI_VM, operation_id: 'get' },
  'com.vmware.vapi.metadata.metamodel.service.operation list': { service_id: VAPI_VM },
  'com.vmware.vapi.metadata.metamodel.service.operation get': {
    ...{ service_id: VAPI_VM, operation_id: 'get' },
  },
  'com.vmware.vcenter.storage.policies.VM list': { policy: NOTHING },
  'com.vmware.appliance.health messages': { item: 'load' },
};

export class Samples {
  readonly #faces: VapiFaces;
  readonly #lists = new Map<string, readonly unknown[]>();

  constructor(faces: VapiFaces) {
    this.#faces = faces;
  }

  async of(name: string): Promise<readonly Input[]> {
    const operation = operationOf(name);
    const required = [...operation.input].filter(([, type]) => type.kind !== 'optional');
    const filter = [...operation.input].find(([, type]) => type.kind === 'optional');
    if (required.length === 0) return [{}, ...(filter ? this.#filters(...filter) : [])];
    const fixed = FIXED[name];
    const good = fixed ? [fixed] : await this.#known(operation, required);
    const bad = required.map(([parameter]) => parameter).at(-1) ?? '';
    const [first = {}] =
      good.length > 0 ? good : [Object.fromEntries(required.map(([one]) => [one, NOTHING]))];
    return [...good, ...(typeof first[bad] === 'string' ? [{ ...first, [bad]: NOTHING }] : [])];
  }

  /** Each member of a filter, asking for nothing there is; true and false for what is neither. */
  #filters(parameter: string, type: VapiType): readonly Input[] {
    const inner = type.kind === 'optional' ? type.element : type;
    if (inner.kind !== 'structure') return [];
    return [...VAPI_MODEL.demandStructure(inner.id).fields].flatMap(([member, field]) =>
      wishes(field).map((wish) => ({ [parameter]: { [member]: wish } })),
    );
  }

  async #known(
    { service, input }: VapiOperation,
    required: readonly (readonly [string, VapiType])[],
  ): Promise<readonly Input[]> {
    if (input.has('vm'))
      return this.#ofVms(
        service,
        required.map(([name]) => name),
      );
    const inputs: Input[] = [];
    for (const [parameter, type] of required) {
      for (const id of await this.#ids(service, parameter)) {
        inputs.push({ [parameter]: type.kind === 'list' ? [id] : id });
      }
    }
    return inputs;
  }

  async #ofVms(service: string, [, part]: readonly string[]): Promise<readonly Input[]> {
    const vms = (await this.#list(VAPI_VM)).map((each) => (each as { readonly vm: string }).vm);
    const some = spread(vms).map((vm) => ({ vm }));
    if (part === undefined) return some;
    if (part === 'policy') return some.map((each) => ({ ...each, policy: NOTHING }));
    const found = await Promise.all(
      some.map(async ({ vm }) => {
        const parts = await this.#faces.demand<readonly Input[]>('api', `${service} list`, { vm });
        return parts.map((each) => ({ vm, [part]: each[part] }));
      }),
    );
    return spread(found.flat());
  }

  async #ids(service: string, parameter: string): Promise<readonly unknown[]> {
    const kind = parameter.replace(/s$/, '');
    if (kind === 'object_id') {
      const vms = await this.#list(VAPI_VM);
      return spread(vms).map((each) => ({
        ...{ type: 'VirtualMachine' },
        id: (each as Input)['vm'],
      }));
    }
    if (parameter === 'used_by_entity') return [NOTHING];
    const list = await this.#list(LISTED[kind] ?? service);
    return spread(list).map((each) => {
      const members = each as Input;
      return typeof each === 'string' ? each : (members[kind] ?? members['name']);
    });
  }

  async #list(service: string): Promise<readonly unknown[]> {
    const known = this.#lists.get(service);
    if (known) return known;
    const { name } = ['list', 'list_details'].flatMap(
      (each) => VAPI_MODEL.operation(service, each) ?? [],
    )[0] ?? { name: 'list' };
    const output = await this.#faces.demand<object>('api', `${service} ${name}`);
    const list = Array.isArray(output) ? output : Object.keys(output);
    this.#lists.set(service, list);
    return list;
  }
}

/** Which service lists the ids of a kind, where that is another one. */
const LISTED: Readonly<Record<string, string>> = {
  category_id: 'com.vmware.cis.tagging.category',
  tag_id: 'com.vmware.cis.tagging.tag',
  datastore: 'com.vmware.vcenter.datastore',
  network: 'com.vmware.vcenter.network',
  interface_name: 'com.vmware.appliance.networking.interfaces',
  component_id: 'com.vmware.vapi.metadata.metamodel.component',
};

function wishes(field: VapiType): readonly unknown[] {
  switch (field.kind) {
    case 'optional':
      return wishes(field.element);
    case 'list':
    case 'set':
      return wishes(field.element).map((each) => [each]);
    case 'enumeration':
      return VAPI_MODEL.enumeration(field.id) ?? [];
    case 'plain':
      return field.name === 'boolean' ? [true, false] : [NOTHING];
    default:
      return [];
  }
}

/** The first, the last, and some between. */
function spread<T>(all: readonly T[]): readonly T[] {
  if (all.length <= SAMPLES_MAX) return all;
  const step = (all.length - 1) / (SAMPLES_MAX - 1);
  return Array.from({ length: SAMPLES_MAX }, (_, place) => all[Math.round(place * step)] as T);
}
