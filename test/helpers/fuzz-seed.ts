/**
 * Random tests draw a new seed at every run, and print it when they fail. Where every run must be the same,
 * VCMOCK_FUZZ_SEED names one for all of them.
 */
import fc from 'fast-check';

const seed = Number(process.env['VCMOCK_FUZZ_SEED'] ?? Number.NaN);
if (Number.isInteger(seed)) fc.configureGlobal({ seed });
