/** Datastore clusters in a seed: all that a client could configure. */
import { parseSeed } from '../../../server/inventory/seed/load-seed.ts';
import { SeedError } from '../../../server/inventory/seed/seed-error.ts';
import { podConfig, podRules, vmConfigOf } from '../../../server/vim/facts/storage-drs-settings.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const seed = (storageDrs: string) => `
name: pods
description: a datastore cluster
datacenters:
  - name: DC
    folders: { vm: [prod] }
    hosts: [{ name: esx-01 }]
    pods:
      - name: gold
        storageDrs: ${storageDrs}
      - name: plain
    datastores:
      - { name: gold-1, capacityGb: 400, pod: gold }
      - { name: plain-1, capacityGb: 400, pod: plain }
    vms:
      - { name: web, datastore: gold-1, disks: [{ sizeGb: 1 }, { sizeGb: 1 }] }
      - { name: db, folder: prod, datastore: gold-1 }
`;

const WHOLE = `
          enabled: true
          behavior: automated
          loadBalanceInterval: 60
          intraVmAffinity: false
          spaceThresholdMode: freeSpace
          spaceUtilizationThreshold: 70
          freeSpaceThresholdGb: 20
          minSpaceUtilizationDifference: 10
          ioLoadBalance: true
          ioLatencyThreshold: 20
          ioLoadImbalanceThreshold: 25
          reservableThresholdMode: manual
          reservablePercentThreshold: 50
          reservableIopsThreshold: 1000
          automation: { spaceLoadBalance: manual, vmEvacuation: automated }
          options: { EnforceStorageProfiles: "1" }
          rules:
            - { name: apart, vms: [web, prod/db] }
            - { name: off, vms: [web, db], enabled: false }
          vms:
            - { vm: web, enabled: true, behavior: manual, apart: [1, 2] }
            - { vm: db, enabled: false, diskRules: [{ type: disabled, disks: [1] }] }
`;

function issues(storageDrs: string): readonly string[] {
  try {
    parseSeed(seed(storageDrs), 'seed');
  } catch (error) {
    if (error instanceof SeedError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a datastore cluster of a seed', () => {
  it('is configured as the seed says', () => {
    const lab = new Vcenter({ seedText: seed(WHOLE) });
    const { inventory } = lab;
    const pod = lab.named('StoragePod', 'gold');
    const vm = (name: string) => lab.named('VirtualMachine', name);

    expect(podConfig(inventory, pod)).toMatchObject({
      enabled: true,
      ioLoadBalanceEnabled: true,
      defaultVmBehavior: 'automated',
      loadBalanceInterval: 60,
      defaultIntraVmAffinity: false,
      spaceLoadBalanceConfig: {
        spaceThresholdMode: 'freeSpace',
        spaceUtilizationThreshold: 70,
        freeSpaceThresholdGB: 20,
        minSpaceUtilizationDifference: 10,
      },
      ioLoadBalanceConfig: {
        ioLatencyThreshold: 20,
        ioLoadImbalanceThreshold: 25,
        reservableThresholdMode: 'manual',
        reservablePercentThreshold: 50,
        reservableIopsThreshold: 1000,
      },
      automationOverrides: {
        spaceLoadBalanceAutomationMode: 'manual',
        vmEvacuationAutomationMode: 'automated',
      },
      option: [{ key: 'EnforceStorageProfiles', value: '1' }],
    });
    expect(podRules(inventory, pod)).toEqual([
      { key: 1, name: 'apart', vms: [vm('web').value, vm('db').value] },
    ]);
    expect(vmConfigOf(inventory, pod, vm('web'))).toMatchObject({
      enabled: true,
      behavior: 'manual',
      intraVmAffinity: false,
      diskRules: [{ kind: 'antiAffinity', diskIds: [2000, 2001] }],
    });
    expect(vmConfigOf(inventory, pod, vm('db'))).toMatchObject({
      enabled: false,
      diskRules: [{ kind: 'disabled', diskIds: [2000] }],
    });
    lab.stop();
  });

  it('has Storage I/O Control on where it balances I/O', () => {
    const lab = new Vcenter({ seedText: seed(WHOLE) });
    const isOn = (name: string) =>
      lab.read(lab.named('Datastore', name), 'iormConfiguration.enabled');

    expect([isOn('gold-1'), isOn('plain-1')]).toEqual([true, false]);
    lab.stop();
  });

  it.each([
    ['{ loadBalanceInterval: 59 }', /60/],
    ['{ automation: { balance: manual } }', /unknown key "balance"/],
    ['{ rules: [{ name: a, vms: [web, nobody] }] }', /no VM "nobody"/],
    ['{ rules: [{ name: a, vms: [web] }] }', /two VMs at least/],
    ['{ rules: [{ name: a, vms: [web, db] }, { name: a, vms: [web, db] }] }', /there twice/],
    ['{ vms: [{ vm: db, apart: [1, 2] }] }', /has no disk 2/],
    ['{ vms: [{ vm: nobody }] }', /no VM "nobody"/],
  ])('may not be %s', (storageDrs, issue) => {
    expect(issues(storageDrs).join('\n')).toMatch(issue);
  });
});
