/**
 * The management controller of a host, by which vCenter wakes it. There is none to ask here: what a
 * client says of it is believed when it can be.
 */
import { isIP } from 'node:net';
import { assign } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { HostIpmiInfo } from '../../../vmodl/generated/data.ts';
import type { Context } from '../../method.ts';
import type { Host } from './host-event.ts';

const MAC_ADDRESS = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i;

/**
 * Writes `config.ipmi`; what is left out stays as it was, an empty text takes a member away. The password is
 * never shown. Throws NotSupported, InvalidArgument, InvalidIpmiMacAddress, InvalidIpmiLoginInfo.
 */
export function updateIpmi(host: Host, wish: HostIpmiInfo, { inventory }: Context): void {
  if (!inventory.read(host, 'capability')?.ipmiSupported) throw new VimFault('NotSupported');
  const { bmcIpAddress, bmcMacAddress, login, password } = wish;
  if (bmcIpAddress && isIP(bmcIpAddress) === 0) throw invalidArgument('ipmiInfo.bmcIpAddress');
  if (bmcMacAddress && !MAC_ADDRESS.test(bmcMacAddress)) {
    throw new VimFault('InvalidIpmiMacAddress', {
      userProvidedMacAddress: bmcMacAddress,
      observedMacAddress: '',
    });
  }
  // One without the other opens no controller.
  if (Boolean(login) !== Boolean(password)) throw new VimFault('InvalidIpmiLoginInfo');
  const old = inventory.read(host, 'config')?.ipmi;
  const ipmi = {
    bmcIpAddress: (bmcIpAddress ?? old?.bmcIpAddress) || undefined,
    bmcMacAddress: (bmcMacAddress ?? old?.bmcMacAddress) || undefined,
    login: (login ?? old?.login) || undefined,
  };
  const isEmpty = Object.values(ipmi).every((one) => one === undefined);
  inventory.apply([assign(host, 'config.ipmi', isEmpty ? undefined : build('HostIpmiInfo', ipmi))]);
}
