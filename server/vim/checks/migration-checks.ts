/**
 * What CheckRelocate_Task, CheckMigrate_Task and ValidateMigration ask: which moves a call stands for,
 * one for each host that comes into question. The same resolution and the same checks as of a migration.
 */
import { checkCompatibility } from '../../engines/compatibility/compatibility.ts';
import type { CheckTestType } from '../../engines/compatibility/issue.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { VirtualMachineRelocateSpec } from '../../vmodl/generated/data.ts';
import type { VirtualMachinePowerState } from '../../vmodl/generated/enums.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { moveFacts } from '../facts/migration-facts.ts';
import type { Context } from '../method.ts';
import type { Host, Move, Pool } from '../migrations/move.ts';
import {
  moveTo,
  type Relocation,
  resolveMigration,
  resolveRelocation,
} from '../objects/virtual-machine/relocate/resolve.ts';
import { candidates, inService, ownerOf } from './candidates.ts';

type Vm = Ref<'VirtualMachine'>;

export interface MigrationQuestion {
  readonly vm: Vm;
  readonly host?: Host | undefined;
  readonly pool?: Pool | undefined;
  /** The state the VM must be in. */
  readonly state?: VirtualMachinePowerState | undefined;
}

/**
 * Without a host every host of the pool's DRS cluster that is in service, the present one among them.
 * Throws InvalidArgument, InvalidPowerState, NotSupported (template), NoActiveHostInCluster.
 */
export function migrationMoves(question: MigrationQuestion, context: Context): readonly Move[] {
  const { inventory } = context;
  const { vm, host, pool, state } = question;
  const existingState = inventory.read(vm, 'runtime').powerState;
  if (state !== undefined && state !== existingState) {
    throw new VimFault('InvalidPowerState', { requestedState: state, existingState });
  }
  const relocation = resolveMigration(vm, { host, pool }, context);
  const hosts = host
    ? relocation.candidates
    : candidates(
        inventory,
        { pool: relocation.pool, anyCluster: existingState !== 'poweredOn' },
        { host: 'host', pool: 'pool' },
      );
  return hosts.map((destination) => moveTo(relocation, destination));
}

/**
 * Without a host the present one, or where another pool is named the hosts DRS would choose among.
 * Throws what RelocateVM_Task throws for its arguments, and NoActiveHostInCluster.
 */
export function relocationMoves(
  vm: Vm,
  spec: VirtualMachineRelocateSpec,
  context: Context,
): readonly Move[] {
  if (spec.service) throw new VimFault('NotSupported');
  const relocation = resolveRelocation(vm, spec, context);
  const hosts = spec.host ? relocation.candidates : hostsOf(relocation, context);
  return hosts.map((destination) => moveTo(relocation, destination));
}

function hostsOf({ candidates: hosts, source, pool }: Relocation, { inventory }: Context) {
  const stays = hosts.length === 1 && hosts[0]?.value === source.value;
  return stays ? hosts : inService(inventory, hosts, ownerOf(inventory, pool));
}

/** Runs the checks on a move as things stand now. */
export function checkMove(move: Move, tests: readonly CheckTestType[], context: Context) {
  const [busy] = context.tasks.activeOn(move.vm);
  return checkCompatibility(moveFacts(context.inventory, move, busy?.ref), tests);
}

/** The move of a VM to a host as one asks of it, in its own pool or the host's root pool. */
export function vmotionTo(vm: Vm, destination: Host, context: Context): Move {
  const { inventory } = context;
  const { host: source } = inventory.read(vm, 'runtime');
  const current = inventory.read(vm, 'resourcePool');
  if (!source || !current) throw new VimFault('InvalidState');
  const owner = inventory.read(destination, 'parent');
  const stays = owner?.value === inventory.read(current, 'owner').value;
  const root = owner && inventory.read(owner as Ref<'ComputeResource'>, 'resourcePool');
  const pool = stays ? current : root;
  if (!pool) throw invalidArgument('host');
  return { vm, source, destination, pool };
}
