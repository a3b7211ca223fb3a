/**
 * What is wrong with a seed, where: `seeds/x.yaml:12:5: unknown key "cpuz"`.
 */
export interface SeedIssue {
  readonly message: string;
  /** From 1; absent when there is no text, as with generated seeds. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

const SHOWN_MAX = 20; // a wall of follow-up errors helps nobody

export class SeedError extends Error {
  override readonly name = 'SeedError';
  readonly issues: readonly SeedIssue[];

  /** `source` is what the user called the seed: a path or a name. */
  constructor(source: string, issues: readonly SeedIssue[]) {
    super(
      issues
        .slice(0, SHOWN_MAX)
        .map(({ line, column, message }) =>
          line === undefined ? `${source}: ${message}` : `${source}:${line}:${column}: ${message}`,
        )
        .concat(issues.length > SHOWN_MAX ? [`… and ${issues.length - SHOWN_MAX} more`] : [])
        .join('\n'),
    );
    this.issues = issues;
  }
}
