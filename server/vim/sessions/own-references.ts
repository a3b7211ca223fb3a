/**
 * Lists of session-owned objects (filters, views) as one session sees them: its own.
 */
import { isReference } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';

/** The references among these that belong to the session, by the form of their ids. */
export function ownReferences(
  refs: Value | undefined,
  sessionKey: string | undefined,
): Value | undefined {
  if (!Array.isArray(refs)) return refs;
  const prefix = `session[${sessionKey}]`;
  return refs.filter((ref) => isReference(ref) && ref.value.startsWith(prefix));
}
