import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { loadVapiModel } from '../../../server/vapi/model.ts';
import { SERVICES } from '../../../server/vapi/services/index.ts';
import { packageFile } from '../../../server/vmodl/package-file.ts';
import { withVapi } from '../../../server/wire/rest/openapi-file.ts';
import { withoutVapi } from '../../../server/wire/rest/openapi-marks.ts';

const text = readFileSync(packageFile('openapi.yaml'), 'utf8');
const model = loadVapiModel();

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId?: string }>>>>;
}

describe('openapi.yaml', () => {
  it('is up to date with the services (npm run openapi)', () => {
    expect(withVapi(text, model, SERVICES)).toBe(text);
  });

  it('describes every operation that is written, at both its URLs', () => {
    const { paths } = parse(text) as Document;
    const described = Object.values(paths).flatMap((item) =>
      Object.values(item).flatMap(({ operationId }) => operationId ?? []),
    );
    const written = SERVICES.flatMap(({ id, operations }) =>
      Object.keys(operations)
        .filter((name) => model.operation(id, name)?.api)
        .map((name) => `${id.replace('com.vmware.', '')}.${name}`),
    );

    expect(described).toEqual(expect.arrayContaining(written));
    expect(described).toEqual(expect.arrayContaining(written.map((name) => `rest.${name}`)));
    expect(new Set(described).size).toBe(described.length);
  });

  it('keeps what is written by hand when rendered anew', () => {
    const mine = text.replace('summary: Is the process alive?', 'summary: Mine.');

    const rendered = withVapi(mine, model, []);

    expect(rendered).toContain('summary: Mine.');
    expect(withoutVapi(rendered)).toBe(withoutVapi(mine));
  });
});
