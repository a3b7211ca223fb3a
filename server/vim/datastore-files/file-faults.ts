/**
 * The faults of datastore files, worded as vCenter words them. `file` is `[datastore] folder/file`.
 */
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';

export function fileNotFound(file: string): VimFault {
  return new VimFault('FileNotFound', { file }, `File ${file} was not found`);
}

export function fileExists(file: string): VimFault {
  const text = `Cannot complete the operation because the file or folder ${file} already exists`;
  return new VimFault('FileAlreadyExists', { file }, text);
}

export function fileLocked(file: string): VimFault {
  return new VimFault('FileLocked', { file }, `Unable to access file ${file} since it is locked`);
}

export function cannotDelete(file: string): VimFault {
  return new VimFault('CannotDeleteFile', { file }, `Cannot delete file ${file}`);
}

export function cannotCreate(file: string): VimFault {
  return new VimFault('CannotCreateFile', { file }, `Cannot create file ${file}`);
}

export function noDiskSpace(file: string, datastore: string): VimFault {
  return new VimFault(
    'NoDiskSpace',
    { file, datastore },
    `Insufficient disk space on datastore '${datastore}'.`,
  );
}

export function invalidPath(datastorePath: string): VimFault {
  return new VimFault(
    'InvalidDatastorePath',
    { datastorePath },
    `Invalid datastore path '${datastorePath}'.`,
  );
}

export function invalidDatastore(name: string, datastore?: Ref<'Datastore'>): VimFault {
  return new VimFault('InvalidDatastore', { datastore, name }, `Invalid datastore '${name}'.`);
}

export function nameTooLong(file: string): VimFault {
  return new VimFault('FileNameTooLong', { file }, `File name too long: ${file}`);
}
