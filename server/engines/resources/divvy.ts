/**
 * Divvying a resource: who gets how much of a capacity that may not suffice for all.
 *
 * Everybody asks for a demand, has a reservation that is his in any case, a limit above which he
 * gets nothing, and shares which decide the rest. Only demand competes: what one does not ask for
 * flows back to the others. All who are neither held up by their reservation nor satisfied get the
 * same amount per share. Source: "VMware Distributed Resource Management: Design, Implementation
 * and Lessons Learned" (VMware Technical Journal, 2012), section on dynamic entitlement.
 */
export interface Claim {
  readonly shares: number;
  readonly reservation: number;
  /** Negative for none, as the API has it. */
  readonly limit: number;
  /** `Infinity` asks for as much as there is: the static entitlement. */
  readonly demand: number;
}

/** A claim, or a pool of claims: a pool demands what its members do. */
export interface ClaimTree<K> {
  readonly key: K;
  readonly shares: number;
  readonly reservation: number;
  readonly limit: number;
  /** Of a leaf; a pool's follows from its members. */
  readonly demand?: number | undefined;
  readonly members?: readonly ClaimTree<K>[] | undefined;
}

/** What each claim gets, in the order of the claims; any unit. */
export function divvy(capacity: number, claims: readonly Claim[]): readonly number[] {
  const bounds = claims.map(boundsOf);
  const wanted = sum(bounds.map(({ most }) => most));
  if (wanted <= capacity) return bounds.map(({ most }) => most);
  const reserved = sum(bounds.map(({ least }) => least));
  // Admission never lets reservations exceed capacity; a host that lost some serves them alike.
  if (reserved >= capacity) {
    return bounds.map(({ least }) => (reserved === 0 ? 0 : (least * capacity) / reserved));
  }
  const level = perShare(capacity, reserved, bounds);
  return bounds.map(({ shares, least, most }) => clamp(level * shares, least, most));
}

/** What each leaf and pool of a forest gets, by key: level by level, from the top. */
export function divvyTree<K>(
  capacity: number,
  roots: readonly ClaimTree<K>[],
): ReadonlyMap<K, number> {
  const given = new Map<K, number>();
  const share = (amount: number, nodes: readonly ClaimTree<K>[]): void => {
    const claims = nodes.map((node) => ({ ...node, demand: demandOf(node) }));
    divvy(amount, claims).forEach((part, index) => {
      const node = nodes[index];
      if (!node) return;
      given.set(node.key, part);
      if (node.members) share(part, node.members);
    });
  };
  share(capacity, roots);
  return given;
}

/** Demand of a node, what its members ask for within their limits summed up. */
function demandOf<K>({ demand, members }: ClaimTree<K>): number {
  if (!members) return demand ?? 0;
  return sum(members.map((member) => Math.min(ceiling(member.limit), demandOf(member))));
}

interface Bounds {
  readonly shares: number;
  readonly least: number;
  readonly most: number;
}

function boundsOf({ shares, reservation, limit, demand }: Claim): Bounds {
  const most = Math.max(0, Math.min(ceiling(limit), demand));
  return { shares, least: Math.min(reservation, most), most };
}

function ceiling(limit: number): number {
  return limit < 0 ? Number.POSITIVE_INFINITY : limit;
}

/**
 * The amount per share at which everything is given away. What is given grows with it along a
 * broken line: somebody joins in where his shares outgrow his reservation, and leaves when he has
 * what he asked for.
 */
function perShare(capacity: number, reserved: number, bounds: readonly Bounds[]): number {
  const bends = bounds
    .filter(({ shares }) => shares > 0)
    .flatMap(({ shares, least, most }) => [
      { at: least / shares, slope: shares },
      { at: most / shares, slope: -shares },
    ])
    .sort((left, right) => left.at - right.at);
  let given = reserved;
  let slope = 0;
  let level = 0;
  for (const bend of bends) {
    const rise = slope * (bend.at - level);
    if (slope > 0 && given + rise >= capacity) break;
    given += Math.max(rise, 0);
    level = bend.at;
    slope += bend.slope;
  }
  return slope > 0 ? level + (capacity - given) / slope : level;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
