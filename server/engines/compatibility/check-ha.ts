/**
 * vSphere HA: a host kept for failovers takes nobody (`hostTests`), a broken agent protects nobody
 * (`hostTests`), and who comes from another cluster must leave enough for failovers
 * (`resourcePoolTests`).
 */
import { failoverVerdict } from '../resources/failover.ts';
import type { MoveFacts } from './facts.ts';
import { changesHost } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, warning } from './issue.ts';

/** Call for VMs that will run at the destination: one that is off may be registered there. */
export function checkFailoverHost({ destination }: MoveFacts): readonly Finding[] {
  if (!destination.isFailoverHost) return [];
  const message = `Host '${destination.name}' is kept as failover host by vSphere HA: the operation is not allowed on it.`;
  const detail = { host: destination.ref, hostname: destination.name };
  return [error('DisallowedOperationOnFailoverHost', detail, message)];
}

export function checkHaAgent(move: MoveFacts): readonly Finding[] {
  const { destination } = move;
  if (!destination.haHasErrors || !changesHost(move)) return [];
  const message = `vSphere HA has errors on host '${destination.name}': the virtual machine may not be protected there.`;
  return [warning('HAErrorsAtDest', {}, message)];
}

export function checkFailover({ vm, failover }: MoveFacts): readonly Finding[] {
  if (!failover) return [];
  return failoverVerdict(vm, failover).map((fault) => ({ severity: 'error', fault }));
}
