/**
 * Units between which the API changes: memory in MB here and bytes there, disks in KB, clocks in Hz
 * or MHz.
 */
export const BYTES_PER_KB = 1024;
export const BYTES_PER_MB = 2 ** 20;
export const BYTES_PER_GB = 2 ** 30;
export const MB_PER_GB = 1024;
export const HZ_PER_MHZ = 1_000_000;
