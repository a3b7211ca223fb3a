import {
  datastoreBandwidth,
  guestWriteMbPerSecond,
  provisioningLinkMbPerSecond,
} from '../../../server/vim/facts/storage-facts.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const SEED = `
name: storage
description: Datastores and guests of several speeds
datacenters:
  - name: DC
    hosts:
      - name: management
        nics: [{ device: vmnic0, gbps: 1 }, { device: vmnic1, gbps: 10 }]
        vswitches:
          - { name: vSwitch0, nics: [vmnic0], portgroups: [{ name: Management Network }] }
          - { name: vSwitch1, nics: [vmnic1], portgroups: [{ name: Fast }] }
        vmknics:
          - { ip: 10.0.0.1, portgroup: Management Network, services: [management] }
          - { ip: 10.0.1.1, portgroup: Fast, services: [vmotion] }
      - name: provisioning
        nics: [{ device: vmnic0, gbps: 1 }, { device: vmnic1, gbps: 10 }]
        vswitches:
          - { name: vSwitch0, nics: [vmnic0], portgroups: [{ name: Management Network }] }
          - { name: vSwitch1, nics: [vmnic1], portgroups: [{ name: Fast }] }
        vmknics:
          - { ip: 10.0.0.2, portgroup: Management Network, services: [management] }
          - { ip: 10.0.1.2, portgroup: Fast, services: [vmotion, vSphereProvisioning] }
      - { name: unplugged, nics: [{ device: vmnic0, gbps: 0 }] }
    datastores:
      - { name: plain, capacityGb: 100 }
      - { name: fast, capacityGb: 100, profile: { readMbPerSecond: 900, writeMbPerSecond: 800 } }
      - { name: san, capacityGb: 100, profile: { array: A } }
      - { name: fastSan, capacityGb: 100, profile: { array: A, offloadMbPerSecond: 2000 } }
    vms:
      - { name: usual, host: management, datastore: plain, power: on }
      - { name: off, host: management, datastore: plain, power: "off" }
      - { name: busy, host: management, datastore: plain, power: on, profile: { diskIops: 1000 } }
      - { name: told, host: management, datastore: plain, power: on, profile: { diskIops: 1000, diskWriteMbPerSecond: 10 } }
`;

describe('what storage carries', () => {
  const vcenter = new Vcenter({ seedText: SEED });
  const { inventory } = vcenter;

  afterAll(() => vcenter.stop());

  it.each([
    ['plain', { readMbPerSecond: 200, writeMbPerSecond: 150 }],
    ['fast', { readMbPerSecond: 900, writeMbPerSecond: 800 }],
    ['san', { readMbPerSecond: 200, writeMbPerSecond: 150, array: 'A', offloadMbPerSecond: 400 }],
    [
      'fastSan',
      { readMbPerSecond: 200, writeMbPerSecond: 150, array: 'A', offloadMbPerSecond: 2000 },
    ],
  ])('of datastore %s', (name, bandwidth) => {
    expect(datastoreBandwidth(inventory, vcenter.named('Datastore', name))).toEqual(bandwidth);
  });

  it.each([
    ['usual', '0.047'],
    ['off', '0.000'],
    ['busy', '2.344'],
    ['told', '10.000'],
  ])('of guest %s, which writes', (name, rate) => {
    const vm = vcenter.named('VirtualMachine', name);

    expect(guestWriteMbPerSecond(inventory, vm).toFixed(3)).toBe(rate);
  });

  it.each([
    ['management', '112.057'],
    ['provisioning', '1120.567'],
    ['unplugged', '0.000'],
  ])('of host %s between hosts', (name, rate) => {
    const host = vcenter.named('HostSystem', name);

    expect(provisioningLinkMbPerSecond(inventory, host).toFixed(3)).toBe(rate);
  });
});
