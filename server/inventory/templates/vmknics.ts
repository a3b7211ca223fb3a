/**
 * The VMkernel adapters of a host, and which traffic goes through which.
 */
import { build } from '../../vmodl/build.ts';
import type { HostVirtualNic } from '../../vmodl/generated/data.ts';

const VNIC = 'key-vim.host.VirtualNic-';

/** Kinds of traffic a VMkernel adapter may be selected for, as `VirtualNicManager` names them. */
export const VMKNIC_SERVICES = [
  'faultToleranceLogging',
  'management',
  'nvmeRdma',
  'nvmeTcp',
  'ptp',
  'vSphereBackupNFC',
  'vSphereProvisioning',
  'vSphereReplication',
  'vSphereReplicationNFC',
  'vmotion',
  'vsan',
  'vsanExternal',
  'vsanWitness',
] as const;
export type VmknicService = (typeof VMKNIC_SERVICES)[number];

export interface VmknicPlan {
  /** `vmk0` */
  readonly device: string;
  readonly mac: string;
  readonly ip: string;
  readonly netmask: string;
  readonly mtu: number;
  readonly stack: 'defaultTcpipStack' | 'vmotion' | 'vSphereProvisioning';
  /** Port group on a standard switch, or a port of a distributed one. */
  readonly portgroup?: string | undefined;
  readonly distributedPort?:
    | { readonly switchUuid: string; readonly portgroupKey: string }
    | undefined;
  readonly services: readonly VmknicService[];
}

export function vmknic(plan: VmknicPlan): HostVirtualNic {
  const port =
    plan.distributedPort &&
    build('DistributedVirtualSwitchPortConnection', {
      switchUuid: plan.distributedPort.switchUuid,
      portgroupKey: plan.distributedPort.portgroupKey,
    });
  return build('HostVirtualNic', {
    device: plan.device,
    key: VNIC + plan.device,
    portgroup: plan.portgroup ?? '',
    spec: build('HostVirtualNicSpec', {
      ip: build('HostIpConfig', {
        dhcp: false,
        ipAddress: plan.ip,
        subnetMask: plan.netmask,
      }),
      mac: plan.mac,
      distributedVirtualPort: port,
      portgroup: port ? undefined : plan.portgroup,
      mtu: plan.mtu,
      tsoEnabled: true,
      netStackInstanceKey: plan.stack,
      systemOwned: false,
    }),
  });
}

/** Candidates and selection of every kind of traffic. */
export function virtualNicManagerInfo(vmknics: readonly VmknicPlan[]) {
  const candidates = vmknics.map((one) => ({ plan: one, nic: vmknic(one) }));
  return build('HostVirtualNicManagerInfo', {
    netConfig: VMKNIC_SERVICES.map((nicType) =>
      build('VirtualNicManagerNetConfig', {
        nicType,
        multiSelectAllowed: nicType !== 'faultToleranceLogging',
        candidateVnic: candidates.map(({ nic }) =>
          build('HostVirtualNic', { ...nic, key: `${nicType}.${nic.key}` }),
        ),
        selectedVnic: candidates
          .filter((one) => one.plan.services.includes(nicType))
          .map(({ nic }) => `${nicType}.${nic.key}`),
      }),
    ),
  });
}

/** The VMkernel adapters vMotion may use and the one it uses. */
export function vmotionNetConfig(vmknics: readonly VmknicPlan[]) {
  const used = vmknics.find(({ services }) => services.includes('vmotion'));
  return build('HostVMotionNetConfig', {
    candidateVnic: vmknics.map((one) => {
      const nic = vmknic(one);
      return build('HostVirtualNic', { ...nic, key: `VMotionConfig.vmotion.${nic.key}` });
    }),
    selectedVnic: used && `VMotionConfig.vmotion.${VNIC}${used.device}`,
  });
}
