/**
 * Writes docs/coverage.md: which methods of the vSphere API are written, type by type.
 *
 * `tsx scripts/generate-coverage.ts` writes the page, `--check` only says (exit status 1) whether it
 * is up to date.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { DEFAULT_API_VERSION } from '../server/config.ts';
import { computeCoverage, coveragePage } from '../server/control/coverage.ts';
import { MethodTables } from '../server/vim/object-types.ts';
import { loadCatalog } from '../server/vmodl/catalog.ts';

const PAGE = new URL('../docs/coverage.md', import.meta.url);

/** The page as the code has it now. */
function currentPage(): string {
  const catalog = loadCatalog();
  const rank = catalog.rankOf(DEFAULT_API_VERSION) ?? catalog.newestRank;
  const implemented = new MethodTables(catalog).implemented();
  return coveragePage(computeCoverage({ catalog, implemented, rank }), DEFAULT_API_VERSION);
}

/** Is docs/coverage.md what the code has? */
export async function pageIsCurrent(): Promise<boolean> {
  return (await readFile(PAGE, 'utf8').catch(() => '')) === currentPage();
}

async function main(args: readonly string[]): Promise<void> {
  if (!args.includes('--check')) {
    await writeFile(PAGE, currentPage());
    return;
  }
  if (await pageIsCurrent()) return;
  process.stderr.write(
    'docs/coverage.md is out of date: run npx tsx scripts/generate-coverage.ts\n',
  );
  process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
