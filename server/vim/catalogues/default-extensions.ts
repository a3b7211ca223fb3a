/**
 * The extensions which a vCenter Server brings along.
 */
import { build } from '../../vmodl/build.ts';
import type { Extension } from '../../vmodl/generated/data.ts';

const COMPANY = 'VMware, Inc.';

/** Key, label and version of each. */
const EXTENSIONS: readonly (readonly [key: string, label: string, version: string])[] = [
  ['com.vmware.vim.eam', 'VMware vSphere ESX Agent Manager', '8.0.3'],
  ['com.vmware.vim.sms', 'VMware vCenter Storage Monitoring Service', '8.0'],
  ['com.vmware.vim.sps', 'VMware vSphere Profile-Driven Storage Service', '8.0'],
  ['com.vmware.vim.vsm', 'vService Manager', '8.0'],
  ['com.vmware.vim.ls', 'VMware License Service', '8.0'],
  ['com.vmware.vim.inventoryservice', 'VMware vCenter Inventory Service', '8.0'],
  ['com.vmware.vim.stats.report', 'Performance charts', '8.0'],
  ['com.vmware.vcIntegrity', 'VMware vSphere Lifecycle Manager', '8.0.3'],
  ['com.vmware.vsan.health', 'VMware vSAN Health Service', '8.0.3'],
  ['com.vmware.vsan.dp', 'VMware vSAN Data Protection', '8.0.3'],
  ['com.vmware.rbd', 'VMware vSphere Auto Deploy', '8.0.3'],
  ['com.vmware.imagebuilder', 'VMware vSphere Image Builder', '8.0.3'],
  ['com.vmware.ovf', 'OVF deployment service', '8.0'],
  ['com.vmware.cl', 'Content Library', '8.0'],
  ['com.vmware.vsphere.client', 'vSphere Client', '8.0.3'],
  ['com.vmware.vsphere.wcp', 'VMware vSphere with Tanzu', '8.0.3'],
  ['hostdiag', 'VMware vCenter host diagnostics', '8.0'],
  ['VirtualCenter', 'VMware vCenter Server', '8.0.3'],
];

export function defaultExtensions(installedAt: string): readonly Extension[] {
  return EXTENSIONS.map(([key, label, version]) =>
    build('Extension', {
      description: build('Description', { label, summary: label }),
      key,
      company: COMPANY,
      version,
      lastHeartbeatTime: installedAt,
      shownInSolutionManager: false,
    }),
  );
}
