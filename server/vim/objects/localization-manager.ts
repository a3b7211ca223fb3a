/**
 * LocalizationManager: message catalogs for download; texts here come finished with the answers.
 */
import { objectType } from '../method.ts';

export const localizationManager = objectType({
  type: 'LocalizationManager',
  methods: {},
  derivations: [{ type: 'LocalizationManager', property: 'catalog', reads: [], derive: () => [] }],
});
