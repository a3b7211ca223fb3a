/**
 * Hosts as DRS sees them: what they have for VMs, whether they take part, how fast VMs leave them.
 */
import type { DrsHost } from '../../engines/drs/facts.ts';
import { availableCapacity, defaultReserve } from '../../engines/resources/capacity.ts';
import { linkRateMbPerSecond } from '../../engines/vmotion/link.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Services } from '../method.ts';
import type { Host } from '../migrations/move.ts';
import { isFailoverHost } from './failover-facts.ts';
import { hostLoadFacts, vmotionLink } from './host-facts.ts';
import { hostHardware, isEffective } from './host-hardware.ts';

/** Hosts run 8 vMotions at once over ten gigabits, else 4. */
const FAST_LINE_GBPS = 10;
const SLOTS = { fast: 8, slow: 4 } as const;
const PASSED_MAX = 100;

/** `leaving`: ids of hosts to be thought of as on their way into maintenance. */
export function drsHost(
  inventory: Inventory,
  host: Host,
  { leaving }: { readonly leaving?: ReadonlySet<string> | undefined },
): DrsHost {
  const hardware = hostHardware(inventory, host);
  const lineGbps = hostLoadFacts(inventory, host).vmotionLineGbps;
  const standby = inventory.read(host as Ref, '_enteringStandby') === true;
  const leaves =
    standby ||
    inventory.read(host as Ref, '_enteringMaintenance') === true ||
    leaving?.has(host.value);
  const present = isEffective(inventory, host) && !isFailoverHost(inventory, host);
  return {
    id: host.value,
    name: inventory.read(host, 'name'),
    state: present ? (leaves ? 'leaving' : 'able') : 'absent',
    leavesFor: leaves ? (standby ? 'standby' : 'maintenance') : undefined,
    capacity: availableCapacity(hardware, defaultReserve(hardware)),
    coreCount: hardware.cores,
    coreMhz: hardware.coreMhz,
    vmotionLineGbps: lineGbps,
    migrationSlots: lineGbps >= FAST_LINE_GBPS ? SLOTS.fast : SLOTS.slow,
  };
}

/** Memory it can send, MB/s. */
export function sendRate(inventory: Inventory, host: Host): number {
  return linkRateMbPerSecond(vmotionLink(inventory, host));
}

/** How long the last migrations of each host took, seconds. */
export function migrationSeconds({
  migrations,
}: Pick<Services, 'migrations'>): ReadonlyMap<string, number> {
  const sums = new Map<string, { seconds: number; count: number }>();
  const passed = migrations.records
    .all()
    .filter(({ state, kind }) => state === 'success' && kind === 'vmotion')
    .slice(-PASSED_MAX);
  for (const { source, destination, startedAt, endedAt } of passed) {
    if (startedAt === undefined || endedAt === undefined) continue;
    const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
    for (const { id } of [source, destination]) {
      const sum = sums.get(id) ?? { seconds: 0, count: 0 };
      sums.set(id, { seconds: sum.seconds + seconds, count: sum.count + 1 });
    }
  }
  return new Map([...sums].map(([id, { seconds, count }]) => [id, seconds / count]));
}
