/**
 * VmwareDistributedVirtualSwitch: the distributed switch of VMware.
 */
import { objectType } from '../method.ts';

export const vmwareDistributedVirtualSwitch = objectType({
  type: 'VmwareDistributedVirtualSwitch',
  methods: {},
});
