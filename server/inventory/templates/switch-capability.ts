/**
 * What a distributed switch can do; one value for all.
 */
import { build } from '../../vmodl/build.ts';
import type { DVSCapability } from '../../vmodl/generated/data.ts';
import { SWITCH_VERSION } from './distributed-switch.ts';
import type { Shelf } from './shelf.ts';
import { switchFeatures } from './switch-features.ts';

export function switchCapability(shelf: Shelf): DVSCapability {
  return shelf.keep('dvs:capability', () =>
    build('DVSCapability', {
      dvsOperationSupported: true,
      dvPortGroupOperationSupported: true,
      dvPortOperationSupported: true,
      compatibleHostComponentProductInfo: ['8.0.3', '8.0.0', '7.0.3', '7.0.2', '7.0.0'].map(
        (version) =>
          build('DistributedVirtualSwitchHostProductSpec', {
            productLineId: 'embeddedEsx',
            version,
          }),
      ),
      featuresSupported: switchFeatures(SWITCH_VERSION),
    }),
  );
}
