/**
 * Who exists and who may what, as a server starts: users and groups of the identity source, roles,
 * permissions on the root folder. What a fresh vCenter Server has is `DEFAULT_AUTHORIZATION`.
 */

export interface UserData {
  /** Bare name: `Administrator`. */
  readonly name: string;
  /** `vsphere.local` */
  readonly domain: string;
  readonly password: string;
  readonly fullName?: string;
  /** Names of groups, as in `GroupData.name`, of the same domain. */
  readonly groups?: readonly string[];
}

export interface GroupData {
  readonly name: string;
  readonly domain: string;
  readonly description?: string;
}

export interface RoleData {
  /** Negative for the roles nobody can change. */
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly summary: string;
  /** Privileges beyond System.Anonymous, System.View and System.Read, which every sample role has. */
  readonly privileges: readonly string[];
}

export interface PermissionData {
  /** Id of the entity; the root folder when absent. */
  readonly entity?: string;
  /** `VSPHERE.LOCAL\Administrator` */
  readonly principal: string;
  readonly group?: boolean;
  readonly roleId: number;
  readonly propagate: boolean;
}

export interface AuthorizationData {
  readonly users: readonly UserData[];
  readonly groups: readonly GroupData[];
  readonly permissions: readonly PermissionData[];
}

export const ADMIN_ROLE = -1;
export const READ_ONLY_ROLE = -2;
export const VIEW_ROLE = -3;
export const ANONYMOUS_ROLE = -4;
export const NO_ACCESS_ROLE = -5;
export const NO_CRYPTO_ROLE = -6;

export const DEFAULT_AUTHORIZATION: AuthorizationData = {
  users: [
    {
      name: 'Administrator',
      domain: 'vsphere.local',
      password: 'VMware1!',
      fullName: 'Administrator vsphere.local',
      groups: ['Administrators'],
    },
  ],
  groups: [
    { name: 'Administrators', domain: 'vsphere.local', description: 'Administrators' },
    { name: 'Users', domain: 'vsphere.local', description: 'Users' },
  ],
  permissions: [
    {
      principal: 'VSPHERE.LOCAL\\Administrator',
      roleId: ADMIN_ROLE,
      propagate: true,
    },
    {
      principal: 'VSPHERE.LOCAL\\Administrators',
      group: true,
      roleId: ADMIN_ROLE,
      propagate: true,
    },
  ],
};
