/**
 * `npm run openapi`: writes into `openapi.yaml` what `schemas/vapi.json` and the written services say of
 * the vAPI over REST. Only what stands between the marks is replaced; the control plane around it is
 * written by hand. With `--check` it writes nothing and fails when something would change.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadVapiModel } from '../server/vapi/model.ts';
import { SERVICES } from '../server/vapi/services/index.ts';
import { withVapi } from '../server/wire/rest/openapi-file.ts';

const file = fileURLToPath(new URL('../openapi.yaml', import.meta.url));
const before = readFileSync(file, 'utf8');
const after = withVapi(before, loadVapiModel(), SERVICES);
if (process.argv.includes('--check')) {
  if (after !== before) throw new Error('openapi.yaml is not up to date: npm run openapi');
} else {
  writeFileSync(file, after);
}
