/**
 * The storage of a host: adapters, LUNs, paths. A LUN is a disk of an array (seen by every host that
 * has it) or a local disk; what lies on it is the datastore's business.
 */
import { build } from '../../vmodl/build.ts';
import type {
  HostHostBusAdapter,
  HostScsiDisk,
  HostStorageDeviceInfo,
} from '../../vmodl/generated/data.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import { ADAPTER_PCI_IDS } from './host-hardware.ts';
import type { Shelf } from './shelf.ts';

export interface LunPlan {
  /** `naa.600…` of an array's disk, `t10.…` of a local one. */
  readonly canonicalName: string;
  readonly uuid: string;
  readonly capacityBytes: number;
  readonly local: boolean;
  readonly ssd: boolean;
  /** Number under which the array shows it. */
  readonly number: number;
}

const LOCAL_ADAPTER = { device: 'vmhba0', kind: 'Block' } as const;
const ARRAY_ADAPTER = { device: 'vmhba1', kind: 'FibreChannel' } as const;
const SECTOR_BYTES = 512;
const FC_SPEED_GBIT = 16;
const ARRAY_WWN = 0x5006_0160_8000;
const WWN_BASE = 0x2100_0024_ff00;

export function hostStorageDevice(
  hostNumber: number,
  luns: readonly LunPlan[],
  shelf: Shelf,
): HostStorageDeviceInfo {
  const shared = shelf.keep(
    `host:luns:${luns.map(({ uuid, number }) => uuid + number).join()}`,
    () =>
      freezeDeep({
        scsiLun: luns.map(scsiDisk),
        scsiTopology: topology(luns),
        multipathInfo: build('HostMultipathInfo', { lun: luns.map(logicalUnit) }),
        plugStoreTopology: build('HostPlugStoreTopology', {}),
      }),
  );
  return build('HostStorageDeviceInfo', {
    hostBusAdapter: adapters(hostNumber),
    ...shared,
    softwareInternetScsiEnabled: false,
  });
}

/** States of all paths, as `multipathState` lists them. */
export function multipathState(luns: readonly LunPlan[]) {
  return build('HostMultipathStateInfo', {
    path: luns.map((lun) =>
      build('HostMultipathStateInfoPath', { name: pathOf(lun), pathState: 'active' }),
    ),
  });
}

function lunKey(lun: LunPlan): string {
  return `key-vim.host.ScsiDisk-${lun.uuid}`;
}

function adapterOf(lun: LunPlan) {
  return lun.local ? LOCAL_ADAPTER : ARRAY_ADAPTER;
}

function adapterKey({ device, kind }: typeof LOCAL_ADAPTER | typeof ARRAY_ADAPTER): string {
  return `key-vim.host.${kind}Hba-${device}`;
}

function pathOf(lun: LunPlan): string {
  return `${adapterOf(lun).device}:C0:T0:L${lun.number}`;
}

function adapters(hostNumber: number): readonly HostHostBusAdapter[] {
  return [
    build('HostBlockHba', {
      key: adapterKey(LOCAL_ADAPTER),
      device: LOCAL_ADAPTER.device,
      bus: 0,
      status: 'unknown',
      model: 'Lewisburg SSATA Controller [AHCI mode]',
      driver: 'vmw_ahci',
      pci: ADAPTER_PCI_IDS[0],
      storageProtocol: 'scsi',
    }),
    build('HostFibreChannelHba', {
      key: adapterKey(ARRAY_ADAPTER),
      device: ARRAY_ADAPTER.device,
      bus: 59,
      status: 'online',
      model: 'QLE2692 Dual Port 16Gb Fibre Channel to PCIe Adapter',
      driver: 'qlnativefc',
      pci: ADAPTER_PCI_IDS[1],
      storageProtocol: 'scsi',
      portWorldWideName: WWN_BASE + hostNumber,
      nodeWorldWideName: WWN_BASE - 0x100_0000_0000 + hostNumber,
      portType: 'fabric',
      speed: FC_SPEED_GBIT,
    }),
  ];
}

function scsiDisk(lun: LunPlan): HostScsiDisk {
  const kind = lun.local ? 'Local ATA Disk' : 'DGC Fibre Channel Disk';
  return build('HostScsiDisk', {
    deviceName: `/vmfs/devices/disks/${lun.canonicalName}`,
    deviceType: 'disk',
    key: lunKey(lun),
    uuid: lun.uuid,
    descriptor: [build('ScsiLunDescriptor', { quality: 'highQuality', id: lun.canonicalName })],
    canonicalName: lun.canonicalName,
    displayName: `${kind} (${lun.canonicalName})`,
    lunType: 'disk',
    vendor: lun.local ? 'ATA     ' : 'DGC     ',
    model: lun.local ? 'SSDSC2KB480G8R  ' : 'VRAID           ',
    revision: '0533',
    scsiLevel: lun.local ? 6 : 4,
    serialNumber: 'unavailable',
    queueDepth: lun.local ? 31 : 64,
    operationalState: ['ok'],
    capabilities: build('ScsiLunCapabilities', { updateDisplayNameSupported: true }),
    vStorageSupport: lun.local ? 'vStorageUnsupported' : 'vStorageSupported',
    protocolEndpoint: false,
    perenniallyReserved: false,
    clusteredVmdkSupported: false,
    capacity: build('HostDiskDimensionsLba', {
      blockSize: SECTOR_BYTES,
      block: lun.capacityBytes / SECTOR_BYTES,
    }),
    devicePath: `/vmfs/devices/disks/${lun.canonicalName}`,
    ssd: lun.ssd,
    localDisk: lun.local,
    emulatedDIXDIFEnabled: false,
    scsiDiskType: 'native512',
  });
}

function topology(luns: readonly LunPlan[]) {
  return build('HostScsiTopology', {
    adapter: [LOCAL_ADAPTER, ARRAY_ADAPTER].map((adapter) => {
      const own = luns.filter((lun) => adapterOf(lun) === adapter);
      return build('HostScsiTopologyInterface', {
        key: `key-vim.host.ScsiTopology.Interface-${adapter.device}`,
        adapter: adapterKey(adapter),
        target:
          own.length === 0
            ? []
            : [
                build('HostScsiTopologyTarget', {
                  key: `key-vim.host.ScsiTopology.Target-${adapter.device}:0:0`,
                  target: 0,
                  lun: own.map((lun) =>
                    build('HostScsiTopologyLun', {
                      key: `key-vim.host.ScsiTopology.Lun-${lun.uuid}`,
                      lun: lun.number,
                      scsiLun: lunKey(lun),
                    }),
                  ),
                  transport: transport(own[0]?.local ?? true),
                }),
              ],
      });
    }),
  });
}

function transport(local: boolean) {
  return local
    ? build('HostBlockAdapterTargetTransport', {})
    : build('HostFibreChannelTargetTransport', {
        portWorldWideName: ARRAY_WWN,
        nodeWorldWideName: ARRAY_WWN + 1,
      });
}

function logicalUnit(lun: LunPlan) {
  const path = pathOf(lun);
  const key = `key-vim.host.MultipathInfo.LogicalUnit-${lun.uuid}`;
  return build('HostMultipathInfoLogicalUnit', {
    key,
    id: lun.uuid,
    lun: lunKey(lun),
    path: [
      build('HostMultipathInfoPath', {
        key: `key-vim.host.MultipathInfo.Path-${path}`,
        name: path,
        pathState: 'active',
        state: 'active',
        isWorkingPath: true,
        adapter: adapterKey(adapterOf(lun)),
        lun: key,
        transport: transport(lun.local),
      }),
    ],
    policy: lun.local
      ? build('HostMultipathInfoFixedLogicalUnitPolicy', { policy: 'VMW_PSP_FIXED', prefer: path })
      : build('HostMultipathInfoLogicalUnitPolicy', { policy: 'VMW_PSP_RR' }),
    storageArrayTypePolicy: build('HostMultipathInfoLogicalUnitStorageArrayTypePolicy', {
      policy: lun.local ? 'VMW_SATP_LOCAL' : 'VMW_SATP_ALUA_CX',
    }),
  });
}
