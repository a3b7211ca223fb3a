/** Specifications of guest customization as the vAPI shows those that vim25 keeps. */
import type {
  CustomizationAdapterMapping,
  CustomizationIPSettings,
  CustomizationSpec,
  CustomizationSysprep,
} from '../../../../vmodl/generated/data.ts';
import { member } from '../../../../vmodl/value.ts';
import type {
  VcenterGuestAdapterMapping,
  VcenterGuestConfigurationSpec,
  VcenterGuestCustomizationSpec,
  VcenterGuestDomain,
  VcenterGuestHostnameGenerator,
  VcenterGuestIpv4,
  VcenterGuestIpv6,
  VcenterGuestWindowsConfigurationRebootOption,
  VcenterGuestWindowsNetworkAdapterSettingsNetBIOSMode,
} from '../../../generated/types.ts';

const REBOOTS: Readonly<Record<string, VcenterGuestWindowsConfigurationRebootOption>> = {
  reboot: 'REBOOT',
  noreboot: 'NO_REBOOT',
  shutdown: 'SHUTDOWN',
};
const NETBIOS: Readonly<Record<string, VcenterGuestWindowsNetworkAdapterSettingsNetBIOSMode>> = {
  enableNetBIOSViaDhcp: 'USE_DHCP',
  enableNetBIOS: 'ENABLE',
  disableNetBIOS: 'DISABLE',
};

export function vapiSpec(spec: CustomizationSpec): VcenterGuestCustomizationSpec {
  const { globalIPSettings: dns, nicSettingMap = [] } = spec;
  return {
    configuration_spec: configurationOf(spec),
    global_DNS_settings: {
      dns_suffix_list: dns.dnsSuffixList,
      dns_servers: dns.dnsServerList,
    },
    interfaces: nicSettingMap.map(mapping),
  };
}

function configurationOf({ identity, options }: CustomizationSpec): VcenterGuestConfigurationSpec {
  const reboot = REBOOTS[String(member(options, 'reboot'))];
  switch (identity._typeName) {
    case 'CustomizationSysprep':
      return { windows_config: { reboot, sysprep: sysprepOf(identity as CustomizationSysprep) } };
    case 'CustomizationSysprepText':
      return { windows_config: { reboot, sysprep_xml: text(identity, 'value') ?? '' } };
    case 'CustomizationCloudinitPrep': {
      const metadata = text(identity, 'metadata') ?? '';
      const cloudinit = { metadata, userdata: text(identity, 'userdata') };
      return { cloud_config: { type: 'CLOUDINIT', cloudinit } };
    }
    default:
      return {
        linux_config: {
          hostname: nameOf(member(identity, 'hostName')),
          domain: text(identity, 'domain') ?? '',
          time_zone: text(identity, 'timeZone'),
          script_text: text(identity, 'scriptText'),
          compatible_customization_method: text(identity, 'compatibleCustomizationMethod'),
        },
      };
  }
}

function sysprepOf({ guiRunOnce, userData, identification, guiUnattended }: CustomizationSysprep) {
  return {
    gui_run_once_commands: guiRunOnce?.commandList,
    user_data: {
      computer_name: nameOf(userData.computerName),
      full_name: userData.fullName,
      organization: userData.orgName,
      product_key: userData.productId,
    },
    domain: domainOf(identification),
    gui_unattended: {
      auto_logon: guiUnattended.autoLogon,
      auto_logon_count: guiUnattended.autoLogonCount,
      password: guiUnattended.password?.value,
      time_zone: guiUnattended.timeZone,
    },
  };
}

function domainOf(found: CustomizationSysprep['identification']): VcenterGuestDomain | undefined {
  const { joinWorkgroup, joinDomain, domainAdmin, domainAdminPassword, domainOU } = found;
  if (joinDomain !== undefined) {
    return {
      type: 'DOMAIN',
      domain: joinDomain,
      domain_username: domainAdmin ?? '',
      domain_password: domainAdminPassword?.value ?? '',
      domain_OU: domainOU,
    };
  }
  return joinWorkgroup === undefined ? undefined : { type: 'WORKGROUP', workgroup: joinWorkgroup };
}

function nameOf(name: unknown): VcenterGuestHostnameGenerator {
  switch (member(name, '_typeName')) {
    case 'CustomizationFixedName':
      return { type: 'FIXED', fixed_name: text(name, 'name') };
    case 'CustomizationPrefixName':
      return { type: 'PREFIX', prefix: text(name, 'base') };
    case 'CustomizationVirtualMachineName':
      return { type: 'VIRTUAL_MACHINE' };
    default:
      return { type: 'USER_INPUT_REQUIRED' };
  }
}

function mapping({ macAddress, adapter }: CustomizationAdapterMapping): VcenterGuestAdapterMapping {
  return {
    mac_address: macAddress,
    adapter: { ipv4: ipv4Of(adapter), ipv6: ipv6Of(adapter), windows: windowsOf(adapter) },
  };
}

function ipv4Of({
  ip,
  subnetMask,
  gateway,
}: CustomizationIPSettings): VcenterGuestIpv4 | undefined {
  switch (ip._typeName) {
    case 'CustomizationDisableIpV4':
      return undefined;
    case 'CustomizationFixedIp':
      return {
        type: 'STATIC',
        ip_address: text(ip, 'ipAddress'),
        prefix: prefixOf(subnetMask ?? ''),
        gateways: gateway,
      };
    case 'CustomizationDhcpIpGenerator':
      return { type: 'DHCP', gateways: gateway };
    default:
      return { type: 'USER_INPUT_REQUIRED', gateways: gateway };
  }
}

function ipv6Of({ ipV6Spec }: CustomizationIPSettings): VcenterGuestIpv6 | undefined {
  if (!ipV6Spec) return undefined;
  const { ip, gateway: gateways } = ipV6Spec;
  const fixed = ip.filter(({ _typeName }) => _typeName === 'CustomizationFixedIpV6');
  if (fixed.length > 0) {
    const ipv6 = fixed.map((one) => ({
      ip_address: text(one, 'ipAddress') ?? '',
      prefix: Number(member(one, 'subnetMask')),
    }));
    return { type: 'STATIC', ipv6, gateways };
  }
  const isDhcp = ip.some(({ _typeName }) => _typeName === 'CustomizationDhcpIpV6Generator');
  return { type: isDhcp ? 'DHCP' : 'USER_INPUT_REQUIRED', gateways };
}

function windowsOf(settings: CustomizationIPSettings) {
  const { dnsServerList, dnsDomain, primaryWINS, secondaryWINS, netBIOS } = settings;
  const wins = [primaryWINS, secondaryWINS].filter((one) => one !== undefined);
  const told = [dnsServerList, dnsDomain, netBIOS, ...wins].some((one) => one !== undefined);
  if (!told) return undefined;
  return {
    dns_servers: dnsServerList,
    dns_domain: dnsDomain,
    wins_servers: wins.length > 0 ? wins : undefined,
    net_BIOS_mode: NETBIOS[netBIOS ?? ''],
  };
}

/** `255.255.254.0` → 23 */
function prefixOf(mask: string): number {
  const bits = mask.split('.').map((part) => Number(part).toString(2));
  return bits.join('').replaceAll('0', '').length;
}

function text(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return found === undefined ? undefined : String(found);
}
