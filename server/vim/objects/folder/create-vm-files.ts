/**
 * Where the files of a new VM lie: on the datastore and in the folder that `files.vmPathName` names, else
 * in a folder of the VM's own name.
 */
import { VimFault } from '../../../vmodl/fault.ts';
import type { VirtualMachineFileInfo } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { cleanPath, parseDatastorePath } from '../../datastore-files/datastore-path.ts';
import type { Context } from '../../method.ts';
import { FileNames, fileStemOf } from '../virtual-machine/relocate/file-names.ts';
import { othersIn } from '../virtual-machine/relocate/others-files.ts';

export interface HomeWish {
  readonly datastore: Ref<'Datastore'>;
  /** `folder` or `folder/file.vmx` on the datastore; empty when only the datastore is named. */
  readonly path: string;
}

export interface Home {
  readonly datastore: Ref<'Datastore'>;
  /** `[datastore] folder/file.vmx` */
  readonly vmxPath: string;
  /** `[datastore] folder/` */
  readonly directory: string;
}

/** Throws InvalidVmConfig, InvalidDatastorePath, InvalidDatastore; NotSupported for directories apart. */
export function homeWish(
  files: VirtualMachineFileInfo | undefined,
  datacenter: Ref<'Datacenter'> | undefined,
  { inventory }: Context,
): HomeWish {
  const text = files?.vmPathName ?? '';
  if (text === '') {
    throw new VimFault('InvalidVmConfig', { property: 'configSpec.files.vmPathName' });
  }
  const named = parseDatastorePath(text);
  const clean = cleanPath((named?.path ?? '').split('/'));
  if (!named || 'wrong' in clean) {
    const message = `Invalid datastore path '${text}'.`;
    throw new VimFault('InvalidDatastorePath', { datastorePath: text }, message);
  }
  const { datastore: name } = named;
  const known = datacenter && inventory.read(datacenter, 'datastore');
  const datastore = known?.find((one) => inventory.read(one, 'name') === name);
  if (!datastore) throw new VimFault('InvalidDatastore', { name }, `Invalid datastore '${name}'.`);
  refuseOtherDirectories(files, text);
  return { datastore, path: clean.path };
}

/** All files of a VM lie in its home folder here. */
function refuseOtherDirectories(files: VirtualMachineFileInfo | undefined, home: string): void {
  const { snapshotDirectory, suspendDirectory, logDirectory, ftMetadataDirectory } = files ?? {};
  const folder = home.replace(/[^/\]]*\.vmx$/i, '');
  const bare = (path: string) => path.replace(/[\s/]+$/, '');
  for (const path of [snapshotDirectory, suspendDirectory, logDirectory, ftMetadataDirectory]) {
    if (path && bare(path) !== bare(folder)) throw new VimFault('NotSupported');
  }
}

/** The names that are free at this moment. Throws FileAlreadyExists for a .vmx that is asked for and taken. */
export function homeOf({ datastore, path }: HomeWish, name: string, context: Context): Home {
  const { inventory } = context;
  if (path === '') {
    const names = new FileNames(inventory, { name }, []);
    return { datastore, vmxPath: names.vmxPath(datastore), directory: names.directory(datastore) };
  }
  const isFile = /\.vmx$/i.test(path);
  const folder = isFile ? path.slice(0, path.lastIndexOf('/') + 1) : `${path}/`;
  const file = isFile ? path.slice(folder.length) : `${fileStemOf(name)}.vmx`;
  const prefix = `[${inventory.read(datastore, 'name')}] `;
  const vmxPath = `${prefix}${folder}${file}`;
  const there = othersIn(inventory, { datastore, folder, vm: undefined });
  if (there.includes(`${folder}${file}`)) {
    throw new VimFault(
      'FileAlreadyExists',
      { file: vmxPath },
      `Cannot complete the operation because the file or folder ${vmxPath} already exists`,
    );
  }
  return { datastore, vmxPath, directory: `${prefix}${folder}` };
}
