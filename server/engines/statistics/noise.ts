/**
 * Noise without memory: a hash of who and when, so that any sample can be told at any time, in any
 * order, and equal seeds give equal numbers. The hash is the finalizer of MurmurHash3 over both.
 */
const UINT31 = 0x8000_0000;

/** A number in [-1, 1) for a key and a sample's number. */
export function noiseAt(key: number, sample: number): number {
  let hash = (key ^ Math.imul(sample | 0, 0x9e37_79b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  hash ^= hash >>> 16;
  return hash / UINT31;
}

/** FNV-1a of a text: what noise knows an object by. */
export function noiseKey(text: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193);
  }
  return hash | 0;
}
