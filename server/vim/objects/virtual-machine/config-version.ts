/**
 * When a VM's configuration changed last: `changeVersion`, by which clients notice that somebody else was
 * faster, and `modified`.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Services } from '../../method.ts';

const VERSIONS_PER_MS = 1_000;
const FRACTION_DIGITS = 3;

/** The members that every change of a configuration sets. No two changes get the same version. */
export function nextVersion({ inventory, clock }: Pick<Services, 'inventory' | 'clock'>): {
  readonly changeVersion: string;
  readonly modified: string;
} {
  const modified = clock.iso();
  const [second = '', fraction = ''] = modified.replace('Z', '').split('.');
  const count = inventory.counter('configVersion') % VERSIONS_PER_MS;
  const micros = String(count).padStart(FRACTION_DIGITS, '0');
  const millis = fraction.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, '0');
  return { changeVersion: `${second}.${millis}${micros}Z`, modified };
}

/** Marks a VM's configuration as changed. */
export function configTouched(
  vm: Ref<'VirtualMachine'>,
  services: Pick<Services, 'inventory' | 'clock'>,
): Change[] {
  if (!services.inventory.read(vm, 'config')) return [];
  const { changeVersion, modified } = nextVersion(services);
  return [
    assign(vm, 'config.changeVersion', changeVersion),
    assign(vm, 'config.modified', modified),
  ];
}
