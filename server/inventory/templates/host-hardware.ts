/**
 * Hosts as machines: processors, memory, NUMA, BIOS, PCI devices; and the ESXi release they run.
 */
import { build } from '../../vmodl/build.ts';
import type {
  AboutInfo,
  HostCpuIdInfo,
  HostHardwareInfo,
  HostPciDevice,
} from '../../vmodl/generated/data.ts';
import { HZ_PER_MHZ } from '../../vmodl/units.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import type { Shelf } from './shelf.ts';

export interface HostMachine {
  readonly vendor: string;
  readonly model: string;
  readonly cpuModel: string;
  readonly packages: number;
  readonly coresPerPackage: number;
  readonly threadsPerCore: number;
  readonly mhz: number;
  readonly memoryBytes: number;
  readonly nics: number;
}

const BUS_HZ = 100 * HZ_PER_MHZ;

/** Features of CPUID as the host's processors report them: level 0, 1, extended. */
const CPUID_ROWS = [
  [
    0,
    '0000:0000:0000:0000:0000:0000:0001:0110',
    '0111:0101:0110:1110:0110:0101:0100:0111',
    '0110:1100:0110:0101:0111:0100:0110:1110',
    '0100:1001:0110:0101:0110:1110:0110:1001',
  ],
  [
    1,
    '0000:0000:0000:0101:0000:0110:0101:0111',
    '0000:0000:0001:0000:0000:1000:0000:0000',
    '0111:0111:1111:1010:0011:0010:0000:0011',
    '0000:1111:1010:1011:1111:1011:1111:1111',
  ],
  [
    -2147483648,
    '1000:0000:0000:0000:0000:0000:0000:1000',
    '0000:0000:0000:0000:0000:0000:0000:0000',
    '0000:0000:0000:0000:0000:0000:0000:0000',
    '0000:0000:0000:0000:0000:0000:0000:0000',
  ],
  [
    -2147483647,
    '0000:0000:0000:0000:0000:0000:0000:0000',
    '0000:0000:0000:0000:0000:0000:0000:0000',
    '0000:0000:0000:0000:0000:0001:0010:0001',
    '0010:1100:0001:0000:0000:1000:0000:0000',
  ],
] as const;

/** The release all hosts run: ESXi 8.0 Update 3. */
export function esxAbout(shelf: Shelf): AboutInfo {
  return shelf.keep('host:about', () =>
    build('AboutInfo', {
      name: 'VMware ESXi',
      fullName: 'VMware ESXi 8.0.3 build-24022510',
      vendor: 'VMware, Inc.',
      version: '8.0.3',
      patchLevel: '0.24022510',
      build: '24022510',
      localeVersion: 'INTL',
      localeBuild: '000',
      osType: 'vmnix-x86',
      productLineId: 'embeddedEsx',
      apiType: 'HostAgent',
      apiVersion: '8.0.3.0',
      licenseProductName: 'VMware ESX Server',
      licenseProductVersion: '8.0',
    }),
  );
}

function machineKey(machine: HostMachine): string {
  return Object.values(machine).join();
}

/** Everything of `hardware`; only the system's own identity differs between equal machines. */
export function hostHardware(machine: HostMachine, uuid: string, shelf: Shelf): HostHardwareInfo {
  const alike = shelf.keep(`hardware:${machineKey(machine)}`, () => alikeParts(machine));
  return freezeDeep({
    _typeName: 'HostHardwareInfo',
    systemInfo: build('HostSystemInfo', {
      vendor: machine.vendor,
      model: machine.model,
      uuid,
      otherIdentifyingInfo: shelf.keep('hardware:tags', serviceTags),
      serialNumber: uuid.slice(-12).toUpperCase(),
    }),
    ...alike,
  });
}

function serviceTags() {
  return [
    build('HostSystemIdentificationInfo', {
      identifierValue: ' unknown',
      identifierType: build('ElementDescription', {
        label: 'Asset Tag',
        summary: 'Asset tag of the system',
        key: 'AssetTag',
      }),
    }),
    build('HostSystemIdentificationInfo', {
      identifierValue: 'Dell System',
      identifierType: build('ElementDescription', {
        label: 'OEM specific string',
        summary: 'OEM specific string',
        key: 'OemSpecificString',
      }),
    }),
  ];
}

function alikeParts(machine: HostMachine) {
  const cores = machine.packages * machine.coresPerPackage;
  return {
    cpuPowerManagementInfo: build('HostCpuPowerManagementInfo', {
      currentPolicy: 'Balanced',
      hardwareSupport: 'ACPI P-states, ACPI C-states',
    }),
    cpuInfo: build('HostCpuInfo', {
      numCpuPackages: machine.packages,
      numCpuCores: cores,
      numCpuThreads: cores * machine.threadsPerCore,
      hz: machine.mhz * HZ_PER_MHZ,
    }),
    cpuPkg: Array.from({ length: machine.packages }, (_, index) => cpuPackage(machine, index)),
    memorySize: machine.memoryBytes,
    numaInfo: numa(machine),
    smcPresent: false,
    pciDevice: pciDevices(machine.nics),
    cpuFeature: cpuFeatures(),
    biosInfo: build('HostBIOSInfo', {
      biosVersion: '2.19.1',
      releaseDate: '2023-06-06T00:00:00Z',
      vendor: 'Dell Inc.',
      majorRelease: 2,
      minorRelease: 19,
      firmwareMajorRelease: 6,
      firmwareMinorRelease: 10,
      firmwareType: 'UEFI',
    }),
    reliableMemoryInfo: build('HostReliableMemoryInfo', { memorySize: 0 }),
    persistentMemoryInfo: build('HostPersistentMemoryInfo', { capacityInMB: 0, volumeUUID: '' }),
    sgxInfo: build('HostSgxInfo', {
      sgxState: 'notPresent',
      totalEpcMemory: 0,
      flcMode: 'off',
    }),
    sevInfo: build('HostSevInfo', { sevState: 'uninitialized', maxSevEsGuests: 0 }),
    memoryTieringType: 'noTiering',
    memoryTierInfo: [
      build('HostMemoryTierInfo', {
        name: 'DRAM',
        type: 'DRAM',
        flags: ['unmappableTier'],
        size: machine.memoryBytes,
      }),
    ],
  };
}

function cpuFeatures(): readonly HostCpuIdInfo[] {
  return CPUID_ROWS.map(([level, eax, ebx, ecx, edx]) =>
    build('HostCpuIdInfo', { level, eax, ebx, ecx, edx }),
  );
}

function threadIds(machine: HostMachine, index: number): readonly number[] {
  const each = machine.coresPerPackage * machine.threadsPerCore;
  return Array.from({ length: each }, (_, thread) => index * each + thread);
}

function cpuPackage(machine: HostMachine, index: number) {
  return build('HostCpuPackage', {
    index,
    vendor: machine.cpuModel.startsWith('AMD') ? 'amd' : 'intel',
    hz: machine.mhz * HZ_PER_MHZ,
    busHz: BUS_HZ,
    description: machine.cpuModel,
    threadId: threadIds(machine, index),
    cpuFeature: cpuFeatures(),
    family: 6,
    model: 85,
    stepping: 7,
  });
}

/** One NUMA node per package, memory spread evenly. */
function numa(machine: HostMachine) {
  const share = Math.floor(machine.memoryBytes / machine.packages);
  return build('HostNumaInfo', {
    type: machine.packages > 1 ? 'NUMA' : 'SMP',
    numNodes: machine.packages,
    numaNode: Array.from({ length: machine.packages }, (_, node) =>
      build('HostNumaNode', {
        typeId: node,
        cpuID: threadIds(machine, node),
        memorySize: share,
        memoryRangeBegin: node * share,
        memoryRangeLength: share,
        pciId: [],
      }),
    ),
  });
}

/** PCI address of the n-th network card. */
export function nicPciId(index: number): string {
  return `0000:${(0x18 + Math.floor(index / 4)).toString(16)}:00.${index % 4}`;
}

/** PCI addresses of the storage controllers, in the order of their adapters. */
export const ADAPTER_PCI_IDS = ['0000:00:11.5', '0000:3b:00.0'] as const;

function pciDevices(nics: number): readonly HostPciDevice[] {
  const cards = Array.from({ length: nics }, (_, index) =>
    build('HostPciDevice', {
      id: nicPciId(index),
      classId: 0x200,
      bus: 0x18 + Math.floor(index / 4),
      slot: 0,
      function: index % 4,
      vendorId: -32634,
      subVendorId: 4136,
      vendorName: 'Intel Corporation',
      deviceId: 5506,
      subDeviceId: 8094,
      deviceName: 'Ethernet Controller X710 for 10GbE SFP+',
      deviceClassName: 'Ethernet controller',
    }),
  );
  const adapter = (id: string, bus: number, classId: number, deviceName: string) =>
    build('HostPciDevice', {
      id,
      classId,
      bus,
      slot: 0,
      function: 0,
      vendorId: 4215,
      subVendorId: 4215,
      vendorName: 'QLogic Corp',
      deviceId: 8817,
      subDeviceId: 620,
      deviceName,
      deviceClassName: 'Storage controller',
    });
  return [
    ...cards,
    adapter(ADAPTER_PCI_IDS[0], 0, 0x106, 'Lewisburg SSATA Controller [AHCI mode]'),
    adapter(
      ADAPTER_PCI_IDS[1],
      0x3b,
      0xc04,
      'QLE2692 Dual Port 16Gb Fibre Channel to PCIe Adapter',
    ),
  ];
}
