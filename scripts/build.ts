/**
 * `npm run build`: the program as a few bundled files in `dist/`. Loading hundreds of modules one by one
 * would be most of the server's start; what is imported lazily stays in files of its own.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import { listSeeds } from '../server/inventory/seed/built-in.ts';
import { compileSeed } from '../server/inventory/seed/compiled-seed.ts';
import { loadSeed } from '../server/inventory/seed/load-seed.ts';

/**
 * The validator of requests compiles a schema of OpenAPI documents whenever it is made, 100 ms, even when
 * told not to look at the document by it, as we do: the tests have. So that schema stays away.
 */
const withoutDocumentSchema: Plugin = {
  name: 'without-document-schema',
  setup({ onLoad }) {
    onLoad({ filter: /express-openapi-validator\/.*\/openapi\.schema\.validator\.js$/ }, () => ({
      contents:
        'exports.OpenAPISchemaValidator = class { validate() { throw new Error("not built in"); } };',
    }));
  },
};

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['server/main.ts', 'server/create-server.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Seldom needed at all, or looking for files of their own at run time. Express and the validator of
  // requests are bundled: their three hundred files take four times as long to load as one.
  external: ['pino', 'lowdb'],
  // Bundled packages written for require() find it here.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  plugins: [withoutDocumentSchema],
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  logLevel: 'warning',
});

await mkdir('dist/seeds');
for (const { name } of listSeeds()) {
  const text = compileSeed(loadSeed(name));
  if (text !== undefined) await writeFile(`dist/seeds/${name}.json`, text);
}
