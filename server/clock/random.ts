/**
 * Chance: a seeded generator for everything that must repeat, and secure bytes for what nobody may
 * guess (session cookies).
 *
 * The generator is SFC32 (Chris Doty-Humphrey's Small Fast Counter, PractRand): 128 bits of state
 * with a counter in it, so every seed has a period of at least 2^32. The seed text is spread over
 * the state by FNV-1a and the finalizer of MurmurHash3.
 */
import { randomBytes } from 'node:crypto';

const UINT32 = 0x1_0000_0000;
/** Draws thrown away, as SFC32's author asks, until the state no longer resembles the seed. */
const WARM_UP_DRAWS = 15;

export class SeededRandom {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string | number) {
    this.#seed = String(seed);
    this.#a = hash32(this.#seed, 1);
    this.#b = hash32(this.#seed, 2);
    this.#c = hash32(this.#seed, 3);
    for (let draw = 0; draw < WARM_UP_DRAWS; draw++) this.uint32();
  }

  /** The next whole number in [0, 2^32). */
  uint32(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** The next number in [0, 1). */
  next(): number {
    return this.uint32() / UINT32;
  }

  /** The next whole number in [min, max], both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** That many hexadecimal digits, lower case. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.uint32().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** A version 4 UUID made of draws: the same seed gives the same UUIDs. */
  uuid(): string {
    const hex = this.hex(32);
    const variant = (8 + (Number.parseInt(hex.charAt(16), 16) % 4)).toString(16);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join('-');
  }

  /** A generator of its own for a purpose: the same for seed and label, whatever was drawn here. */
  fork(label: string): SeededRandom {
    return new SeededRandom(`${this.#seed}/${label}`);
  }
}

/** Bytes nobody can guess, as lower-case hexadecimal digits (two per byte). */
export function secureId(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

function hash32(text: string, salt: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1);
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
