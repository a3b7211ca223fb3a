/**
 * vMotion part of `hostTests`: both hosts must have a vMotion network which is up, and they should
 * share its name and have at least a gigabit.
 */
import type { HostFacts, MoveFacts } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, warning } from './issue.ts';

/** VMware supports vMotion over a gigabit and more. */
const LINE_MIN_GBPS = 1;

/** Call for hot moves only: the faults speak of vMotion. */
export function checkVmotion({ source, destination }: MoveFacts): readonly Finding[] {
  return [
    ...endFindings(source, true),
    ...endFindings(destination, false),
    ...nameFindings(source, destination),
  ];
}

function endFindings(host: HostFacts, atSourceHost: boolean): readonly Finding[] {
  const { vmotion } = host;
  const detail = { atSourceHost, failedHost: host.name, failedHostEntity: host.ref };
  const end = `${atSourceHost ? 'source' : 'destination'} host '${host.name}'`;
  if (!vmotion.supported) {
    return [
      error('VMotionNotSupported', detail, `The vMotion feature is not supported on the ${end}.`),
    ];
  }
  if (!vmotion.licensed) {
    return [
      error('VMotionNotLicensed', detail, `The vMotion feature is not licensed on the ${end}.`),
    ];
  }
  if (!vmotion.configured) {
    const message = `The vMotion interface is not configured (or is misconfigured) on the ${end}.`;
    return [error('VMotionNotConfigured', detail, message)];
  }
  return linkFindings(host, detail, end);
}

function linkFindings(host: HostFacts, detail: object, end: string): readonly Finding[] {
  const network = host.vmotion.network ?? '';
  const lineGbps = host.vmotion.uplinkGbps.reduce((total, gbps) => total + gbps, 0);
  if (lineGbps <= 0) {
    const message = `The vMotion interface of the ${end} uses network '${network}', which is down.`;
    return [error('VMotionLinkDown', { ...detail, network }, message)];
  }
  if (lineGbps >= LINE_MIN_GBPS) return [];
  const message = `The vMotion interface of the ${end} uses network '${network}', which has less than one gigabit.`;
  return [warning('VMotionLinkCapacityLow', { ...detail, network }, message)];
}

function nameFindings(source: HostFacts, destination: HostFacts): readonly Finding[] {
  const sourceNetwork = source.vmotion.network;
  const destNetwork = destination.vmotion.network;
  if (!source.vmotion.configured || !destination.vmotion.configured) return [];
  if (!sourceNetwork || !destNetwork || sourceNetwork === destNetwork) return [];
  const message = `The vMotion networks of the hosts have different names: '${sourceNetwork}' and '${destNetwork}'.`;
  return [warning('MismatchedVMotionNetworkNames', { sourceNetwork, destNetwork }, message)];
}
