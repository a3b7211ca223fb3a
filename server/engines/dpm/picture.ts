/**
 * The cluster as DPM imagines it: which hosts are on, which VM runs where. Recommendations change the
 * picture one by one; each what-if is a pass of DRS over it.
 */
import type { Amount, DrsFacts, DrsHost, DrsRecommendation, DrsRule } from '../drs/facts.ts';
import type { DpmDemand, DpmFacts, DpmHost, HostUse } from './facts.ts';

export interface Picture {
  readonly facts: DpmFacts;
  /** Ids of the hosts that are on, or soon will be. */
  readonly on: ReadonlySet<string>;
  /** Host of each VM, by ids. */
  readonly places: ReadonlyMap<string, string>;
}

/** Which demand counts. */
export type Window = 'on' | 'off';

export function pictureOf(facts: DpmFacts): Picture {
  const on = facts.hosts.filter(({ power }) => power === 'on' || power === 'starting');
  return {
    facts,
    on: new Set(on.map(({ id }) => id)),
    places: new Map(facts.drs.vms.map(({ id, host }) => [id, host])),
  };
}

export function withMoves(
  picture: Picture,
  recommendations: readonly DrsRecommendation[],
): Picture {
  const places = new Map(picture.places);
  for (const { moves } of recommendations) {
    for (const { vm, destination } of moves) places.set(vm, destination);
  }
  return { ...picture, places };
}

export function withHost(picture: Picture, host: string): Picture {
  return { ...picture, on: new Set([...picture.on, host]) };
}

export function withoutHost(picture: Picture, host: string): Picture {
  return { ...picture, on: new Set([...picture.on].filter((id) => id !== host)) };
}

/** Hosts that are on, in the order of the facts. */
export function hostsOn({ facts, on }: Picture): readonly DrsHost[] {
  return facts.drs.hosts.filter(({ id }) => on.has(id));
}

/** What VMs on each host ask for, of what it has. */
export function usesOf(picture: Picture, window: Window): HostUse[] {
  const asked = new Map<string, { cpuMhz: number; memoryMb: number }>();
  for (const { id, demand } of picture.facts.drs.vms) {
    const host = picture.places.get(id);
    if (host === undefined) continue;
    const sum = asked.get(host) ?? { cpuMhz: 0, memoryMb: 0 };
    const { cpuMhz, memoryMb } = picture.facts.demands.get(id)?.[window] ?? demand;
    sum.cpuMhz += cpuMhz;
    sum.memoryMb += memoryMb;
    asked.set(host, sum);
  }
  return hostsOn(picture).map(({ id, capacity }) => {
    const { cpuMhz, memoryMb } = asked.get(id) ?? { cpuMhz: 0, memoryMb: 0 };
    return {
      id,
      cpuShare: shareOf(cpuMhz, capacity.cpuMhz),
      memoryShare: shareOf(memoryMb, capacity.memoryMb),
    };
  });
}

/** Of all hosts that are on together. */
export function capacityOn(picture: Picture): Amount {
  return sumOf(hostsOn(picture).map(({ capacity }) => capacity));
}

/** What the VMs on those hosts ask for together. */
export function demandOn(picture: Picture, demand: (of: DpmDemand) => Amount): Amount {
  const { facts, on, places } = picture;
  return sumOf(
    facts.drs.vms
      .filter(({ id }) => on.has(places.get(id) ?? ''))
      .map((vm) => {
        const known = facts.demands.get(vm.id);
        return known ? demand(known) : vm.demand;
      }),
  );
}

/**
 * The picture as facts for a pass. Hosts in `leaving` are on their way into standby. Hosts that leave for
 * another reason are left out unless `othersLeave`: what DPM recommends must hold whether they go or not.
 */
export function drsFactsOf(
  { facts, on, places }: Picture,
  window: Window,
  wish: {
    readonly leaving?: string;
    readonly othersLeave?: boolean;
    readonly level: DrsFacts['level'];
    readonly options?: Partial<DrsFacts['options']>;
  },
): DrsFacts {
  const { drs, demands } = facts;
  const hosts = drs.hosts.map((host): DrsHost => {
    if (host.id === wish.leaving) return { ...host, state: 'leaving', leavesFor: 'standby' };
    if (on.has(host.id)) return { ...host, state: 'able' };
    const stays = wish.othersLeave === true && host.state === 'leaving';
    return stays ? host : { ...host, state: 'absent' };
  });
  const vms = drs.vms.map((vm) => ({
    ...vm,
    host: places.get(vm.id) ?? vm.host,
    demand: demands.get(vm.id)?.[window] ?? vm.demand,
  }));
  return { ...drs, hosts, vms, level: wish.level, options: { ...drs.options, ...wish.options } };
}

/** VMs that are not where a rule wants them, one for each rule and VM too many. */
export function brokenRules({ facts, places }: Picture): number {
  return facts.drs.rules.reduce((sum, rule) => sum + broken(rule, places), 0);
}

function broken(rule: DrsRule, places: ReadonlyMap<string, string>): number {
  const homes = rule.vms.flatMap((id) => places.get(id) ?? []);
  if (homes.length === 0) return 0;
  const different = new Set(homes).size;
  if (rule.kind !== 'vmHost') {
    return rule.kind === 'affinity' ? different - 1 : homes.length - different;
  }
  const { hosts, affine } = rule;
  return homes.filter((home) => hosts.includes(home) !== affine).length;
}

/** Automated hosts first, then as `compare` says, then the older one. */
export function ordered(
  hosts: readonly DpmHost[],
  compare: (left: DpmHost, right: DpmHost) => number,
): DpmHost[] {
  const rank = ({ behavior }: DpmHost) => (behavior === 'automated' ? 0 : 1);
  return hosts.toSorted(
    (left, right) =>
      rank(left) - rank(right) ||
      compare(left, right) ||
      left.id.length - right.id.length ||
      (left.id < right.id ? -1 : 1),
  );
}

export function sumOf(amounts: readonly Amount[]): Amount {
  return {
    cpuMhz: amounts.reduce((sum, { cpuMhz }) => sum + cpuMhz, 0),
    memoryMb: amounts.reduce((sum, { memoryMb }) => sum + memoryMb, 0),
  };
}

/** What nobody has is full as soon as somebody asks for it. */
function shareOf(asked: number, capacity: number): number {
  if (capacity > 0) return asked / capacity;
  return asked > 0 ? Number.POSITIVE_INFINITY : 0;
}
