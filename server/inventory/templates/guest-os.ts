/**
 * Guest operating systems a seed may name by `guestId`, with the names vCenter shows for them.
 */
export interface GuestOs {
  readonly fullName: string;
  readonly family: 'linuxGuest' | 'windowsGuest' | 'otherGuestFamily';
}

const GUESTS: Readonly<Record<string, GuestOs>> = {
  otherGuest: { fullName: 'Other (32-bit)', family: 'otherGuestFamily' },
  otherGuest64: { fullName: 'Other (64-bit)', family: 'otherGuestFamily' },
  otherLinuxGuest: { fullName: 'Other Linux (32-bit)', family: 'linuxGuest' },
  otherLinux64Guest: { fullName: 'Other Linux (64-bit)', family: 'linuxGuest' },
  other3xLinux64Guest: { fullName: 'Other 3.x Linux (64-bit)', family: 'linuxGuest' },
  other4xLinux64Guest: { fullName: 'Other 4.x Linux (64-bit)', family: 'linuxGuest' },
  other5xLinux64Guest: { fullName: 'Other 5.x Linux (64-bit)', family: 'linuxGuest' },
  ubuntu64Guest: { fullName: 'Ubuntu Linux (64-bit)', family: 'linuxGuest' },
  debian10_64Guest: { fullName: 'Debian GNU/Linux 10 (64-bit)', family: 'linuxGuest' },
  debian11_64Guest: { fullName: 'Debian GNU/Linux 11 (64-bit)', family: 'linuxGuest' },
  debian12_64Guest: { fullName: 'Debian GNU/Linux 12 (64-bit)', family: 'linuxGuest' },
  centos7_64Guest: { fullName: 'CentOS 7 (64-bit)', family: 'linuxGuest' },
  centos8_64Guest: { fullName: 'CentOS 8 (64-bit)', family: 'linuxGuest' },
  rhel7_64Guest: { fullName: 'Red Hat Enterprise Linux 7 (64-bit)', family: 'linuxGuest' },
  rhel8_64Guest: { fullName: 'Red Hat Enterprise Linux 8 (64-bit)', family: 'linuxGuest' },
  rhel9_64Guest: { fullName: 'Red Hat Enterprise Linux 9 (64-bit)', family: 'linuxGuest' },
  sles15_64Guest: { fullName: 'SUSE Linux Enterprise 15 (64-bit)', family: 'linuxGuest' },
  vmwarePhoton64Guest: { fullName: 'VMware Photon OS (64-bit)', family: 'linuxGuest' },
  windows9_64Guest: { fullName: 'Microsoft Windows 10 (64-bit)', family: 'windowsGuest' },
  windows11_64Guest: { fullName: 'Microsoft Windows 11 (64-bit)', family: 'windowsGuest' },
  windows8Server64Guest: {
    fullName: 'Microsoft Windows Server 2012 (64-bit)',
    family: 'windowsGuest',
  },
  windows9Server64Guest: {
    fullName: 'Microsoft Windows Server 2016 or later (64-bit)',
    family: 'windowsGuest',
  },
  windows2019srv_64Guest: {
    fullName: 'Microsoft Windows Server 2019 (64-bit)',
    family: 'windowsGuest',
  },
  windows2019srvNext_64Guest: {
    fullName: 'Microsoft Windows Server 2022 (64-bit)',
    family: 'windowsGuest',
  },
  vmkernel7Guest: { fullName: 'VMware ESXi 7.x', family: 'otherGuestFamily' },
  vmkernel8Guest: { fullName: 'VMware ESXi 8.0 or later', family: 'otherGuestFamily' },
};

/** What is shown for a guest id; one that is not known here shows its own id. */
export function guestOs(guestId: string): GuestOs {
  return GUESTS[guestId] ?? { fullName: guestId, family: 'otherGuestFamily' };
}
