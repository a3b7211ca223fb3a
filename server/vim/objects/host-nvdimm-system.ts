/**
 * HostNvdimmSystem: persistent memory of a host; the hosts here have none.
 */
import { build } from '../../vmodl/build.ts';
import { objectType } from '../method.ts';

export const hostNvdimmSystem = objectType({
  type: 'HostNvdimmSystem',
  methods: {},
  derivations: [
    {
      type: 'HostNvdimmSystem',
      property: 'nvdimmSystemInfo',
      reads: [],
      derive: () => build('NvdimmSystemInfo', {}),
    },
  ],
});
