/** What a check finds: an error forbids the move, a warning is shown and passed. */

import type { DataObject } from '../../vmodl/value.ts';
import { data } from '../../vmodl/value.ts';
import type { FaultVerdict } from '../plan.ts';

/** `CheckTestType` of the API. */
export type CheckTestType =
  | 'sourceTests'
  | 'hostTests'
  | 'resourcePoolTests'
  | 'datastoreTests'
  | 'networkTests';

export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly fault: FaultVerdict;
}

export function error(
  name: string,
  detail: Readonly<Record<string, unknown>>,
  message: string,
): Finding {
  return { severity: 'error', fault: { name, detail, message } };
}

export function warning(
  name: string,
  detail: Readonly<Record<string, unknown>>,
  message: string,
): Finding {
  return { severity: 'warning', fault: { name, detail, message } };
}

/** A fault as it stands within another one: a `LocalizedMethodFault`. */
export function localized({ name, detail, message }: FaultVerdict): DataObject {
  return data('LocalizedMethodFault', { fault: data(name, detail), localizedMessage: message });
}
