/** The vAPI with all that is written of it; loaded with the first call. */
import { VapiDispatch, type VapiDispatchOptions } from './dispatch.ts';
import { loadVapiModel } from './model.ts';
import { SERVICES } from './services/index.ts';

export function openVapi(options: Omit<VapiDispatchOptions, 'model' | 'tables'>): VapiDispatch {
  return new VapiDispatch({ ...options, model: loadVapiModel(), tables: SERVICES });
}
