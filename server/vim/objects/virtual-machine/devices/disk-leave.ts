/** The files of a disk that a VM gives up stay where they are, owned by nobody. */
import { vmFiles } from '../../../../inventory/templates/vm-files.ts';
import type { VirtualDisk } from '../../../../vmodl/generated/data.ts';
import { datastoreAt, leftBehind } from '../loose-files.ts';
import type { DeviceWork } from './device-work.ts';

export function leaveFiles(disk: VirtualDisk, work: DeviceWork): void {
  const { clock } = work.context;
  const { config, runtime } = work.owner;
  const alone = { ...config, hardware: { ...config.hardware, device: [disk] } };
  const { files } = vmFiles({ config: alone, runtime });
  for (const file of files.filter(({ backing }) => backing !== undefined)) {
    const datastore = datastoreAt(work.context, work.host, file.name);
    if (!datastore) continue;
    const left = leftBehind(file, config, clock.iso());
    work.changes.push({ op: 'insert', ref: datastore, path: '_files', value: left });
  }
}
