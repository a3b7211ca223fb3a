/**
 * A fault of the vSphere API, thrown where a client's mistake is discovered and encoded only in
 * `wire/`. `name` is the vendor's type (`InvalidPowerState`), `detail` its members, `message` the
 * text of the SOAP faultstring and of `localizedMessage`.
 */
import type { Ref } from './reference.ts';
import type { DataObject } from './value.ts';
import { data } from './value.ts';

export class VimFault extends Error {
  override readonly name: string;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(name: string, detail: Readonly<Record<string, unknown>> = {}, message?: string) {
    super(message ?? defaultMessage(name, detail));
    this.name = name;
    this.detail = detail;
  }

  /** The bare fault as a data object, for the detail element of a SOAP fault. */
  toDataObject(): DataObject {
    return data(this.name, this.detail) as DataObject;
  }

  /** The fault as it stands inside data: `task.info.error`, `missingSet`, events. */
  toLocalizedMethodFault(): LocalizedFault {
    return data<LocalizedFault>('LocalizedMethodFault', {
      fault: this.toDataObject(),
      localizedMessage: this.message,
    });
  }
}

export interface LocalizedFault extends DataObject {
  readonly fault: DataObject;
  readonly localizedMessage?: string | undefined;
}

/** Texts a real vCenter sends with these faults; others say their name in words. */
const MESSAGES: Readonly<Record<string, (detail: Readonly<Record<string, unknown>>) => string>> = {
  InvalidLogin: () => 'Cannot complete login due to an incorrect user name or password.',
  NotAuthenticated: () => 'The session is not authenticated.',
  NoPermission: () => 'Permission to perform this operation was denied.',
  InvalidArgument: (detail) =>
    detail['invalidProperty']
      ? `A specified parameter was not correct: ${detail['invalidProperty']}`
      : 'A specified parameter was not correct: ',
  InvalidProperty: () => '',
  RequestCanceled: () => 'The task was canceled by a user.',
  NotSupported: () => 'The operation is not supported on the object.',
  InvalidState: () => 'The operation is not allowed in the current state.',
  InvalidPowerState: (detail) =>
    `The attempted operation cannot be performed in the current state (${powerStateText(detail['existingState'])}).`,
  DuplicateName: (detail) => `The name '${detail['name']}' already exists.`,
  TaskInProgress: () => 'Another task is already in progress.',
};

function powerStateText(state: unknown): string {
  return String(state)
    .replace(/^powered(\w+)/, (_, how: string) => `Powered ${how.toLowerCase()}`)
    .replace(/^suspended$/, 'Suspended');
}

function defaultMessage(name: string, detail: Readonly<Record<string, unknown>>): string {
  return MESSAGES[name]?.(detail) ?? name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

export function managedObjectNotFound(obj: unknown, vmodlName: string, id: string): VimFault {
  return new VimFault(
    'ManagedObjectNotFound',
    { obj },
    `The object '${vmodlName}:${id}' has already been deleted or has not been completely created`,
  );
}

export function invalidArgument(invalidProperty: string): VimFault {
  return new VimFault('InvalidArgument', { invalidProperty });
}

/** The caller lacks a privilege on an object. */
export function noPermission(object: Ref, privilegeId: string): VimFault {
  const missing = data('NoPermissionEntityPrivileges', {
    entity: object,
    privilegeIds: [privilegeId],
  });
  return new VimFault('NoPermission', { object, privilegeId, missingPrivileges: [missing] });
}

/** A defect of ours, as a client sees it. */
export function systemError(error: unknown): VimFault {
  const reason = error instanceof Error ? error.message : String(error);
  return new VimFault('SystemError', { reason }, `A general system error occurred: ${reason}`);
}
