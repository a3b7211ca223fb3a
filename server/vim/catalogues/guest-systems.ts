/**
 * Guest operating systems which virtual hardware supports, by guest id, with the names vCenter shows.
 */
export interface GuestSystem {
  /** `ubuntu64Guest` */
  readonly id: string;
  readonly fullName: string;
  readonly family:
    | 'windowsGuest'
    | 'linuxGuest'
    | 'darwinGuestFamily'
    | 'solarisGuest'
    | 'otherGuestFamily'
    | 'netwareGuest';
  readonly bits: 32 | 64;
}

/** Names by id, families in paragraphs. Ids of 64-bit systems are given with `64`. */
const WINDOWS: Readonly<Record<string, string>> = {
  windows12_64Guest: 'Microsoft Windows 12 (64-bit)',
  windows2022srvNext_64Guest: 'Microsoft Windows Server 2025 (64-bit)',
  windows2019srvNext_64Guest: 'Microsoft Windows Server 2022 (64-bit)',
  windows2019srv_64Guest: 'Microsoft Windows Server 2019 (64-bit)',
  windows9Server64Guest: 'Microsoft Windows Server 2016 (64-bit)',
  windows8Server64Guest: 'Microsoft Windows Server 2012 (64-bit)',
  windows7Server64Guest: 'Microsoft Windows Server 2008 R2 (64-bit)',
  winLonghorn64Guest: 'Microsoft Windows Server 2008 (64-bit)',
  winLonghornGuest: 'Microsoft Windows Server 2008 (32-bit)',
  winNetEnterprise64Guest: 'Microsoft Windows Server 2003 (64-bit)',
  winNetEnterpriseGuest: 'Microsoft Windows Server 2003 (32-bit)',
  winNetDatacenter64Guest: 'Microsoft Windows Server 2003 Datacenter (64-bit)',
  winNetDatacenterGuest: 'Microsoft Windows Server 2003 Datacenter (32-bit)',
  winNetStandard64Guest: 'Microsoft Windows Server 2003 Standard (64-bit)',
  winNetStandardGuest: 'Microsoft Windows Server 2003 Standard (32-bit)',
  winNetWebGuest: 'Microsoft Windows Server 2003 Web Edition (32-bit)',
  winNetBusinessGuest: 'Microsoft Small Business Server 2003',
  windows11_64Guest: 'Microsoft Windows 11 (64-bit)',
  windows9_64Guest: 'Microsoft Windows 10 (64-bit)',
  windows9Guest: 'Microsoft Windows 10 (32-bit)',
  windows8_64Guest: 'Microsoft Windows 8.x (64-bit)',
  windows8Guest: 'Microsoft Windows 8.x (32-bit)',
  windows7_64Guest: 'Microsoft Windows 7 (64-bit)',
  windows7Guest: 'Microsoft Windows 7 (32-bit)',
  winVista64Guest: 'Microsoft Windows Vista (64-bit)',
  winVistaGuest: 'Microsoft Windows Vista (32-bit)',
  winXPPro64Guest: 'Microsoft Windows XP Professional (64-bit)',
  winXPProGuest: 'Microsoft Windows XP Professional (32-bit)',
  winXPHomeGuest: 'Microsoft Windows XP Home Edition (32-bit)',
  win2000AdvServGuest: 'Microsoft Windows 2000 Advanced Server',
  win2000ServGuest: 'Microsoft Windows 2000 Server',
  win2000ProGuest: 'Microsoft Windows 2000 Professional',
  winNTGuest: 'Microsoft Windows NT',
  win98Guest: 'Microsoft Windows 98',
  win95Guest: 'Microsoft Windows 95',
  winMeGuest: 'Microsoft Windows Millennium Edition',
  win31Guest: 'Microsoft Windows 3.1',
  windowsHyperVGuest: 'Microsoft Windows Hyper-V',
  dosGuest: 'Microsoft MS-DOS',
};

/** Linux systems that count their releases: id, name, releases of 32 bits and of 64 bits. */
const LINUX_RELEASES: readonly (readonly [string, string, readonly string[], readonly string[]])[] =
  [
    [
      'rhel',
      'Red Hat Enterprise Linux',
      ['2', '3', '4', '5', '6', '7'],
      ['3', '4', '5', '6', '7', '8', '9', '10'],
    ],
    ['centos', 'CentOS', ['6', '7'], ['6', '7', '8', '9']],
    ['oracleLinux', 'Oracle Linux', ['6', '7'], ['6', '7', '8', '9', '10']],
    ['sles', 'SUSE Linux Enterprise', ['10', '11', '12'], ['10', '11', '12', '15', '16']],
    [
      'debian',
      'Debian GNU/Linux',
      ['4', '5', '6', '7', '8', '9', '10', '11', '12', '13'],
      ['4', '5', '6', '7', '8', '9', '10', '11', '12', '13'],
    ],
    ['asianux', 'Asianux', ['3', '4'], ['3', '4', '5', '7', '8', '9']],
  ];

/** Linux systems of no release: id without `Guest`, name, and the widths there are. */
const LINUX: Readonly<Record<string, string>> = {
  centosGuest: 'CentOS 4/5 (32-bit)',
  centos64Guest: 'CentOS 4/5 (64-bit)',
  oracleLinuxGuest: 'Oracle Linux 4/5 (32-bit)',
  oracleLinux64Guest: 'Oracle Linux 4/5 (64-bit)',
  slesGuest: 'SUSE Linux Enterprise 8/9 (32-bit)',
  sles64Guest: 'SUSE Linux Enterprise 8/9 (64-bit)',
  suseGuest: 'SUSE Linux (32-bit)',
  suse64Guest: 'SUSE Linux (64-bit)',
  opensuseGuest: 'SUSE openSUSE (32-bit)',
  opensuse64Guest: 'SUSE openSUSE (64-bit)',
  redhatGuest: 'Red Hat Linux 2.1',
  ubuntuGuest: 'Ubuntu Linux (32-bit)',
  ubuntu64Guest: 'Ubuntu Linux (64-bit)',
  fedoraGuest: 'Red Hat Fedora (32-bit)',
  fedora64Guest: 'Red Hat Fedora (64-bit)',
  vmwarePhoton64Guest: 'VMware Photon OS (64-bit)',
  crxPod1Guest: 'VMware CRX Pod 1 (64-bit)',
  crxSys1Guest: 'VMware CRX Sys 1 (64-bit)',
  coreos64Guest: 'CoreOS Linux (64-bit)',
  flatcar_64Guest: 'Flatcar Container Linux (64-bit)',
  amazonlinux2_64Guest: 'Amazon Linux 2 (64-bit)',
  amazonlinux3_64Guest: 'Amazon Linux 3 (64-bit)',
  rockylinux_64Guest: 'Rocky Linux (64-bit)',
  almalinux_64Guest: 'AlmaLinux (64-bit)',
  miraclelinux_64Guest: 'MIRACLE LINUX (64-bit)',
  pardus_64Guest: 'Pardus (64-bit)',
  fusionos_64Guest: 'FusionOS (64-bit)',
  prolinux_64Guest: 'ProLinux (64-bit)',
  kylinlinux_64Guest: 'Kylin Linux (64-bit)',
  mandrivaGuest: 'Mandriva Linux (32-bit)',
  mandriva64Guest: 'Mandriva Linux (64-bit)',
  mandrakeGuest: 'Mandrake Linux',
  turboLinuxGuest: 'Turbolinux (32-bit)',
  turboLinux64Guest: 'Turbolinux (64-bit)',
  nld9Guest: 'Novell Linux Desktop 9',
  oesGuest: 'Novell Open Enterprise Server',
  sjdsGuest: 'Sun Java Desktop System',
  other7xLinux64Guest: 'Other 7.x or later Linux (64-bit)',
  other7xLinuxGuest: 'Other 7.x or later Linux (32-bit)',
  other6xLinux64Guest: 'Other 6.x Linux (64-bit)',
  other6xLinuxGuest: 'Other 6.x Linux (32-bit)',
  other5xLinux64Guest: 'Other 5.x Linux (64-bit)',
  other5xLinuxGuest: 'Other 5.x Linux (32-bit)',
  other4xLinux64Guest: 'Other 4.x Linux (64-bit)',
  other4xLinuxGuest: 'Other 4.x Linux (32-bit)',
  other3xLinux64Guest: 'Other 3.x Linux (64-bit)',
  other3xLinuxGuest: 'Other 3.x Linux (32-bit)',
  other26xLinux64Guest: 'Other 2.6.x Linux (64-bit)',
  other26xLinuxGuest: 'Other 2.6.x Linux (32-bit)',
  other24xLinux64Guest: 'Other 2.4.x Linux (64-bit)',
  other24xLinuxGuest: 'Other 2.4.x Linux (32-bit)',
  otherLinux64Guest: 'Other Linux (64-bit)',
  otherLinuxGuest: 'Other Linux (32-bit)',
  genericLinuxGuest: 'Other Linux',
};

const SOLARIS: Readonly<Record<string, string>> = {
  solaris11_64Guest: 'Oracle Solaris 11 (64-bit)',
  solaris10_64Guest: 'Oracle Solaris 10 (64-bit)',
  solaris10Guest: 'Oracle Solaris 10 (32-bit)',
  solaris9Guest: 'Sun Microsystems Solaris 9',
  solaris8Guest: 'Sun Microsystems Solaris 8',
  solaris7Guest: 'Sun Microsystems Solaris 7',
  solaris6Guest: 'Sun Microsystems Solaris 6',
};

const NETWARE: Readonly<Record<string, string>> = {
  netware6Guest: 'Novell NetWare 6.x',
  netware5Guest: 'Novell NetWare 5.1',
  netware4Guest: 'Novell NetWare 4',
};

const OTHERS: Readonly<Record<string, string>> = {
  freebsdGuest: 'FreeBSD Pre-11 versions (32-bit)',
  freebsd64Guest: 'FreeBSD Pre-11 versions (64-bit)',
  ...Object.fromEntries(
    ['11', '12', '13', '14', '15'].flatMap((release) => [
      [`freebsd${release}Guest`, `FreeBSD ${release} (32-bit)`],
      [`freebsd${release}_64Guest`, `FreeBSD ${release} (64-bit)`],
    ]),
  ),
  os2Guest: 'IBM OS/2',
  eComStationGuest: 'Serenity Systems eComStation 1',
  eComStation2Guest: 'Serenity Systems eComStation 2',
  openServer5Guest: 'SCO OpenServer 5',
  openServer6Guest: 'SCO OpenServer 6',
  unixWare7Guest: 'SCO UnixWare 7',
  vmkernelGuest: 'VMware ESX 4.x',
  vmkernel5Guest: 'VMware ESXi 5.x',
  vmkernel6Guest: 'VMware ESXi 6.0',
  vmkernel65Guest: 'VMware ESXi 6.5',
  vmkernel7Guest: 'VMware ESXi 7.x',
  vmkernel8Guest: 'VMware ESXi 8.x',
  vmkernel9Guest: 'VMware ESXi 9.x',
  otherGuest64: 'Other (64-bit)',
  otherGuest: 'Other (32-bit)',
};

const DARWIN_RELEASES = 13;
const FIRST_DARWIN = 11;

function darwin(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from({ length: DARWIN_RELEASES }, (_, index) => {
      const release = FIRST_DARWIN + index;
      return [`darwin${release}_64Guest`, `Apple macOS (Darwin ${release}, 64-bit)`];
    }),
  );
}

function linuxReleases(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    LINUX_RELEASES.flatMap(([id, name, narrow, wide]) => [
      ...wide.map((release) => [`${id}${release}_64Guest`, `${name} ${release} (64-bit)`]),
      ...narrow.map((release) => [`${id}${release}Guest`, `${name} ${release} (32-bit)`]),
    ]),
  );
}

/** All systems, Windows first, in the order in which they are offered. */
export function guestSystems(): readonly GuestSystem[] {
  return [
    ...listed('windowsGuest', WINDOWS),
    ...listed('linuxGuest', { ...linuxReleases(), ...LINUX }),
    ...listed('darwinGuestFamily', darwin()),
    ...listed('solarisGuest', SOLARIS),
    ...listed('netwareGuest', NETWARE),
    ...listed('otherGuestFamily', OTHERS),
  ];
}

const WIDE_IDS: readonly string[] = ['crxPod1Guest', 'crxSys1Guest', 'vmkernelGuest'];

function listed(
  family: GuestSystem['family'],
  names: Readonly<Record<string, string>>,
): readonly GuestSystem[] {
  return Object.entries(names).map(([id, fullName]) => {
    const wide = id.includes('64') || id.startsWith('vmkernel') || WIDE_IDS.includes(id);
    return { id, fullName, family, bits: wide ? 64 : 32 };
  });
}
