/**
 * HostStorageSystem: as whom a host signs in to NFS 4.1 servers with Kerberos. One user for all of them,
 * kept in the host's internal property `_nfsUser`; the password is not kept.
 */
import { assign } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { NFS_USER, nfsUserOf } from '../../storage/host-disks.ts';
import { storageHost } from './storage-host.ts';

export const nfsUserMethods: MethodTable<'HostStorageSystem'> = {
  SetNFSUser(self, { user, password }, context) {
    const host = storageHost(context, self);
    if (user.trim() === '') throw invalidArgument('user');
    if (password === '') throw invalidArgument('password');
    context.inventory.apply([assign(host, NFS_USER, user)], causeOf(context));
  },

  ChangeNFSUserPassword(self, { password }, context) {
    const host = storageHost(context, self);
    if (nfsUserOf(context.inventory, host) === undefined) throw new VimFault('NotFound');
    if (password === '') throw invalidArgument('password');
  },

  QueryNFSUser(self, _args, context) {
    const user = nfsUserOf(context.inventory, storageHost(context, self));
    return user === undefined ? undefined : build('HostNasVolumeUserInfo', { user });
  },

  ClearNFSUser(self, _args, context) {
    const host = storageHost(context, self);
    context.inventory.apply([assign(host, NFS_USER, undefined)], causeOf(context));
  },
};
