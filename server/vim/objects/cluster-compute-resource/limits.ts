/**
 * What settings of a cluster may say: the ranges of its numbers and the words it knows.
 */
import { invalidArgument } from '../../../vmodl/fault.ts';
import { member } from '../../../vmodl/value.ts';

interface Limit {
  /** Where the value stands below the place that is checked. */
  readonly path: string;
  readonly least?: number;
  readonly most?: number;
  readonly words?: readonly string[];
}

const HOSTS_MAX = 96; // of a cluster, vSphere 8 configuration maximums
const SECONDS_MAX = 2 ** 31 - 1;

const APD_WORDS = ['disabled', 'warning', 'restartConservative', 'restartAggressive'];
const PRIORITIES = ['disabled', 'lowest', 'low', 'medium', 'high', 'highest'];
const RESPONSES = ['none', 'powerOff', 'shutdown'];
const CONDITIONS = ['none', 'poweredOn', 'guestHbStatusGreen', 'appHbStatusGreen'];
const MONITORING = ['vmMonitoringDisabled', 'vmMonitoringOnly', 'vmAndAppMonitoring'];
const SERVICE = ['enabled', 'disabled'];
const REMEDIATIONS = ['QuarantineMode', 'MaintenanceMode'];

/** What both the cluster and its VMs may set, below `at`. */
function vmSettings(at: string): readonly Limit[] {
  const tools = `${at}.vmToolsMonitoringSettings`;
  const storage = `${at}.vmComponentProtectionSettings`;
  return [
    { path: `${at}.restartPriorityTimeout`, least: -1, most: SECONDS_MAX },
    { path: `${tools}.vmMonitoring`, words: MONITORING },
    { path: `${tools}.failureInterval`, least: 1, most: SECONDS_MAX },
    { path: `${tools}.minUpTime`, least: 0, most: SECONDS_MAX },
    { path: `${tools}.maxFailures`, least: 0, most: SECONDS_MAX },
    { path: `${tools}.maxFailureWindow`, least: -1, most: SECONDS_MAX },
    { path: `${storage}.vmTerminateDelayForAPDSec`, least: 0, most: SECONDS_MAX },
  ];
}

/** Of the cluster: whoever follows a default can set it, the default itself cannot follow. */
const CLUSTER: readonly Limit[] = [
  { path: 'vmSwapPlacement', words: ['vmDirectory', 'hostLocal'] },
  { path: 'drsConfig.vmotionRate', least: 1, most: 5 },
  {
    path: 'drsConfig.scaleDescendantsShares',
    words: ['disabled', 'scaleCpuAndMemoryShares'],
  },
  { path: 'dpmConfig.hostPowerActionRate', least: 1, most: 5 },
  { path: 'dasConfig.vmMonitoring', words: MONITORING },
  { path: 'dasConfig.hostMonitoring', words: SERVICE },
  { path: 'dasConfig.vmComponentProtecting', words: SERVICE },
  { path: 'dasConfig.failoverLevel', least: 1, most: HOSTS_MAX },
  { path: 'dasConfig.admissionControlPolicy.failoverLevel', least: 1, most: HOSTS_MAX },
  {
    path: 'dasConfig.admissionControlPolicy.cpuFailoverResourcesPercent',
    least: 0,
    most: 100,
  },
  {
    path: 'dasConfig.admissionControlPolicy.memoryFailoverResourcesPercent',
    least: 0,
    most: 100,
  },
  {
    path: 'dasConfig.admissionControlPolicy.resourceReductionToToleratePercent',
    least: 0,
    most: 100,
  },
  { path: 'dasConfig.admissionControlPolicy.slotPolicy.cpu', least: 1, most: SECONDS_MAX },
  { path: 'dasConfig.admissionControlPolicy.slotPolicy.memory', least: 1, most: SECONDS_MAX },
  {
    path: 'dasConfig.hBDatastoreCandidatePolicy',
    words: ['userSelectedDs', 'allFeasibleDs', 'allFeasibleDsWithUserPreference'],
  },
  ...vmSettings('dasConfig.defaultVmSettings'),
  { path: 'dasConfig.defaultVmSettings.restartPriority', words: PRIORITIES },
  { path: 'dasConfig.defaultVmSettings.isolationResponse', words: RESPONSES },
  {
    path: 'dasConfig.defaultVmSettings.vmComponentProtectionSettings.vmStorageProtectionForAPD',
    words: APD_WORDS,
  },
  {
    path: 'dasConfig.defaultVmSettings.vmComponentProtectionSettings.vmStorageProtectionForPDL',
    words: APD_WORDS,
  },
  {
    path: 'dasConfig.defaultVmSettings.vmComponentProtectionSettings.vmReactionOnAPDCleared',
    words: ['none', 'reset'],
  },
  { path: 'orchestration.defaultVmReadiness.readyCondition', words: CONDITIONS },
  { path: 'orchestration.defaultVmReadiness.postReadyDelay', least: 0, most: SECONDS_MAX },
  { path: 'infraUpdateHaConfig.behavior', words: ['Manual', 'Automated'] },
  { path: 'infraUpdateHaConfig.moderateRemediation', words: REMEDIATIONS },
  { path: 'infraUpdateHaConfig.severeRemediation', words: REMEDIATIONS },
  { path: 'cryptoConfig.cryptoMode', words: ['onDemand', 'forceEnable'] },
];

/** Of one VM, which may also follow the cluster. */
const VM: readonly Limit[] = [
  ...vmSettings('dasSettings'),
  { path: 'dasSettings.restartPriority', words: [...PRIORITIES, 'clusterRestartPriority'] },
  { path: 'dasSettings.isolationResponse', words: [...RESPONSES, 'clusterIsolationResponse'] },
  {
    path: 'dasSettings.vmComponentProtectionSettings.vmStorageProtectionForAPD',
    words: [...APD_WORDS, 'clusterDefault'],
  },
  {
    path: 'dasSettings.vmComponentProtectionSettings.vmStorageProtectionForPDL',
    words: [...APD_WORDS, 'clusterDefault'],
  },
  {
    path: 'dasSettings.vmComponentProtectionSettings.vmReactionOnAPDCleared',
    words: ['none', 'reset', 'useClusterDefault'],
  },
  { path: 'vmReadiness.readyCondition', words: [...CONDITIONS, 'useClusterDefault'] },
  { path: 'vmReadiness.postReadyDelay', least: -1, most: SECONDS_MAX },
];

/** Throws InvalidArgument naming the first setting of a specification that is out of bounds. */
export function demandClusterLimits(spec: unknown, place: string): void {
  demandLimits(spec, CLUSTER, place);
}

/** The same for what a VM sets for itself. */
export function demandVmLimits(info: unknown, place: string): void {
  demandLimits(info, VM, place);
}

function demandLimits(value: unknown, limits: readonly Limit[], place: string): void {
  const wrong = limits.find((limit) => !keeps(valueAt(value, limit.path), limit));
  if (wrong) throw invalidArgument(`${place}.${wrong.path}`);
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce(member, value);
}

function keeps(value: unknown, { least, most, words }: Limit): boolean {
  if (value === undefined) return true;
  if (words) return typeof value === 'string' && words.includes(value);
  if (typeof value !== 'number') return false;
  return value >= (least ?? value) && value <= (most ?? value);
}
