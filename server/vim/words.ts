/** Turns names of the API into words a person reads: `powerOn` → `Power on`. */
import { build } from '../vmodl/build.ts';
import type { ElementDescription } from '../vmodl/generated/data.ts';

/** Acronyms which keep their capitals in running text. */
const ACRONYMS = new Set([
  'VM',
  'DRS',
  'HA',
  'DVS',
  'MAC',
  'IP',
  'UUID',
  'ID',
  'CPU',
  'NIC',
  'OVF',
  'VMFS',
  'NAS',
  'VMX',
  'EVC',
  'SSL',
  'URL',
  'HBA',
  'LUN',
  'OS',
  'IO',
  'PCI',
  'USB',
  'FT',
  'MTU',
  'SDRS',
]);

const RESPELLED: Readonly<Record<string, string>> = {
  vm: 'VM',
  vms: 'VMs',
  drs: 'DRS',
  das: 'HA',
  dvs: 'DVS',
  mac: 'MAC',
  uuid: 'UUID',
  ip: 'IP',
  vapp: 'vApp',
  nic: 'NIC',
  ovf: 'OVF',
  evc: 'EVC',
  cpu: 'CPU',
  vmfs: 'VMFS',
};

/** `VmFailedStartingSecondary` → `VM failed starting secondary` */
export function inWords(name: string): string {
  const words = name
    .replace(/_Task$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[ _.]+/)
    .filter((word) => word !== '')
    .map(
      (word) => RESPELLED[word.toLowerCase()] ?? (ACRONYMS.has(word) ? word : word.toLowerCase()),
    );
  const text = words.join(' ');
  return text === '' || /^v[A-Z]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** A described key, as descriptions of the API want it. */
export function described(key: string, label: string, summary = label): ElementDescription {
  return build('ElementDescription', { key, label, summary });
}
