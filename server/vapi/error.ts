/**
 * Errors of the vAPI, thrown where a client's mistake is discovered and encoded only in `wire/`.
 *
 * `new VapiError('not_found', { id, default_message, args })` is
 * `com.vmware.vapi.std.errors.not_found`. What a call of the vim25 API faults with becomes one of these by
 * `fault-errors.ts`.
 */

/** The vendor's short names; the value is the HTTP status REST answers with. */
export const ERROR_STATUS = {
  already_exists: 400,
  already_in_desired_state: 400,
  canceled: 400,
  concurrent_change: 409,
  error: 500,
  feature_in_use: 400,
  internal_server_error: 500,
  invalid_argument: 400,
  invalid_element_configuration: 400,
  invalid_element_type: 400,
  invalid_request: 400,
  not_allowed_in_current_state: 400,
  not_found: 404,
  operation_not_found: 404,
  resource_busy: 400,
  resource_in_use: 400,
  resource_inaccessible: 400,
  service_unavailable: 503,
  timed_out: 504,
  unable_to_allocate_resource: 400,
  unauthenticated: 401,
  unauthorized: 403,
  unexpected_input: 400,
  unsupported: 400,
} as const;

export type VapiErrorName = keyof typeof ERROR_STATUS;

/** As it is on the wire. `args` may be left out when there are none. */
export interface LocalizableMessage {
  /** `com.vmware.api.vcenter.vm.not_found` */
  readonly id: string;
  /** The text in English, arguments filled in. */
  readonly default_message: string;
  readonly args?: readonly string[];
}

export class VapiError extends Error {
  /** `not_found` */
  override readonly name: VapiErrorName;
  readonly messages: readonly LocalizableMessage[];
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(
    name: VapiErrorName,
    messages: LocalizableMessage | readonly LocalizableMessage[],
    data?: Readonly<Record<string, unknown>>,
  ) {
    const all = isList(messages) ? messages : [messages];
    super(all[0]?.default_message ?? name);
    this.name = name;
    this.messages = all;
    this.data = data;
  }

  /** `com.vmware.vapi.std.errors.not_found` */
  get id(): string {
    return `com.vmware.vapi.std.errors.${this.name}`;
  }

  /** `NOT_FOUND` */
  get errorType(): string {
    return this.name.toUpperCase();
  }
}

function isList(
  messages: LocalizableMessage | readonly LocalizableMessage[],
): messages is readonly LocalizableMessage[] {
  return Array.isArray(messages);
}
