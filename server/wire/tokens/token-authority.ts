/**
 * The key by which this server's tokens are known, and the certificate that goes with it.
 *
 * The key is RSA, as that of every token service: .NET knows no other in XML signatures. Making one
 * takes some hundred milliseconds, so it is made at the first token, away from the main thread.
 */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface SigningIdentity extends KeyPair {
  /** base64 of the DER. */
  readonly certificate: string;
}

const MODULUS_BITS = 2048;

export class TokenAuthority {
  readonly #certify: (keys: KeyPair) => string;
  #making: Promise<SigningIdentity> | undefined;
  #identity: SigningIdentity | undefined;

  /** @param certify makes a PEM certificate for the keys */
  constructor(certify: (keys: KeyPair) => string) {
    this.#certify = certify;
  }

  identity(): Promise<SigningIdentity> {
    this.#making ??= this.#make();
    return this.#making;
  }

  /** The key that tokens must be signed with; undefined as long as there can be no token. */
  get publicKey(): KeyObject | undefined {
    return this.#identity?.publicKey;
  }

  async #make(): Promise<SigningIdentity> {
    const keys = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
    this.#identity = { ...keys, certificate: denseCertificate(this.#certify(keys)) };
    return this.#identity;
  }
}

/** base64 of the DER within a PEM text, in one line. */
export function denseCertificate(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s+/g, '');
}
