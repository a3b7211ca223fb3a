/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  setupFiles: ['<rootDir>/test/helpers/fuzz-seed.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  // A busy machine takes its time; a test that hangs is still found.
  testTimeout: 60_000,
  // All processors: many of these tests simulate days, and a single process would keep what all of them made.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '2GB',
  coverageProvider: 'v8',
};
