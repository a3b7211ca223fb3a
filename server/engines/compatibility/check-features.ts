/**
 * What a move asks of the hosts' products beyond running the VM: Storage vMotion, both at once,
 * networks changed on the way, suspended VMs, raw disk mappings, encryption. Part of `hostTests`.
 *
 * Current releases can do all of it; older ones, and hosts whose `capability` says so, cannot.
 * Source: descriptions of the faults and of `HostCapability` in the vim25 reference.
 */
import { sameReference } from '../../vmodl/reference.ts';
import type { DiskFacts, HostAbilities, HostFacts, MoveFacts } from './facts.ts';
import { changesHost, isHotMove, isRunning, movesFiles } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, localized, warning } from './issue.ts';

export function checkFeatures(move: MoveFacts): readonly Finding[] {
  return [
    ...(isRunning(move) && movesFiles(move) ? storageFindings(move) : []),
    ...(isHotMove(move) ? vmotionFindings(move) : []),
    ...suspendedFindings(move),
    ...rdmFindings(move),
  ];
}

/** Storage of a VM that runs. */
function storageFindings(move: MoveFacts): readonly Finding[] {
  return [
    ...lacking(move, 'storageVmotion', 'StorageVMotionNotSupported', 'Storage vMotion'),
    ...(changesHost(move)
      ? lacking(
          move,
          'vmotionWithStorageVmotion',
          'FullStorageVMotionNotSupported',
          'a change of host and datastore at the same time',
        )
      : []),
    ...(move.vm.home.target || !move.vm.disks.some((disk) => disk.target)
      ? []
      : lacking(
          move,
          'disksWithoutHome',
          'IndependentDiskVMotionNotSupported',
          'moving disks without choosing a new home datastore',
        )),
    ...move.vm.disks.flatMap((disk) => modeFindings(disk)),
    ...move.vm.disks.flatMap((disk) => strayRdmFindings(disk, move)),
  ];
}

/** Disks whose changes are thrown away or kept apart cannot be mirrored while they are written to. */
function modeFindings({ target, mode, isRdm, label }: DiskFacts): readonly Finding[] {
  if (!target || isRdm || mode === 'persistent' || mode === 'independent_persistent') return [];
  const unsupported = {
    name: 'VirtualDiskModeNotSupported',
    detail: { device: label, mode },
    message: `Disk mode '${mode}' of device '${label}' is not supported.`,
  };
  return [
    error(
      'DisallowedMigrationDeviceAttached',
      { fault: localized(unsupported) },
      `Storage of a running virtual machine cannot be moved while '${label}' is in '${mode}' mode: it must be persistent.`,
    ),
  ];
}

function strayRdmFindings(disk: DiskFacts, move: MoveFacts): readonly Finding[] {
  const { home } = move.vm;
  if (!disk.isRdm || !disk.target) return [];
  if (sameReference(disk.target.ref, (home.target ?? home.datastore).ref)) return [];
  return lacking(
    move,
    'rdmsAwayFromHome',
    'NonHomeRDMVMotionNotSupported',
    `raw disk mapping '${disk.label}' away from the home datastore`,
    { device: disk.label },
  );
}

function vmotionFindings(move: MoveFacts): readonly Finding[] {
  const { vm } = move;
  const changesNetwork = vm.nics.some(
    ({ from, network }) => from && network && !sameReference(from.ref, network.ref),
  );
  return [
    ...(changesNetwork
      ? lacking(
          move,
          'vmotionAcrossNetwork',
          'VMotionAcrossNetworkNotSupported',
          'a change of network during vMotion',
        )
      : []),
    // The vocabulary has no fault of its own for it.
    ...(vm.encryptedVmotion === 'required'
      ? lacking(move, 'encryptedVmotion', 'MigrationFeatureNotSupported', 'encrypted vMotion')
      : []),
  ];
}

function suspendedFindings(move: MoveFacts): readonly Finding[] {
  const { vm, source, destination } = move;
  if (vm.powerState !== 'suspended' || !(changesHost(move) || movesFiles(move))) return [];
  const host = [source, destination].find(({ abilities }) => !abilities.suspendedRelocate);
  if (!host) return [];
  const message = `Relocation of suspended virtual machines is not supported on host '${host.name}'.`;
  return [error('SuspendedRelocateNotSupported', {}, message)];
}

function rdmFindings(move: MoveFacts): readonly Finding[] {
  if (!changesHost(move) || move.destination.abilities.preservesRdms) return [];
  return move.vm.disks
    .filter((disk) => disk.isRdm)
    .map(({ label }) =>
      warning(
        'RDMNotPreserved',
        { device: label },
        `Raw disk mapping '${label}' will look like a virtual disk once it has been on host '${move.destination.name}'.`,
      ),
    );
}

/** An error for each of the two hosts which lacks the ability. */
function lacking(
  move: MoveFacts,
  ability: keyof HostAbilities,
  fault: string,
  what: string,
  detail: Readonly<Record<string, unknown>> = {},
): readonly Finding[] {
  const { source, destination } = move;
  const ends: readonly (readonly [HostFacts, boolean])[] = changesHost(move)
    ? [
        [source, true],
        [destination, false],
      ]
    : [[source, true]];
  return ends
    .filter(([host]) => !host.abilities[ability])
    .map(([host, atSourceHost]) =>
      error(
        fault,
        { atSourceHost, failedHostName: host.name, failedHost: host.ref, ...detail },
        `The ${atSourceHost ? 'source' : 'destination'} host '${host.name}' does not support ${what}.`,
      ),
    );
}
