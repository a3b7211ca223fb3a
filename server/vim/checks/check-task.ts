/**
 * A check as a task: it looks, changes nothing, and its result is a list of `CheckResult`s, one for each
 * VM and host.
 */
import type { Compatibility } from '../../engines/compatibility/compatibility.ts';
import { build } from '../../vmodl/build.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { CheckResult } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { box } from '../../vmodl/value.ts';
import type { Context } from '../method.ts';
import type { Host } from '../migrations/move.ts';

/** How long a check takes, ms of virtual time. Ours. */
const CHECK_MS = 100;

export interface CheckTask {
  /** Wire name of the method. */
  readonly name: string;
  readonly entity: Ref;
  /** What is asked about: each must be there still when the check is made. */
  readonly about: readonly Ref[];
  readonly check: () => readonly CheckResult[];
}

export function startCheck({ name, entity, about, check }: CheckTask, context: Context) {
  return context.tasks.start(context, {
    name,
    entity,
    looksOnly: true,
    durationMs: CHECK_MS,
    finish: () => {
      for (const ref of about) context.inventory.demand(ref);
      return { changes: [], result: box('ArrayOfCheckResult', check()) };
    },
  });
}

export function checkResult(
  vm: Ref<'VirtualMachine'> | undefined,
  host: Host,
  { warnings, errors }: Compatibility,
): CheckResult {
  const faults = (issues: Compatibility['errors']) =>
    issues.map(({ fault }) =>
      new VimFault(fault.name, fault.detail, fault.message).toLocalizedMethodFault(),
    );
  return build('CheckResult', {
    vm,
    host,
    warning: warnings.length > 0 ? faults(warnings) : undefined,
    error: errors.length > 0 ? faults(errors) : undefined,
  });
}
