/**
 * HostDatastoreBrowser: looks for files on the datastores of a host, of a compute resource, or on one
 * datastore.
 */
import { over } from '../../inventory/schema.ts';
import { build } from '../../vmodl/build.ts';
import type { FileQuery } from '../../vmodl/generated/data.ts';
import { isReference } from '../../vmodl/reference.ts';
import { objectType } from '../method.ts';
import { browseMethods } from './datastore/browse.ts';

export const hostDatastoreBrowser = objectType({
  type: 'HostDatastoreBrowser',
  methods: browseMethods,
  relations: [
    {
      from: 'HostDatastoreBrowser',
      property: '_owner',
      inverse: ['ManagedEntity', '_datastoreBrowser'],
      single: true,
      onDestroy: 'cascade',
    },
  ],
  derivations: [
    {
      type: 'HostDatastoreBrowser',
      property: 'datastore',
      reads: [over('_owner', ['datastore'])],
      derive: (self, read) => {
        const owner = read(self, '_owner');
        if (!isReference(owner)) return [];
        return owner.type === 'Datastore' ? [owner] : (read(owner, 'datastore') ?? []);
      },
    },
    {
      type: 'HostDatastoreBrowser',
      property: 'supportedType',
      reads: [],
      derive: () => supportedTypes(),
    },
  ],
});

/** The kinds of files a search may ask for. */
function supportedTypes(): readonly FileQuery[] {
  return [
    build('FileQuery', {}),
    build('FolderFileQuery', {}),
    build('FloppyImageFileQuery', {}),
    build('IsoImageFileQuery', {}),
    build('TemplateConfigFileQuery', {}),
    build('VmConfigFileQuery', {}),
    build('VmDiskFileQuery', {}),
    build('VmLogFileQuery', {}),
    build('VmNvramFileQuery', {}),
    build('VmSnapshotFileQuery', {}),
  ];
}
