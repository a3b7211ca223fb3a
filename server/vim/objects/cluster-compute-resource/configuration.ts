/**
 * What a specification makes of a cluster's configuration.
 *
 * Incrementally, what the specification leaves unset stays as it is; otherwise it goes back to the default,
 * and lists hold only what the specification adds.
 */
import { clusterConfig, standaloneConfig } from '../../../inventory/templates/compute.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  ClusterConfigInfoEx,
  ClusterConfigSpec,
  ClusterConfigSpecEx,
  ClusterDasConfigInfo,
  ComputeResourceConfigInfo,
  ComputeResourceConfigSpec,
} from '../../../vmodl/generated/data.ts';
import { freezeDeep, member } from '../../../vmodl/value.ts';
import { HARDWARE_VERSIONS } from '../../catalogues/hardware-versions.ts';
import { editedGroups } from './groups.ts';
import { demandClusterLimits } from './limits.ts';
import { merged } from './merged.ts';
import { editedOverrides } from './overrides.ts';
import { editedRules } from './rules.ts';
import { type ClusterScope, demandHost } from './scope.ts';

export interface ClusterSettings {
  readonly config: ClusterConfigInfoEx;
  /** The highest number a rule has ever had. */
  readonly lastRuleKey: number;
}

/** What no cluster here can do. */
const NOT_SUPPORTED = [
  'systemVMsConfig',
  'vsanHostConfigSpec',
  'vsanCoreConfigSpec',
  'desiredSoftwareSpec',
  'enableConfigManager',
  'hostSeedSpec',
  'softwareSpecId',
  'networkBootMode',
  'inHciWorkflow',
] as const;

/** A cluster as it is made, before anything is asked of it. */
export function defaultSettings(): ClusterSettings {
  return { config: clusterConfig({}, {}, {}), lastRuleKey: 0 };
}

/** Throws InvalidArgument, NotSupported, DuplicateName of a rule. */
export function editedSettings(
  before: ClusterSettings,
  spec: ClusterConfigSpec | ClusterConfigSpecEx,
  { modify, scope }: { readonly modify: boolean; readonly scope: ClusterScope },
): ClusterSettings {
  const wish: Omit<ClusterConfigSpecEx, '_typeName'> = spec;
  demandSupported(wish);
  demandClusterLimits(wish, 'spec');
  const base = modify ? before.config : defaultSettings().config;
  const group = editedGroups(base.group ?? [], wish.groupSpec, scope);
  const { rule, lastKey } = editedRules(
    { rule: base.rule ?? [], lastKey: before.lastRuleKey },
    wish.rulesSpec,
    group,
    scope,
  );
  const overrides = editedOverrides(
    {
      dasVmConfig: base.dasVmConfig ?? [],
      drsVmConfig: base.drsVmConfig ?? [],
      vmOrchestration: base.vmOrchestration ?? [],
      dpmHostConfig: base.dpmHostConfig ?? [],
    },
    wish,
    {
      drsBehavior: wish.drsConfig?.defaultVmBehavior ?? base.drsConfig.defaultVmBehavior,
      dpmBehavior: wish.dpmConfig?.defaultDpmBehavior ?? base.dpmConfigInfo?.defaultDpmBehavior,
    },
    scope,
  );
  const config = freezeDeep({
    ...base,
    ...editedPlain(base, wish),
    ...overrides,
    group,
    rule,
    dasConfig: editedDas(base.dasConfig, wish.dasConfig, scope),
    drsConfig: merged(base.drsConfig, wish.drsConfig) ?? base.drsConfig,
    orchestration: merged(base.orchestration, wish.orchestration),
    dpmConfigInfo: merged(base.dpmConfigInfo, wish.dpmConfig),
    infraUpdateHaConfig: merged(base.infraUpdateHaConfig, wish.infraUpdateHaConfig),
    proactiveDrsConfig: merged(base.proactiveDrsConfig, wish.proactiveDrsConfig),
    cryptoConfig: merged(base.cryptoConfig, wish.cryptoConfig),
  });
  return { config: withoutUnset(config), lastRuleKey: lastKey };
}

/** The configuration of a host that stands for itself. Throws InvalidArgument for what only clusters have. */
export function editedStandalone(
  before: ComputeResourceConfigInfo,
  spec: ComputeResourceConfigSpec,
  { modify }: { readonly modify: boolean },
): ComputeResourceConfigInfo {
  if (spec._typeName !== 'ComputeResourceConfigSpec') throw invalidArgument('spec');
  demandSupported(spec);
  demandClusterLimits(spec, 'spec');
  const base = modify ? before : standaloneConfig();
  return withoutUnset(freezeDeep({ ...base, ...editedPlain(base, spec) }));
}

function demandSupported(spec: object): void {
  for (const name of NOT_SUPPORTED) {
    const value = member(spec, name);
    const isNothing =
      value === undefined || value === false || (Array.isArray(value) && value.length === 0);
    if (!isNothing) throw new VimFault('NotSupported');
  }
  // Clients send an empty vSAN part along with others; only what would switch it on is a wish.
  const vsan = member(spec, 'vsanConfig');
  const claims = member(member(vsan, 'defaultConfig'), 'autoClaimStorage');
  if (member(vsan, 'enabled') === true || claims === true) throw new VimFault('NotSupported');
}

type Plain = Omit<ComputeResourceConfigInfo, '_typeName'>;

function editedPlain(base: Plain, spec: Omit<ComputeResourceConfigSpec, '_typeName'>): Plain {
  return {
    vmSwapPlacement: spec.vmSwapPlacement ?? base.vmSwapPlacement,
    spbmEnabled: spec.spbmEnabled ?? base.spbmEnabled,
    defaultHardwareVersionKey: versionKey(base, spec, 'defaultHardwareVersionKey'),
    maximumHardwareVersionKey: versionKey(base, spec, 'maximumHardwareVersionKey'),
  };
}

/** An empty key leaves the choice to the hosts again. */
function versionKey(
  base: Plain,
  spec: Omit<ComputeResourceConfigSpec, '_typeName'>,
  name: 'defaultHardwareVersionKey' | 'maximumHardwareVersionKey',
): string | undefined {
  const key = spec[name];
  if (key === '') return undefined;
  if (key !== undefined && !HARDWARE_VERSIONS.some((version) => version.key === key)) {
    throw invalidArgument(`spec.${name}`);
  }
  return key ?? base[name];
}

function editedDas(
  base: ClusterDasConfigInfo,
  wish: ClusterDasConfigInfo | undefined,
  scope: ClusterScope,
): ClusterDasConfigInfo {
  if (!wish) return base;
  const place = 'spec.dasConfig';
  const named = member(wish.admissionControlPolicy, 'failoverHosts');
  for (const host of Array.isArray(named) ? named : []) {
    demandHost(scope, host, `${place}.admissionControlPolicy.failoverHosts`);
  }
  for (const datastore of wish.heartbeatDatastore ?? []) scope.inventory.demand(datastore);
  const das = merged(base, withPolicy(wish)) ?? base;
  const level = member(das.admissionControlPolicy, 'failoverLevel');
  return typeof level === 'number' ? { ...das, failoverLevel: level } : das;
}

/** Older clients say how many hosts may fail and no more: that is the policy which counts slots. */
function withPolicy(wish: ClusterDasConfigInfo): ClusterDasConfigInfo {
  const { failoverLevel, admissionControlPolicy } = wish;
  if (failoverLevel === undefined || admissionControlPolicy) return wish;
  return {
    ...wish,
    admissionControlPolicy: build('ClusterFailoverLevelAdmissionControlPolicy', { failoverLevel }),
  };
}

function withoutUnset<T extends object>(value: T): T {
  const set = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return freezeDeep(Object.fromEntries(set)) as T;
}
