/**
 * What two vCenters tell each other of a VM that goes from one to the other (`RelocateSpec.service`).
 *
 * The source announces the VM with all that the destination must know to judge and to take it; the
 * destination answers what speaks against it and how fast it takes in; at the switchover the source asks
 * it to go on with the VM, which is the destination's from that moment on. VMware's own conversation
 * between vCenters is not published; this one is ours and works between two of these servers only.
 */
import type { HostFacts, VmFacts } from '../../engines/compatibility/facts.ts';
import { pack, Unpacker } from '../../inventory/persistence/codec.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { VirtualDeviceConfigSpec } from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isReference } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import type { DiskFormat } from '../migrations/move.ts';
import type { VmRegistration } from '../objects/virtual-machine/vm-registration.ts';

/** A change of the shapes below changes it; another number is refused. */
export const PROTOCOL = 1;

/** Where the VM goes, in the destination's references. */
export interface PeerTarget {
  readonly host?: Ref<'HostSystem'> | undefined;
  readonly pool?: Ref<Kinds['ResourcePool']> | undefined;
  readonly folder?: Ref<Kinds['Folder']> | undefined;
  readonly datastore: Ref<'Datastore'>;
  readonly disks: readonly PeerDisk[];
  readonly deviceChange: readonly VirtualDeviceConfigSpec[];
}

/** A disk that goes elsewhere than the home, or becomes of another format. */
export interface PeerDisk {
  readonly key: number;
  readonly datastore: Ref<'Datastore'>;
  readonly format?: DiskFormat | undefined;
}

/** Names for the events of the other side. */
export interface PeerPlace {
  readonly vcenter: string;
  readonly host: string;
  readonly datacenter: string;
  readonly datastore: string;
}

/** A VM that is about to leave. References within are the source's, those of `target` the destination's. */
export interface Departure {
  readonly protocol: number;
  /** The vCenter which the source believes to speak to. */
  readonly instanceUuid: string;
  readonly from: PeerPlace;
  readonly source: HostFacts;
  readonly facts: VmFacts;
  readonly registration: VmRegistration;
  readonly target: PeerTarget;
}

/** What the destination says to it: where the VM will be, and what each of its pipes can carry. */
export interface Offer {
  readonly id: string;
  readonly to: PeerPlace;
  /** `link:…`, `provisioning:…`, `write:datastore-9`: MB/s. */
  readonly pipes: Readonly<Record<string, number>>;
}

/** The VM as the destination knows it. */
export interface Arrived {
  readonly vm: Ref<'VirtualMachine'>;
}

/** The way to another vCenter; made anew for each migration. */
export interface Peer {
  /** Throws what speaks against it. */
  announce(departure: Departure): Promise<Offer>;
  /** The destination goes on with the VM. Throws what has come to speak against it. */
  commit(id: string): Promise<Arrived>;
  /** The VM stays where it is. */
  withdraw(id: string): Promise<void>;
}

/** Who speaks, as the other side checks him. */
export interface PeerAddress {
  /** `https://vcenter.example/sdk` */
  readonly url: string;
  readonly userName: string;
  readonly password: string;
  /** SHA-1 or SHA-256, bytes in hex parted by colons. */
  readonly thumbprint?: string | undefined;
  /** PEM, or its base64 alone. */
  readonly certificate?: string | undefined;
}

export type ConnectPeer = (address: PeerAddress) => Peer;

/** A message as JSON text; references and long integers survive. */
export function encodeMessage(message: unknown): string {
  return JSON.stringify(pack(message));
}

/** Throws InvalidRequest for what is no message. */
export function decodeMessage(text: string): unknown {
  try {
    return new Unpacker().unpack(JSON.parse(text));
  } catch {
    throw new VimFault('InvalidRequest', {}, 'The message of the other vCenter cannot be read.');
  }
}

/** Throws InvalidRequest for a message that does not say what must be known of a VM and its way. */
export function departureIn(message: unknown): Departure {
  const texts = ['instanceUuid', 'from.vcenter', 'from.host', 'from.datacenter', 'from.datastore'];
  const lists = ['facts.disks', 'facts.nics', 'facts.devices', 'facts.snapshots', 'source.mounts'];
  const moreLists = ['registration.config.hardware.device', 'target.disks', 'target.deviceChange'];
  const at = (path: string) => path.split('.').reduce<unknown>(member, message);
  const isComplete =
    typeof at('protocol') === 'number' &&
    texts.every((path) => typeof at(path) === 'string') &&
    [...lists, ...moreLists].every((path) => Array.isArray(at(path))) &&
    typeof at('registration.config.name') === 'string' &&
    at('registration._typeName') === '_VmRegistration' &&
    isReference(at('source.ref')) &&
    isReference(at('target.datastore'));
  if (isComplete) return message as Departure;
  throw new VimFault(
    'InvalidRequest',
    {},
    'The other vCenter did not describe the virtual machine.',
  );
}

/** A fault as it travels. */
export interface PeerFault {
  readonly name: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** The other side's references mean nothing here: they are left out. */
export function faultFromPeer({ name, detail, message }: PeerFault): VimFault {
  const own = Object.entries(detail).filter(([, value]) => !isReference(value));
  return new VimFault(name, Object.fromEntries(own), message);
}
