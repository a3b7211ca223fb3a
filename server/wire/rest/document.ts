/**
 * Operations of the vAPI as an OpenAPI document describes them. The validator of requests, `openapi.yaml`
 * and the page `/_mock/docs` are all made by this.
 */
import type { VapiModel, VapiOperation, VapiRoute } from '../../vapi/model.ts';
import { type QueryName, queryNames } from './query.ts';
import { nameOf, type Schema, Schemas } from './schemas.ts';
import {
  isOptional,
  isVoid,
  leftOver,
  placeholders,
  routeOf,
  type Style,
  successStatus,
  travelsInQuery,
} from './style.ts';

export interface PathOperation {
  readonly operation: VapiOperation;
  readonly route: VapiRoute;
  readonly style: Style;
}

const JSON_TYPE = 'application/json';

/** Schemas of the two envelopes of errors, which every operation may answer with. */
export const ERROR_SCHEMAS: Readonly<Record<string, Schema>> = {
  'vapi.Error': {
    type: 'object',
    required: ['error_type', 'messages'],
    additionalProperties: false,
    properties: {
      error_type: { type: 'string', example: 'NOT_FOUND' },
      messages: { type: 'array', items: { $ref: '#/components/schemas/vapi.Message' } },
      data: { type: 'object', additionalProperties: true },
    },
  },
  'vapi.RestError': {
    type: 'object',
    required: ['type', 'value'],
    additionalProperties: false,
    properties: {
      type: { type: 'string', example: 'com.vmware.vapi.std.errors.not_found' },
      value: { $ref: '#/components/schemas/vapi.Error' },
    },
  },
  /** What `/rest` says of a URL or method that is not there. */
  'vapi.RestProblem': {
    type: 'object',
    required: ['name', 'localizableMessages', 'majorErrorCode'],
    additionalProperties: false,
    properties: {
      name: { type: 'string', example: 'com.vmware.vapi.rest.httpNotFound' },
      localizableMessages: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'defaultMessage'],
          properties: { id: { type: 'string' }, defaultMessage: { type: 'string' } },
        },
      },
      majorErrorCode: { type: 'integer' },
    },
  },
  'vapi.Message': {
    type: 'object',
    required: ['id', 'default_message', 'args'],
    additionalProperties: false,
    properties: {
      id: { type: 'string' },
      default_message: { type: 'string' },
      args: { type: 'array', items: { type: 'string' } },
    },
  },
};

/** Responses by which operations refer to them. */
export const ERROR_RESPONSES: Readonly<Record<string, Schema>> = {
  'vapi.ApiError': errorResponse(named('vapi.Error')),
  'vapi.RestError': errorResponse({ oneOf: [named('vapi.RestError'), named('vapi.RestProblem')] }),
};

function errorResponse(schema: Schema): Schema {
  return { description: 'What went wrong.', content: { [JSON_TYPE]: { schema } } };
}

function named(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** What `vmw-task=true` does, as a parameter of every operation that changes something. */
export const TASK_PARAMETER = {
  name: 'vmw-task',
  in: 'query',
  description: 'true: answer 202 with the id of a task as soon as there is one.',
  schema: { type: 'boolean' },
};

export class Documents {
  readonly schemas: Schemas;
  readonly #model: VapiModel;
  readonly #answers: boolean;

  /** @param answers without them, requests alone are described: all that a validator of those needs */
  constructor(model: VapiModel, { answers }: { readonly answers: boolean } = { answers: true }) {
    this.#model = model;
    this.#answers = answers;
    this.schemas = new Schemas(model);
  }

  /** Operations of a service that a style has URLs for. */
  operationsOf(service: string, style: Style): readonly PathOperation[] {
    return [...this.#model.demandService(service).operations.values()].flatMap((operation) => {
      const route = routeOf(operation, style);
      return route ? [{ operation, route, style }] : [];
    });
  }

  /** The operation object. */
  describe({ operation, route, style }: PathOperation): Schema {
    const body = this.#body(operation, route, style);
    const parameters = [
      ...placeholders(route).map((name) => ({
        name,
        in: 'path',
        required: true,
        schema: this.schemas.of(operation.input.get(name) ?? ID, style),
      })),
      ...queryNames(this.#model, operation, route, style).map((each) => this.#query(each, style)),
    ];
    return {
      operationId: operationIdOf(operation, style),
      tags: [nameOf(operation.service)],
      ...(parameters.length > 0 ? { parameters } : {}),
      ...(body ? { requestBody: body } : {}),
      responses: this.#answers
        ? this.#responses(operation, route, style)
        : { default: { description: 'Any.' } },
    };
  }

  #query({ name, type, required }: QueryName, style: Style): Schema {
    return {
      name,
      in: 'query',
      // Names of objects hold all sorts of signs, and not every client encodes them all.
      allowReserved: true,
      ...(required ? { required } : {}),
      schema: this.schemas.of(type, style),
    };
  }

  #body(operation: VapiOperation, route: VapiRoute, style: Style): Schema | undefined {
    if (travelsInQuery(route)) return undefined;
    const parameters = leftOver(operation, route);
    if (parameters.length === 0) return undefined;
    const required = parameters.some(([, type]) => !isOptional(type));
    const whole =
      style === 'api' ? parameters.find(([name]) => name === operation.body) : undefined;
    const schema = whole
      ? this.schemas.of(whole[1], style)
      : this.schemas.object(parameters, style);
    return { ...(required ? { required } : {}), content: { [JSON_TYPE]: { schema } } };
  }

  #responses(operation: VapiOperation, { method }: VapiRoute, style: Style): Schema {
    const status = successStatus(operation, style);
    const value = this.schemas.of(operation.output, style);
    const schema = style === 'api' ? value : wrapped(value, isOptional(operation.output));
    const success = isVoid(operation)
      ? { description: 'Done.' }
      : { description: 'Success.', content: { [JSON_TYPE]: { schema } } };
    const task = {
      description: 'The id of a task.',
      content: { [JSON_TYPE]: { schema: { type: 'string' } } },
    };
    return {
      [status]: success,
      ...(style === 'api' && isOptional(operation.output)
        ? { 204: { description: 'Unset.' } }
        : {}),
      ...(style === 'api' && method !== 'GET' ? { 202: task } : {}),
      default: {
        $ref: `#/components/responses/${style === 'api' ? 'vapi.ApiError' : 'vapi.RestError'}`,
      },
    };
  }
}

const ID = { kind: 'plain', name: 'id' } as const;

function wrapped(value: Schema, optional: boolean): Schema {
  return {
    type: 'object',
    ...(optional ? {} : { required: ['value'] }),
    additionalProperties: false,
    properties: { value },
  };
}

/** `vcenter.VM.list`, and `rest.vcenter.VM.list` for the older URL. */
export function operationIdOf({ service, name }: VapiOperation, style: Style): string {
  return `${style === 'rest' ? 'rest.' : ''}${nameOf(service)}.${name}`;
}
