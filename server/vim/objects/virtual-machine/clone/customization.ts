/**
 * Customization of a copy's guest: what the guest will be called and which addresses it will have when it
 * runs. Addresses that some other service would hand out stay those of the original.
 */

import { build } from '../../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../../vmodl/fault.ts';
import type {
  CustomizationAdapterMapping,
  CustomizationSpec,
  GuestInfo,
  GuestNicInfo,
  VirtualMachineConfigInfo,
} from '../../../../vmodl/generated/data.ts';
import { member } from '../../../../vmodl/value.ts';
import { isEthernetCard } from '../../../facts/network-facts.ts';
import type { CloneRequest } from './request.ts';

/** What of a request tells how the guest is to be. */
interface Customized {
  readonly spec: Pick<CloneRequest['spec'], 'customization'>;
}

/** Identities by the family of guests that take them. */
const FAMILIES: Readonly<Record<string, GuestInfo['guestFamily']>> = {
  CustomizationLinuxPrep: 'linuxGuest',
  CustomizationSysprep: 'windowsGuest',
};
const HOST_NAME = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;
const BITS = 32;

/**
 * Throws NicSettingMismatch, UncustomizableGuest, InvalidArgument; NotSupported for identities whose text
 * nothing here reads.
 */
export function demandCustomizable(
  { base, spec }: Customized & Pick<CloneRequest, 'base'>,
  guest: GuestInfo | undefined,
): void {
  const { customization } = spec;
  if (!customization) return;
  const family = FAMILIES[customization.identity._typeName];
  if (!family) throw new VimFault('NotSupported');
  const installed = guest && guest.toolsVersionStatus2 !== 'guestToolsNotInstalled';
  if (!installed || guest.guestFamily !== family) {
    throw new VimFault('UncustomizableGuest', { uncustomizableGuestOS: base.guestFullName });
  }
  const settings = customization.nicSettingMap ?? [];
  const numberOfNicsInVM = (base.hardware.device ?? []).filter(isEthernetCard).length;
  if (settings.length !== numberOfNicsInVM) {
    const numberOfNicsInSpec = settings.length;
    throw new VimFault('NicSettingMismatch', { numberOfNicsInSpec, numberOfNicsInVM });
  }
  demandSaneNames(customization);
}

function demandSaneNames(customization: CustomizationSpec): void {
  const name = nameAsked(customization, '');
  if (name !== '' && !HOST_NAME.test(name)) {
    throw invalidArgument('spec.customization.identity.hostName');
  }
  for (const { adapter } of customization.nicSettingMap ?? []) {
    if (adapter.ip._typeName !== 'CustomizationFixedIp') continue;
    if (!isAddress(String(member(adapter.ip, 'ipAddress')))) {
      throw invalidArgument('spec.customization.nicSettingMap.adapter.ip.ipAddress');
    }
  }
}

/** The guest of the copy as it is when it runs. */
export function guestOfCopy(
  guest: GuestInfo,
  { name, spec: { customization } }: Customized & Pick<CloneRequest, 'name'>,
  config: VirtualMachineConfigInfo,
): GuestInfo {
  const cards = (config.hardware.device ?? []).filter(isEthernetCard);
  const settings = customization?.nicSettingMap ?? [];
  const net = (guest.net ?? []).map((nic): GuestNicInfo => {
    const index = cards.findIndex(({ key }) => key === nic.deviceConfigId);
    const card = cards[index];
    const macAddress = String((card && member(card, 'macAddress')) ?? nic.macAddress ?? '');
    return withAddress({ ...nic, macAddress }, settings[index]);
  });
  const first = net.flatMap(({ ipAddress }) => ipAddress ?? [])[0] ?? guest.ipAddress;
  const hostName = customization ? nameAsked(customization, name) : guest.hostName;
  return {
    ...guest,
    ...(guest.net && { net }),
    ...(hostName !== undefined && { hostName }),
    ...(first !== undefined && { ipAddress: first }),
  };
}

/** A fixed name as it stands; others are made from the VM's. */
function nameAsked({ identity }: CustomizationSpec, vmName: string): string {
  const wish = member(identity, 'hostName') ?? member(member(identity, 'userData'), 'computerName');
  const fixed = member(wish, 'name') ?? member(wish, 'base');
  if (typeof fixed === 'string') return fixed;
  return vmName.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^-+|-+$/g, '');
}

function withAddress(nic: GuestNicInfo, setting: CustomizationAdapterMapping | undefined) {
  const adapter = setting?.adapter;
  const address = adapter && member(adapter.ip, 'ipAddress');
  if (adapter?.ip._typeName !== 'CustomizationFixedIp' || typeof address !== 'string') return nic;
  return {
    ...nic,
    ipAddress: [address],
    ipConfig: build('NetIpConfigInfo', {
      ipAddress: [
        build('NetIpConfigInfoIpAddress', {
          ipAddress: address,
          prefixLength: prefixOf(adapter.subnetMask ?? '255.255.255.0'),
          state: 'preferred',
        }),
      ],
    }),
  };
}

function isAddress(text: string): boolean {
  return ADDRESS.test(text) && text.split('.').every((part) => Number(part) <= 255);
}

/** `255.255.254.0` → 23 */
function prefixOf(mask: string): number {
  const bits = mask.split('.').map((part) => Number(part).toString(2).padStart(8, '0'));
  const zero = bits.join('').indexOf('0');
  return zero < 0 ? BITS : zero;
}
