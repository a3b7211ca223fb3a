/** Specifications of guest customization as vim25 keeps them, made of those of the vAPI. */
import { build } from '../../../../vmodl/build.ts';
import type {
  CustomizationAdapterMapping,
  CustomizationIdentification,
  CustomizationIdentitySettings,
  CustomizationIPSettings,
  CustomizationIPSettingsIpV6AddressSpec,
  CustomizationIpGenerator,
  CustomizationIpV6Generator,
  CustomizationName,
  CustomizationOptions,
  CustomizationSpec,
  CustomizationSysprep,
} from '../../../../vmodl/generated/data.ts';
import { VapiError } from '../../../error.ts';
import type {
  VcenterGuestAdapterMapping,
  VcenterGuestConfigurationSpec,
  VcenterGuestCustomizationSpec,
  VcenterGuestDomain,
  VcenterGuestHostnameGenerator,
  VcenterGuestIpv4,
  VcenterGuestIpv6,
  VcenterGuestLinuxConfiguration,
  VcenterGuestWindowsSysprep,
} from '../../../generated/types.ts';

const REBOOTS = { REBOOT: 'reboot', NO_REBOOT: 'noreboot', SHUTDOWN: 'shutdown' } as const;
const NETBIOS = {
  USE_DHCP: 'enableNetBIOSViaDhcp',
  ENABLE: 'enableNetBIOS',
  DISABLE: 'disableNetBIOS',
} as const;
const BITS = 32;
const OCTETS = [24, 16, 8, 0];
const OCTET = 255;

/** `Windows` or `Linux`, as `CustomizationSpecInfo.type` says it. */
export function osTypeOf({ configuration_spec }: VcenterGuestCustomizationSpec): string {
  return configuration_spec.windows_config ? 'Windows' : 'Linux';
}

/** Throws invalid_argument unless exactly one system's configuration is there. */
export function vimSpec(spec: VcenterGuestCustomizationSpec): CustomizationSpec {
  const { configuration_spec, global_DNS_settings: dns, interfaces } = spec;
  return build('CustomizationSpec', {
    options: optionsOf(configuration_spec),
    identity: identityOf(configuration_spec),
    globalIPSettings: build('CustomizationGlobalIPSettings', {
      dnsSuffixList: dns.dns_suffix_list,
      dnsServerList: dns.dns_servers,
    }),
    nicSettingMap: interfaces.map(mapping),
  });
}

function optionsOf({ windows_config }: VcenterGuestConfigurationSpec): CustomizationOptions {
  if (!windows_config) return build('CustomizationLinuxOptions', {});
  return build('CustomizationWinOptions', {
    changeSID: true,
    deleteAccounts: false,
    reboot: windows_config.reboot && REBOOTS[windows_config.reboot],
  });
}

function identityOf(spec: VcenterGuestConfigurationSpec): CustomizationIdentitySettings {
  const { windows_config, linux_config, cloud_config } = spec;
  const told = [windows_config, linux_config, cloud_config].filter((one) => one !== undefined);
  if (told.length !== 1) throw wrong('configuration_spec', 'exactly one system is configured');
  if (linux_config) return linuxPrep(linux_config);
  if (cloud_config?.cloudinit) return build('CustomizationCloudinitPrep', cloud_config.cloudinit);
  const { sysprep, sysprep_xml } = windows_config ?? {};
  if (sysprep) return sysprepOf(sysprep);
  if (sysprep_xml !== undefined) return build('CustomizationSysprepText', { value: sysprep_xml });
  throw wrong('windows_config', 'either sysprep or sysprep_xml is set');
}

function linuxPrep(config: VcenterGuestLinuxConfiguration): CustomizationIdentitySettings {
  return build('CustomizationLinuxPrep', {
    hostName: nameOf(config.hostname),
    domain: config.domain,
    timeZone: config.time_zone,
    scriptText: config.script_text,
    compatibleCustomizationMethod: config.compatible_customization_method,
  });
}

function sysprepOf(sysprep: VcenterGuestWindowsSysprep): CustomizationSysprep {
  const { gui_run_once_commands: commandList, user_data, gui_unattended } = sysprep;
  return build('CustomizationSysprep', {
    guiUnattended: build('CustomizationGuiUnattended', {
      password: passwordOf(gui_unattended.password),
      timeZone: gui_unattended.time_zone,
      autoLogon: gui_unattended.auto_logon,
      autoLogonCount: gui_unattended.auto_logon_count,
    }),
    userData: build('CustomizationUserData', {
      fullName: user_data.full_name,
      orgName: user_data.organization,
      computerName: nameOf(user_data.computer_name),
      productId: user_data.product_key,
    }),
    guiRunOnce: commandList && build('CustomizationGuiRunOnce', { commandList }),
    identification: identificationOf(sysprep.domain),
  });
}

function identificationOf(domain: VcenterGuestDomain | undefined): CustomizationIdentification {
  return build('CustomizationIdentification', {
    joinWorkgroup: domain?.workgroup,
    joinDomain: domain?.domain,
    domainAdmin: domain?.domain_username,
    domainAdminPassword: passwordOf(domain?.domain_password),
    domainOU: domain?.domain_OU,
  });
}

function passwordOf(value: string | undefined) {
  return value === undefined
    ? undefined
    : build('CustomizationPassword', { value, plainText: true });
}

function nameOf({ type, fixed_name, prefix }: VcenterGuestHostnameGenerator): CustomizationName {
  switch (type) {
    case 'FIXED':
      return build('CustomizationFixedName', { name: fixed_name ?? '' });
    case 'PREFIX':
      return build('CustomizationPrefixName', { base: prefix ?? '' });
    case 'VIRTUAL_MACHINE':
      return build('CustomizationVirtualMachineName', {});
    default:
      return build('CustomizationUnknownName', {});
  }
}

function mapping({
  mac_address,
  adapter,
}: VcenterGuestAdapterMapping): CustomizationAdapterMapping {
  const { ipv4, ipv6, windows } = adapter;
  const [primaryWINS, secondaryWINS] = windows?.wins_servers ?? [];
  const settings: Omit<CustomizationIPSettings, '_typeName'> = {
    ip: addressOf(ipv4),
    subnetMask: ipv4?.prefix === undefined ? undefined : maskOf(ipv4.prefix),
    gateway: ipv4?.gateways,
    ipV6Spec: ipv6 && addressesOf(ipv6),
    dnsServerList: windows?.dns_servers,
    dnsDomain: windows?.dns_domain,
    ...{ primaryWINS, secondaryWINS },
    netBIOS: windows?.net_BIOS_mode && NETBIOS[windows.net_BIOS_mode],
  };
  return build('CustomizationAdapterMapping', {
    macAddress: mac_address,
    adapter: build('CustomizationIPSettings', settings),
  });
}

function addressOf(ipv4: VcenterGuestIpv4 | undefined): CustomizationIpGenerator {
  switch (ipv4?.type) {
    case undefined:
      return build('CustomizationDisableIpV4', {});
    case 'STATIC':
      return build('CustomizationFixedIp', { ipAddress: ipv4.ip_address ?? '' });
    case 'DHCP':
      return build('CustomizationDhcpIpGenerator', {});
    default:
      return build('CustomizationUnknownIpGenerator', {});
  }
}

function addressesOf({
  type,
  ipv6,
  gateways: gateway,
}: VcenterGuestIpv6): CustomizationIPSettingsIpV6AddressSpec {
  const fixed = (ipv6 ?? []).map(
    ({ ip_address, prefix }): CustomizationIpV6Generator =>
      build('CustomizationFixedIpV6', { ipAddress: ip_address, subnetMask: prefix }),
  );
  const other: CustomizationIpV6Generator =
    type === 'DHCP'
      ? build('CustomizationDhcpIpV6Generator', {})
      : build('CustomizationUnknownIpV6Generator', {});
  return build('CustomizationIPSettingsIpV6AddressSpec', {
    ip: type === 'STATIC' ? fixed : [other],
    gateway,
  });
}

/** 24 → `255.255.255.0` */
function maskOf(prefix: number): string {
  if (prefix < 0 || prefix > BITS) throw wrong('ipv4.prefix', 'a prefix is 0 to 32');
  const mask = prefix === 0 ? 0 : (~0 << (BITS - prefix)) >>> 0;
  return OCTETS.map((shift) => (mask >>> shift) & OCTET).join('.');
}

function wrong(member: string, rule: string): VapiError {
  return new VapiError('invalid_argument', {
    id: 'com.vmware.api.vcenter.guest.customization_specs.invalid',
    default_message: `The value of '${member}' is not valid: ${rule}.`,
    args: [member],
  });
}
