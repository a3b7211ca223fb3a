/**
 * Identities made from names, so that two runs of one seed are equal: UUIDs, MAC and storage
 * addresses.
 *
 * A UUID is a hash of its name in the namespace of object identifiers, shaped as version 5: the rule
 * of govmomi's simulator, whose default model `dc0` repeats.
 */
import { hash } from 'node:crypto';

const OID_NAMESPACE = Buffer.from('6ba7b8129dad11d180b400c04fd430c8', 'hex');

function hashOf(name: string): string {
  return hash('sha256', Buffer.concat([OID_NAMESPACE, Buffer.from(name)]), 'hex');
}

export function uuidOf(name: string): string {
  const hex = hashOf(name);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** UUID of a VM's n-th disk, as ESXi makes them: `6000C29…`. */
export function diskUuid(vmUuid: string, index: number): string {
  return `6000C29${index.toString(16)}${vmUuid.slice(8)}`;
}

/** As ESXi writes the identity of a VMFS volume: `66a1b2c3-8f7e6d5c-1a2b-005056a1b2c3`. */
export function volumeUuid(name: string): string {
  const hex = hashOf(name);
  return `66${hex.slice(0, 6)}-${hex.slice(6, 14)}-${hex.slice(14, 18)}-${hex.slice(18, 30)}`;
}

/** As NSX and distributed switches are written: `50 2a 8c …-…`. */
export function switchUuid(name: string): string {
  const pairs = hashOf(name).slice(0, 32).match(/../g) ?? [];
  pairs[0] = '50';
  return `${pairs.slice(0, 8).join(' ')}-${pairs.slice(8).join(' ')}`;
}

/** Address of a disk: an array's `naa.6006016…`, a local one's `t10.ATA…`; and its LUN uuid. */
export function lunIdentity(name: string, local: boolean): { canonicalName: string; uuid: string } {
  const hex = hashOf(name);
  const tail = hex.slice(0, 25);
  return {
    canonicalName: local
      ? `t10.ATA_____SSDSC2KB480G8R_${hex.slice(0, 16).toUpperCase()}`
      : `naa.6006016${tail}`,
    uuid: `0200000000${local ? hex.slice(0, 32) : `6006016${tail}`}565241494420`,
  };
}

/** MAC addresses which vCenter hands out: 00:50:56:80:00:00 and on. */
export function assignedMac(number: number): string {
  const tail = (0x80_00_00 + (number % 0x40_00_00)).toString(16);
  return `00:50:56:${tail.slice(0, 2)}:${tail.slice(2, 4)}:${tail.slice(4)}`;
}

/** Burnt-in address of the n-th card of a host, or of its VMkernel adapters. */
export function hostMac(host: number, index: number, vmkernel: boolean): string {
  const hex = (host * 0x40 + index).toString(16).padStart(6, '0').slice(-6);
  const vendor = vmkernel ? '00:50:56:6' : '3c:fd:fe:';
  const tail = `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`;
  return vmkernel ? `${vendor}${tail.slice(1)}` : vendor + tail;
}
