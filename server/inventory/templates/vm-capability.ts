/**
 * What a VM can do, as a vCenter with ESXi 8 hosts says; one value for all VMs.
 */
import { build } from '../../vmodl/build.ts';
import type { VirtualMachineCapability } from '../../vmodl/generated/data.ts';
import type { Shelf } from './shelf.ts';

export function vmCapability(shelf: Shelf): VirtualMachineCapability {
  return shelf.keep('vm:capability', () =>
    build('VirtualMachineCapability', {
      snapshotOperationsSupported: true,
      multipleSnapshotsSupported: true,
      snapshotConfigSupported: true,
      poweredOffSnapshotsSupported: true,
      memorySnapshotsSupported: true,
      revertToSnapshotSupported: true,
      quiescedSnapshotsSupported: true,
      disableSnapshotsSupported: false,
      lockSnapshotsSupported: false,
      consolePreferencesSupported: false,
      cpuFeatureMaskSupported: true,
      s1AcpiManagementSupported: true,
      settingScreenResolutionSupported: false,
      toolsAutoUpdateSupported: false,
      vmNpivWwnSupported: true,
      npivWwnOnNonRdmVmSupported: true,
      vmNpivWwnDisableSupported: true,
      vmNpivWwnUpdateSupported: true,
      swapPlacementSupported: true,
      toolsSyncTimeSupported: true,
      virtualMmuUsageSupported: true,
      diskSharesSupported: true,
      bootOptionsSupported: true,
      bootRetryOptionsSupported: true,
      settingVideoRamSizeSupported: true,
      settingDisplayTopologySupported: false,
      recordReplaySupported: false,
      changeTrackingSupported: true,
      multipleCoresPerSocketSupported: true,
      hostBasedReplicationSupported: true,
      guestAutoLockSupported: true,
      memoryReservationLockSupported: true,
      featureRequirementSupported: true,
      poweredOnMonitorTypeChangeSupported: true,
      seSparseDiskSupported: true,
      nestedHVSupported: true,
      vPMCSupported: true,
      secureBootSupported: true,
      perVmEvcSupported: true,
      virtualMmuUsageIgnored: true,
      virtualExecUsageIgnored: true,
      diskOnlySnapshotOnSuspendedVMSupported: true,
      suspendToMemorySupported: true,
      toolsSyncTimeAllowSupported: true,
      sevSupported: false,
      pmemFailoverSupported: true,
      requireSgxAttestationSupported: true,
      changeModeDisksSupported: true,
      vendorDeviceGroupSupported: true,
    }),
  );
}
