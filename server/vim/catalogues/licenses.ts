/**
 * Licence products, the evaluation licence, and what a licence key says about itself.
 */
import { build } from '../../vmodl/build.ts';
import type {
  KeyAnyValue,
  KeyValue,
  LicenseManagerLicenseInfo,
} from '../../vmodl/generated/data.ts';
import { box } from '../../vmodl/value.ts';

/** Key under which the evaluation licence is listed. */
export const EVALUATION_KEY = '00000-00000-00000-00000-00000';
export const EVALUATION_DAYS = 60;

/** A licence key: five groups of five capital letters or digits. */
const KEY_FORM = /^[A-Z0-9]{5}(-[A-Z0-9]{5}){4}$/;

interface Product {
  readonly edition: string;
  readonly name: string;
  readonly costUnit: string;
  readonly productName: string;
}

/**
 * Products by the first letter of a key. Real keys are enciphered; here the first letter decides,
 * so that a test can ask for the product it wants: V vCenter Server, S vSphere Standard, others
 * vSphere Enterprise Plus.
 */
const VCENTER: Product = {
  edition: 'vc.standard.instance',
  name: 'vCenter Server 8 Standard',
  costUnit: 'server',
  productName: 'VMware VirtualCenter Server',
};
const STANDARD: Product = {
  edition: 'esx.standard.cpuPackageCoreLimited',
  name: 'vSphere 8 Standard',
  costUnit: 'cpuPackage:32core',
  productName: 'VMware ESX Server',
};
const ENTERPRISE_PLUS: Product = {
  edition: 'esx.enterprisePlus.cpuPackageCoreLimited',
  name: 'vSphere 8 Enterprise Plus',
  costUnit: 'cpuPackage:32core',
  productName: 'VMware ESX Server',
};

/** Features with their labels, as `properties` of a licence lists them. */
const FEATURES: readonly (readonly [key: string, label: string])[] = [
  ['vmotion', 'vSphere vMotion'],
  ['xvmotion', 'X-Switch vMotion'],
  ['storagevmotion', 'vSphere Storage vMotion'],
  ['das', 'vSphere HA'],
  ['drs', 'vSphere DRS'],
  ['sdrs', 'Storage DRS'],
  ['dvs', 'vSphere Distributed Switch'],
  ['ft:8', 'vSphere FT (up to 8 virtual CPUs)'],
  ['hostprofile', 'vSphere Host Profiles'],
  ['h264remote', 'H.264 for Remote Console Connections'],
  ['nsr', 'vCenter agent for VMware host'],
  ['serialuri:2', 'Remote virtual Serial Port Concentrator'],
  ['vshield', 'vShield Endpoint'],
  ['vsmp:768', 'Up to 768-way virtual SMP'],
];

export function isLicenseKey(key: string): boolean {
  return KEY_FORM.test(key);
}

/** What a well-formed key stands for. */
export function describeLicense(
  licenseKey: string,
  labels: readonly KeyValue[] = [],
): LicenseManagerLicenseInfo {
  const product = productOf(licenseKey);
  return build('LicenseManagerLicenseInfo', {
    licenseKey,
    editionKey: product.edition,
    name: product.name,
    total: 0,
    used: 0,
    costUnit: product.costUnit,
    properties: [
      text('ProductName', product.productName),
      text('ProductVersion', '8.0'),
      ...(product === VCENTER ? [] : featureProperties()),
    ],
    labels: labels.length > 0 ? labels : undefined,
  });
}

export function evaluationLicense(): LicenseManagerLicenseInfo {
  return build('LicenseManagerLicenseInfo', {
    licenseKey: EVALUATION_KEY,
    editionKey: 'eval',
    name: 'Product Evaluation',
    total: 0,
    costUnit: '',
    properties: [
      text('Localized', build('KeyValue', { key: 'EVAL_NAME', value: 'Evaluation Mode' })),
    ],
  });
}

function productOf(licenseKey: string): Product {
  if (licenseKey.startsWith('V')) return VCENTER;
  return licenseKey.startsWith('S') ? STANDARD : ENTERPRISE_PLUS;
}

function featureProperties(): readonly KeyAnyValue[] {
  return FEATURES.map(([key, value]) => text('feature', build('KeyValue', { key, value })));
}

function text(key: string, value: unknown): KeyAnyValue {
  return build('KeyAnyValue', { key, value });
}

/** What the server answers for a key it cannot read: no fault, but a licence with a diagnosis. */
export function undecodable(licenseKey: string): LicenseManagerLicenseInfo {
  return build('LicenseManagerLicenseInfo', {
    licenseKey,
    editionKey: '',
    name: '',
    total: 0,
    costUnit: '',
    properties: [
      text('lc_operation', 'decode'),
      text('diagnostic', 'License is not valid for this product'),
    ],
  });
}

/** A number of a licence's properties: xsd:int for hours and minutes of the evaluation. */
export function numberProperty(key: string, value: number): KeyAnyValue {
  return build('KeyAnyValue', { key, value: box('long', value) });
}

export function textProperty(key: string, value: unknown): KeyAnyValue {
  return text(key, value);
}
