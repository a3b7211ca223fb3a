/**
 * Validates SOAP answers against the schemas we serve for their version, with libxml2 by way of
 * `scripts/validate-xml.py`. Collect the answers of a suite and validate them in one go: starting
 * python and loading a schema takes half a second, an answer next to nothing.
 *
 * Without python3 and lxml nothing is validated; that is said aloud, and is an error when the
 * environment has `VCMOCK_REQUIRE_ORACLES=1`. `VCMOCK_PYTHON` names another interpreter.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Catalog, loadCatalog } from '../../server/vmodl/catalog.ts';
import { renderWsdlFile, WSDL_FILES } from '../../server/vmodl/wsdl.ts';

export interface Answer {
  /** API version the answer was written for: `9.1.0.0`. */
  readonly version: string;
  /** The whole SOAP envelope. */
  readonly xml: string;
}

const SCRIPT = join(import.meta.dirname, '../../scripts/validate-xml.py');
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
const EXCERPT_CHARACTERS = 300;

/** Errors of invalid answers, each with the beginning of its answer; empty when all are valid. */
export function validateAnswers(answers: readonly Answer[]): string[] {
  if (answers.length === 0 || !xsdOracleAvailable()) return [];
  const folder = mkdtempSync(join(tmpdir(), 'vcmock-xsd-'));
  try {
    const catalog = loadCatalog();
    for (const version of new Set(answers.map((answer) => answer.version))) {
      writeSchemas(catalog, version, join(folder, version));
    }
    return runValidator(folder, answers);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Is there a python3 with lxml? Says so when not. */
export function xsdOracleAvailable(): boolean {
  if (spawnSync(python(), ['-c', 'import lxml.etree']).status === 0) return true;
  const text = 'no python3 with lxml: SOAP answers are not validated against their schemas';
  if (process.env['VCMOCK_REQUIRE_ORACLES'] === '1') throw new Error(text);
  console.warn(`SKIPPED: ${text}`);
  return false;
}

function writeSchemas(catalog: Catalog, version: string, folder: string): void {
  const rank = catalog.rankOf(version);
  if (rank === undefined) throw new Error(`There is no API version ${version}`);
  mkdirSync(folder);
  for (const file of WSDL_FILES) {
    const text = renderWsdlFile(catalog, rank, file, 'https://localhost/sdk') ?? '';
    writeFileSync(join(folder, file), text);
  }
}

function runValidator(folder: string, answers: readonly Answer[]): string[] {
  const { status, stdout, stderr } = spawnSync(python(), [SCRIPT, '--schemas', folder], {
    encoding: 'utf8',
    input: answers.map((answer) => JSON.stringify(answer)).join('\n'),
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  if (status !== 0 && status !== 1) throw new Error(`validate-xml.py failed: ${stderr}`);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { index, error } = JSON.parse(line) as { index: number; error: string };
    const answer = answers[index];
    return `${answer?.version}: ${error}\n  in ${excerpt(answer?.xml ?? '')}`;
  });
}

/** The beginning of what is in the body. */
function excerpt(xml: string): string {
  return xml.replace(/^[\s\S]*?Body>/, '').slice(0, EXCERPT_CHARACTERS);
}

function python(): string {
  return process.env['VCMOCK_PYTHON'] ?? 'python3';
}
