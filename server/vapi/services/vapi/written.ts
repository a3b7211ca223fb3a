/** The services and operations that are here: those described and written. */
import { VapiError } from '../../error.ts';
import type { VapiOperation } from '../../model.ts';
import type { VapiContext } from '../../service.ts';

export function writtenServices(context: VapiContext): readonly string[] {
  return context.model.serviceIds().filter((id) => writtenOperations(context, id).length > 0);
}

export function writtenOperations(
  { model, isWritten }: VapiContext,
  service: string,
): readonly VapiOperation[] {
  return [...(model.service(service)?.operations.values() ?? [])].filter(isWritten);
}

/** The id. Throws not_found. */
export function demandWritten(context: VapiContext, service: string): string {
  if (writtenOperations(context, service).length > 0) return service;
  throw noSuch('service', service);
}

/** Throws not_found. */
export function demandWrittenOperation(
  context: VapiContext,
  service: string,
  name: string,
): VapiOperation {
  const operations = writtenOperations(context, demandWritten(context, service));
  const operation = operations.find((each) => each.name === name);
  if (!operation) throw noSuch('operation', name);
  return operation;
}

export function noSuch(what: string, id: string): VapiError {
  return new VapiError('not_found', {
    id: `com.vmware.vapi.metadata.${what}.not_found`,
    default_message: `The ${what} '${id}' does not exist.`,
    args: [id],
  });
}
