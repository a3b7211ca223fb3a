/**
 * Published schema files and tables which tests compare ours with. They are not part of the
 * repository: `VCMOCK_SPECS` names their folder, `../shared/specs` beside the repository is the
 * fallback. Without them the tests that need them are skipped, and say so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env['VCMOCK_SPECS'] ?? join(import.meta.dirname, '../../../shared/specs');

/** Are the published files at hand? */
const specsAvailable = existsSync(folder);

/** `describe` when the published files are at hand, else a skipped block and a warning. */
export function describeWithSpecs(name: string, tests: () => void): void {
  if (specsAvailable) {
    describe(name, tests);
    return;
  }
  console.warn(`SKIPPED ${name}: no published schemas (set VCMOCK_SPECS)`);
  describe.skip(name, tests);
}

/** Text of a published file, named relative to the specs folder. */
export function readSpec(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}
