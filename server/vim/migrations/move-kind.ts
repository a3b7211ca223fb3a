/**
 * Which of vCenter's operations a move is: what it costs, which events tell of it, which counter
 * counts it.
 */
import type { OperationKind } from '../../engines/vmotion/admission.ts';
import { sameReference } from '../../vmodl/reference.ts';
import type { Move } from './move.ts';

/** `hot`: the VM runs. A move that changes neither host nor files is none of them. */
export function moveKind(move: Move, hot: boolean): OperationKind {
  if (!hot) return 'provisioning';
  if (!changesFiles(move)) return 'vmotion';
  return changesHost(move) ? 'xvmotion' : 'storageVmotion';
}

export function changesHost({ source, destination }: Move): boolean {
  return !sameReference(source, destination);
}

export function changesFiles({ files }: Move): boolean {
  return (files?.length ?? 0) > 0;
}
