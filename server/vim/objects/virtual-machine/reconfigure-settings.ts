/**
 * The settings of a VM that a reconfiguration may change, one line each: where they stand, who may change
 * them, whether the VM must be off. What is in no line is refused, never passed over.
 */

import { guestOs } from '../../../inventory/templates/guest-os.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  OptionValue,
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
} from '../../../vmodl/generated/data.ts';
import { deepEqual, isBoxed } from '../../../vmodl/value.ts';

type Spec = VirtualMachineConfigSpec;
type Config = VirtualMachineConfigInfo;

interface Setting {
  /** Member of the specification. */
  readonly from: keyof Spec;
  /** Member of the configuration, where it is called differently. */
  readonly to?: keyof Config;
  readonly privilege: string;
  /** Changes only while the VM is off. */
  readonly off?: boolean;
  /** Members that the caller leaves out stay as they are. */
  readonly merge?: boolean;
}

const SETTINGS_RIGHT = 'VirtualMachine.Config.Settings';
const RESOURCE_RIGHT = 'VirtualMachine.Config.Resource';
const CPU_RIGHT = 'VirtualMachine.Config.CPUCount';
const MEMORY_RIGHT = 'VirtualMachine.Config.Memory';
const ADVANCED_RIGHT = 'VirtualMachine.Config.AdvancedConfig';
const MKS_RIGHT = 'VirtualMachine.Config.MksControl';

const setting = (from: keyof Spec, rest: Partial<Omit<Setting, 'from'>> = {}): Setting => ({
  from,
  privilege: SETTINGS_RIGHT,
  ...rest,
});

const SETTINGS: readonly Setting[] = [
  setting('annotation', { privilege: 'VirtualMachine.Config.Annotation' }),
  setting('guestId', { off: true }),
  setting('alternateGuestName'),
  setting('uuid', { off: true }),
  setting('instanceUuid', { off: true }),
  setting('locationId'),
  setting('createDate'),
  setting('tools', { merge: true }),
  setting('flags', { merge: true }),
  setting('consolePreferences', { merge: true }),
  setting('powerOpInfo', { to: 'defaultPowerOps', merge: true }),
  setting('rebootPowerOff'),
  setting('memoryHotAddEnabled', { privilege: MEMORY_RIGHT, off: true }),
  setting('cpuHotAddEnabled', { privilege: CPU_RIGHT, off: true }),
  setting('cpuHotRemoveEnabled', { privilege: CPU_RIGHT, off: true }),
  setting('latencySensitivity', { privilege: RESOURCE_RIGHT, merge: true }),
  setting('cpuAffinity', { privilege: RESOURCE_RIGHT }),
  setting('memoryAffinity', { privilege: RESOURCE_RIGHT }),
  setting('memoryReservationLockedToMax', { privilege: RESOURCE_RIGHT }),
  setting('swapPlacement', { privilege: 'VirtualMachine.Config.SwapPlacement' }),
  setting('bootOptions', { merge: true }),
  setting('firmware', { off: true }),
  setting('changeTrackingEnabled', { privilege: 'VirtualMachine.Config.ChangeTracking' }),
  setting('vAssertsEnabled'),
  setting('maxMksConnections', { privilege: MKS_RIGHT }),
  setting('guestAutoLockEnabled', { privilege: MKS_RIGHT }),
  setting('managedBy', { privilege: 'VirtualMachine.Config.ManagedBy' }),
  setting('nestedHVEnabled', { off: true }),
  setting('vPMCEnabled', { off: true }),
  setting('messageBusTunnelEnabled'),
  setting('migrateEncryption'),
  setting('ftEncryptionMode'),
  setting('sgxInfo', { off: true, merge: true }),
  setting('guestMonitoringModeInfo', { off: true, merge: true }),
  setting('sevEnabled', { off: true }),
  setting('pmemFailoverEnabled'),
  setting('vmxStatsCollectionEnabled'),
  setting('vmOpNotificationToAppEnabled'),
  setting('vmOpNotificationTimeout'),
  setting('fixedPassthruHotPlugEnabled'),
  setting('metroFtEnabled'),
  setting('metroFtHostGroup'),
  setting('tdxEnabled', { off: true }),
  setting('sevSnpEnabled', { off: true }),
  setting('npivTemporaryDisabled'),
];

/** Members with rules of their own, and the right each needs. */
const SPECIAL: readonly (readonly [member: keyof Spec, privilege: string])[] = [
  ['name', 'VirtualMachine.Config.Rename'],
  ['numCPUs', CPU_RIGHT],
  ['numCoresPerSocket', CPU_RIGHT],
  ['simultaneousThreads', CPU_RIGHT],
  ['memoryMB', MEMORY_RIGHT],
  ['cpuAllocation', RESOURCE_RIGHT],
  ['memoryAllocation', RESOURCE_RIGHT],
  ['extraConfig', ADVANCED_RIGHT],
  ['scheduledHardwareUpgradeInfo', SETTINGS_RIGHT],
  ['virtualICH7MPresent', SETTINGS_RIGHT],
  ['virtualSMCPresent', SETTINGS_RIGHT],
];

/** Members that may be there without asking for a change of ours. */
const HARMLESS: readonly (keyof Spec)[] = ['changeVersion', 'deviceChange'];
/** What a template lets be changed: nothing that its machine is made of. */
const FOR_TEMPLATES: readonly (keyof Spec)[] = [
  'name',
  'annotation',
  'changeVersion',
  'extraConfig',
  'managedBy',
];

/** Throws NotSupported for what is asked but cannot be changed here; a value that is already so may stand. */
export function refuseUnknown(spec: Spec, config: Config): void {
  const known = new Set<string>([
    ...SETTINGS.map(({ from }) => from),
    ...SPECIAL.map(([name]) => name),
    ...HARMLESS,
  ]);
  for (const [name, value] of Object.entries(spec)) {
    if (name === '_typeName' || known.has(name) || asksNothing(value)) continue;
    const current = (config as unknown as Readonly<Record<string, unknown>>)[name];
    if (!coveredBy(value, current)) throw new VimFault('NotSupported');
  }
  if (!config.template) return;
  for (const [name, value] of Object.entries(spec)) {
    const allowed = name === '_typeName' || FOR_TEMPLATES.includes(name as keyof Spec);
    if (!allowed && !asksNothing(value)) throw new VimFault('NotSupported');
  }
}

function asksNothing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

/** Is everything that is given as it stands already? */
function coveredBy(given: unknown, current: unknown): boolean {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return deepEqual(given, current);
  }
  const members = (current ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(given).every(([name, value]) => deepEqual(value, members[name]));
}

/** The rights that these changes need on the VM. */
export function rightsFor(spec: Spec): readonly string[] {
  const rights = [
    ...SETTINGS.filter(({ from }) => !asksNothing(spec[from])).map(({ privilege }) => privilege),
    ...SPECIAL.filter(([name]) => !asksNothing(spec[name])).map(([, privilege]) => privilege),
  ];
  return [...new Set(rights)];
}

/** Settings that would change and need the VM off. */
export function changesNeedingOff(spec: Spec, config: Config): boolean {
  return SETTINGS.some(({ from, to = from, off }) => {
    const wanted = spec[from];
    const current = config[to as keyof Config];
    return off === true && wanted !== undefined && !coveredBy(wanted, current);
  });
}

/** The configuration with all plain settings as the specification has them. */
export function withSettings(spec: Spec, config: Config): Config {
  const after: Record<string, unknown> = { ...config };
  for (const { from, to = from, merge } of SETTINGS) {
    const wanted = spec[from];
    if (wanted === undefined) continue;
    const before = after[to];
    after[to] = merge ? { ...(before as object | undefined), ...(wanted as object) } : wanted;
  }
  if (spec.guestId !== undefined && spec.guestId !== config.guestId) {
    after['guestFullName'] = guestOs(spec.guestId).fullName;
  }
  if (spec.extraConfig)
    after['extraConfig'] = withOptions(config.extraConfig ?? [], spec.extraConfig);
  return after as unknown as Config;
}

/** Options by key; an empty value takes the key away. */
function withOptions(
  before: readonly OptionValue[],
  wanted: readonly OptionValue[],
): readonly OptionValue[] {
  const options = new Map(before.map((option) => [option.key, option]));
  for (const { key, value } of wanted) {
    if (key === '') throw invalidArgument('spec.extraConfig.key');
    if (textOf(value) === '') options.delete(key);
    else options.set(key, build('OptionValue', { key, value }));
  }
  return [...options.values()];
}

function textOf(value: unknown): string {
  return String(isBoxed(value) ? value._value : value);
}
