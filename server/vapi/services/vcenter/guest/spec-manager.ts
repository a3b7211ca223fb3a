/** Where named specifications of guest customization are kept. */
import { reference } from '../../../../vmodl/reference.ts';

export const CUSTOMIZATION_SPECS = reference(
  'CustomizationSpecManager',
  'CustomizationSpecManager',
);
