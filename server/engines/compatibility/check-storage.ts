/**
 * `datastoreTests`: the destination must reach every file of the VM, where it lies or where it goes.
 *
 * This is the rule which keeps a host out of the list of destinations while the VM lies on another
 * host's local disk. Source: vim25 fault descriptions; texts as vCenter sends them.
 */
import { sameReference } from '../../vmodl/reference.ts';
import type { DatastoreFacts, DiskFacts, FilePlace, HostFacts, MoveFacts } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, localized } from './issue.ts';

export function checkStorage(move: MoveFacts): readonly Finding[] {
  const { vm, destination } = move;
  return [
    ...vm.disks.flatMap((disk) => diskFindings(disk, vm.powerState === 'poweredOn', destination)),
    ...configFindings(vm.home, destination),
    ...targetsOf([vm.home, ...vm.disks]).flatMap(({ datastore, needMb, path }) => [
      ...targetFindings(datastore, destination),
      ...spaceFindings(datastore, needMb, path),
    ]),
  ];
}

function configFindings(home: FilePlace, host: HostFacts): readonly Finding[] {
  if (home.target || reaches(host, home.datastore)) return [];
  const reason = cannotAccessFile(home.path);
  return [
    error(
      'CannotAccessVmConfig',
      { reason: localized(reason) },
      `Unable to access the virtual machine configuration: ${reason.message}`,
    ),
  ];
}

/** A disk goes on needing the files it builds on, unless they go with it. */
function diskFindings(disk: DiskFacts, connected: boolean, host: HostFacts): readonly Finding[] {
  const places = [...(disk.target ? [] : [disk]), ...disk.staying];
  const lost = places.find((place) => !reaches(host, place.datastore));
  if (!lost) return [];
  return [
    error(
      'CannotAccessVmDisk',
      {
        device: disk.label,
        backing: lost.path,
        connected,
        fault: localized(cannotAccessFile(lost.path)),
      },
      `Virtual disk '${disk.label}' is not accessible on the host: Unable to access file ${lost.path}`,
    ),
  ];
}

function cannotAccessFile(file: string) {
  return { name: 'CannotAccessFile', detail: { file }, message: `Unable to access file ${file}` };
}

/** Datastores something goes to, each with what it needs there and one of the files going there. */
function targetsOf(places: readonly FilePlace[]) {
  const targets = new Map<string, { datastore: DatastoreFacts; needMb: number; path: string }>();
  for (const { target, sizeMb = 0, path } of places) {
    if (!target) continue;
    const { needMb } = targets.get(target.ref.value) ?? { needMb: 0 };
    targets.set(target.ref.value, { datastore: target, needMb: needMb + sizeMb, path });
  }
  return [...targets.values()];
}

function targetFindings(datastore: DatastoreFacts, host: HostFacts): readonly Finding[] {
  const { ref, name } = datastore;
  if (datastore.inMaintenance) {
    const message = `The operation is not allowed in the current state of the datastore '${name}': it is in maintenance mode.`;
    return [error('InvalidDatastoreState', { datastoreName: name }, message)];
  }
  const mount = mountOf(host, datastore);
  if (!mount?.accessible) {
    const message = `Datastore '${name}' is not accessible on host '${host.name}'.`;
    return [error('InaccessibleDatastore', { datastore: ref, name }, message)];
  }
  if (!mount.readOnly) return [];
  const message = `Datastore '${name}' is mounted read-only on host '${host.name}'.`;
  return [error('DatastoreNotWritableOnHost', { datastore: ref, name, host: host.ref }, message)];
}

function spaceFindings(
  datastore: DatastoreFacts,
  needMb: number,
  path: string,
): readonly Finding[] {
  if (needMb <= datastore.freeMb + 1e-9) return [];
  const file = path.replace(/^\[[^\]]*\]/, `[${datastore.name}]`);
  const message = `Insufficient disk space on datastore '${datastore.name}'.`;
  return [error('NoDiskSpace', { file, datastore: datastore.name }, message)];
}

function reaches(host: HostFacts, datastore: DatastoreFacts): boolean {
  return mountOf(host, datastore)?.accessible ?? false;
}

function mountOf(host: HostFacts, datastore: DatastoreFacts) {
  return host.mounts.find((mount) => sameReference(mount.datastore, datastore.ref));
}
