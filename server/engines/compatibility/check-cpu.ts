/**
 * CPU part of `hostTests`: enough logical CPUs for the VM's vCPUs, and for a guest which has seen
 * the source's processor, the features it may have found there.
 *
 * A VM that does not run discovers its processor anew at power-on, so it may move anywhere.
 */
import { data } from '../../vmodl/value.ts';
import { evcAdmits, missingFeatures } from './evc.ts';
import type { MoveFacts } from './facts.ts';
import type { Finding } from './issue.ts';
import { error } from './issue.ts';

export function checkCpu(move: MoveFacts): readonly Finding[] {
  return [...countFindings(move), ...mostFindings(move), ...checkFeatureNeeds(move)];
}

/** What the host's software allows a VM at most. */
function mostFindings({ vm, destination }: MoveFacts): readonly Finding[] {
  const { vcpusMax } = destination.abilities;
  if (vcpusMax === undefined || vm.vcpuCount <= vcpusMax) return [];
  return [
    error(
      'NumVirtualCpusNotSupported',
      { maxSupportedVcpusDest: vcpusMax, numCpuVm: vm.vcpuCount },
      `The virtual machine has ${vm.vcpuCount} virtual CPUs, but host '${destination.name}' supports only ${vcpusMax}.`,
    ),
  ];
}

function countFindings({ vm, destination }: MoveFacts): readonly Finding[] {
  if (vm.vcpuCount <= destination.logicalCpuCount) return [];
  return [
    error(
      'NotEnoughLogicalCpus',
      {
        numCpuDest: destination.logicalCpuCount,
        numCpuVm: vm.vcpuCount,
        host: destination.ref,
      },
      `The virtual machine requires ${vm.vcpuCount} CPUs, but host '${destination.name}' has only ` +
        `${destination.logicalCpuCount} logical CPUs.`,
    ),
  ];
}

/** Does the processor show what the guest has seen? */
export function checkFeatureNeeds({ vm, destination }: MoveFacts): readonly Finding[] {
  const { requiredEvcMode } = vm;
  if (vm.powerState === 'poweredOff' || requiredEvcMode === undefined) return [];
  if (evcAdmits(requiredEvcMode, destination.evcMode)) return [];

  const missing = missingFeatures(requiredEvcMode, destination.evcMode ?? '');
  const featureRequirement = missing.map((key) =>
    data('VirtualMachineFeatureRequirement', { key, featureName: key, value: 'Bool:Min:1' }),
  );
  return [
    error(
      'FeatureRequirementsNotMet',
      {
        featureRequirement: featureRequirement.length > 0 ? featureRequirement : undefined,
        vm: vm.ref,
        host: destination.ref,
      },
      "The target host does not support the virtual machine's current hardware requirements. " +
        'To resolve CPU incompatibilities, use a cluster with Enhanced vMotion Compatibility (EVC) enabled.',
    ),
  ];
}
