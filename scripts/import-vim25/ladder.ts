/**
 * The ladder of API versions: vim versions from oldest to newest, and the rank (place in the ladder)
 * of every version name the tables mention.
 */
import type { Dump } from './dump.ts';

export interface Ladder {
  /** Version ids as in the SOAPAction, `2.0` first. */
  ids: string[];
  /** vmodl names of the same versions, `vim.version.version1` first. */
  names: string[];
  /** Rank of a vmodl version name. */
  rankOf(name: string): number;
}

/** Versions between releases have an id that is no number; what they bring counts to the next release. */
const RELEASE_ID = /^\d+(\.\d+)*(u\d+\w*)?$/;

/**
 * A vim version stands above all those it inherits from, so the number of ancestors sorts them. A
 * version of a lower layer (`vmodl.version.version1`) counts as the first vim version inheriting it.
 */
export function buildLadder(dump: Dump): Ladder {
  const ancestors = new Map<string, Set<string>>();
  for (const [child, parent] of dump.parents) {
    const known = ancestors.get(child) ?? new Set();
    ancestors.set(child, known.add(parent));
  }
  const vim = dump.versions
    .filter(([name]) => name.startsWith('vim.version.'))
    .sort(([left], [right]) => vimAncestors(ancestors, left) - vimAncestors(ancestors, right));
  const releases = vim.filter(([, , id]) => RELEASE_ID.test(id));

  const ranks = new Map<string, number>();
  for (const [rank, [name]] of releases.entries()) {
    for (const inherited of [...(ancestors.get(name) ?? []), name]) {
      if (!ranks.has(inherited)) ranks.set(inherited, rank);
    }
  }

  return {
    ids: releases.map(([, , id]) => id),
    names: releases.map(([name]) => name),
    rankOf(name) {
      const rank = ranks.get(name);
      if (rank === undefined) throw new Error(`No vim release has the version ${name}`);
      return rank;
    },
  };
}

function vimAncestors(ancestors: ReadonlyMap<string, ReadonlySet<string>>, name: string): number {
  return [...(ancestors.get(name) ?? [])].filter((each) => each.startsWith('vim.version.')).length;
}
