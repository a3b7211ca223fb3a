/**
 * `npm run build`: the program as a few bundled files in `dist/`. Loading hundreds of modules one by one
 * would be most of the server's start; what is imported lazily stays in files of its own.
 */
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['server/main.ts', 'server/create-server.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
});
