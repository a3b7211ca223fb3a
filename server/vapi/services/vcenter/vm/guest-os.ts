/**
 * Guest operating systems as the vAPI names them: `RHEL_9_64` for the guest id `rhel9_64Guest`.
 *
 * The two vocabularies differ in spelling alone, but for a few Windows servers. The vAPI of 8.0 has no word
 * for the newest guests; they show as others of their kind.
 */
import type { Catalog } from '../../../../vmodl/catalog.ts';
import type { VcenterVmGuestOS, VcenterVmGuestOSFamily } from '../../../generated/types.ts';
import type { VapiModel } from '../../../model.ts';

const GUEST_OS = 'com.vmware.vcenter.vm.guest_OS';
const GUEST_ID = 'VirtualMachineGuestOsIdentifier';

/** Names that count differently. */
const OWN_NAMES: Readonly<Record<string, VcenterVmGuestOS>> = {
  windows2019srv_64Guest: 'WINDOWS_SERVER_2019',
  windows2019srvNext_64Guest: 'WINDOWS_SERVER_2021',
  windows2022srvNext_64Guest: 'WINDOWS_SERVER_2025',
  other7xLinuxGuest: 'OTHER_LINUX',
  other7xLinux64Guest: 'OTHER_LINUX_64',
  fusionos_64Guest: 'OTHER_LINUX_64',
  prolinux_64Guest: 'OTHER_LINUX_64',
  kylinlinux_64Guest: 'OTHER_LINUX_64',
  flatcar_64Guest: 'OTHER_LINUX_64',
  miraclelinux_64Guest: 'OTHER_LINUX_64',
  pardus_64Guest: 'OTHER_LINUX_64',
  rhel10_64Guest: 'OTHER_LINUX_64',
  oracleLinux10_64Guest: 'OTHER_LINUX_64',
  debian13Guest: 'OTHER_LINUX',
  debian13_64Guest: 'OTHER_LINUX_64',
};

const FAMILIES: Readonly<Record<string, VcenterVmGuestOSFamily>> = {
  windowsGuest: 'WINDOWS',
  linuxGuest: 'LINUX',
  netwareGuest: 'NETWARE',
  solarisGuest: 'SOLARIS',
  darwinGuestFamily: 'DARWIN',
};

export interface GuestWords {
  readonly model: VapiModel;
}

export function guestOsOf(guestId: string, { model }: GuestWords): VcenterVmGuestOS {
  const own = OWN_NAMES[guestId];
  if (own) return own;
  const spelling = spelled(guestId);
  const known = model.enumeration(GUEST_OS)?.find((name) => spelled(name) === spelling);
  if (known !== undefined) return known as VcenterVmGuestOS;
  return /64/.test(guestId) ? 'OTHER_64' : 'OTHER';
}

/** `UBUNTU_64` → `ubuntu64Guest` */
export function guestIdOf(
  os: VcenterVmGuestOS,
  { catalog }: { readonly catalog: Catalog },
): string {
  const ids = catalog.enum(GUEST_ID)?.values ?? [];
  const spelling = spelled(os);
  const known = ids.find((id) => OWN_NAMES[id] === undefined && spelled(id) === spelling);
  const own = Object.entries(OWN_NAMES).find(([, name]) => name === os)?.[0];
  return known ?? own ?? 'otherGuest';
}

export function guestFamilyOf(family: string | undefined): VcenterVmGuestOSFamily {
  return FAMILIES[family ?? ''] ?? 'OTHER';
}

/** What both spellings have in common. */
function spelled(name: string): string {
  return name.toLowerCase().replace(/guest|_/g, '');
}
