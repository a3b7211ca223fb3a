/**
 * CryptoManagerHost: encryption keys on a host.
 */
import { fromHost } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const cryptoManagerHost = objectType({
  type: 'CryptoManagerHost',
  methods: {},
  derivations: [
    fromHost(
      'CryptoManagerHost',
      'enabled',
      'runtime',
      (runtime) => runtime.cryptoState === 'safe',
    ),
  ],
});
