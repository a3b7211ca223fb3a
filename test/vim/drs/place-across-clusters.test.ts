import type {
  ClusterClusterInitialPlacementAction,
  PlaceVmsXClusterResult,
} from '../../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../helpers/vcenter.ts';

/** A busy cluster and an idle one, each with a network and a datastore of its own beside shared ones; one without DRS. */
const SEED = `
name: two-clusters
description: where do VMs fit best?
defaults:
  host:
    cpu: { packages: 1, coresPerPackage: 5, mhz: 2100 }
    memoryGb: 66
    nics: [{ device: vmnic0, gbps: 10 }]
  vm: { datastore: DS1, cpus: 2, memoryMb: 2048 }
datacenters:
  - name: DC
    clusters:
      - name: Busy
        drs: { enabled: true, behavior: fullyAutomated }
        hosts: [{ name: b1 }, { name: b2 }]
      - name: Idle
        drs: { enabled: true, behavior: fullyAutomated }
        hosts: [{ name: i1 }]
      - name: Plain
        hosts: [{ name: p1 }]
    datastores:
      - { name: DS1, capacityGb: 1000 }
    vms:
      - { name: A, pool: Busy, host: b1, profile: { cpuPercent: 90 } }
      - { name: B, pool: Busy, host: b1, profile: { cpuPercent: 90 } }
      - { name: C, pool: Busy, host: b2, profile: { cpuPercent: 90 } }
`;

class World extends Vcenter {
  constructor() {
    super({ seedText: SEED });
    this.clock.advance(60_000);
  }

  pool(cluster: string): Ref<'ResourcePool'> {
    const owner = this.named('ClusterComputeResource', cluster);
    return this.read(owner, 'resourcePool') as Ref<'ResourcePool'>;
  }

  place(spec: object, folder: Ref = reference('Folder', 'group-d1')): PlaceVmsXClusterResult {
    const placementSpec = data('PlaceVmsXClusterSpec', spec);
    return this.call(folder, 'PlaceVmsXCluster', { placementSpec }) as PlaceVmsXClusterResult;
  }
}

const vmSpec = (wish: object) => data('PlaceVmsXClusterSpecVmPlacementSpec', wish);
const config = (wish: object = {}) =>
  data('VirtualMachineConfigSpec', { name: 'new', numCPUs: 2, memoryMB: 2048, ...wish });
const everything = { hostRecommRequired: true, datastoreRecommRequired: true };

describe('PlaceVmsXCluster', () => {
  it('creates a VM where it leaves the emptiest host', () => {
    const world = new World();
    const disk = data('VirtualDisk', {
      ...{ key: -1, capacityInKB: 1024 },
      backing: data('VirtualDiskFlatVer2BackingInfo', { fileName: '', diskMode: 'persistent' }),
    });
    const deviceChange = [
      data('VirtualDeviceConfigSpec', { operation: 'add', fileOperation: 'create', device: disk }),
    ];

    const { placementInfos, faults } = world.place({
      resourcePools: [world.pool('Busy'), world.pool('Idle')],
      vmPlacementSpecs: [vmSpec({ configSpec: config({ deviceChange }) })],
      ...everything,
    });

    expect(faults).toEqual([]);
    expect(placementInfos).toMatchObject([
      {
        vmName: 'new',
        recommendation: {
          reason: 'xClusterPlacement',
          target: world.named('ClusterComputeResource', 'Idle'),
          action: [
            {
              _typeName: 'ClusterClusterInitialPlacementAction',
              targetHost: world.named('HostSystem', 'i1'),
              pool: world.pool('Idle'),
              configSpec: {
                files: { vmPathName: '[DS1] new/new.vmx' },
                deviceChange: [
                  { device: { backing: { datastore: world.named('Datastore', 'DS1') } } },
                ],
              },
            },
          ],
        },
      },
    ]);
  });

  it('names the pool alone unless asked for more', () => {
    const world = new World();

    const { placementInfos } = world.place({
      resourcePools: [world.pool('Idle')],
      vmPlacementSpecs: [vmSpec({ configSpec: config() })],
    });

    const [action] = placementInfos?.[0]?.recommendation.action ?? [];
    const { pool, targetHost, configSpec } = action as ClusterClusterInitialPlacementAction;
    expect({ pool, targetHost, configSpec }).toEqual({ pool: world.pool('Idle') });
  });

  it('has the VMs before in mind', () => {
    const world = new World();
    const two = ['new1', 'new2', 'new3'].map((name) => vmSpec({ configSpec: config({ name }) }));

    const { placementInfos } = world.place({
      resourcePools: [world.pool('Busy'), world.pool('Idle')],
      vmPlacementSpecs: two,
      ...everything,
    });

    const hosts = (placementInfos ?? [])
      .flatMap(({ recommendation }) => recommendation.action ?? [])
      .map((action) => (action as ClusterClusterInitialPlacementAction).targetHost)
      .map((host) => host && world.inventory.read(host, 'name'));
    expect(new Set(hosts)).toEqual(new Set(['i1', 'b2']));
  });

  it('moves a VM to another cluster', () => {
    const world = new World();
    const vm = world.named('VirtualMachine', 'A');

    const { placementInfos } = world.place({
      placementType: 'relocate',
      resourcePools: [world.pool('Busy'), world.pool('Idle')],
      vmPlacementSpecs: [
        vmSpec({
          ...{ vm, configSpec: data('VirtualMachineConfigSpec', {}) },
          relocateSpec: data('VirtualMachineRelocateSpec', {}),
          candidateNetworks: [
            data('PlaceVmsXClusterSpecCandidateNetworks', {
              networks: [world.named('Network', 'VM Network')],
            }),
          ],
        }),
      ],
      ...everything,
    });

    expect(placementInfos).toMatchObject([
      {
        ...{ vm, vmName: 'A' },
        recommendation: {
          action: [
            {
              _typeName: 'ClusterClusterRelocatePlacementAction',
              relocateSpec: { pool: world.pool('Idle'), host: world.named('HostSystem', 'i1') },
              availableNetworks: [world.named('Network', 'VM Network')],
            },
          ],
        },
      },
    ]);
  });

  it('leaves a VM that is made larger in its cluster', () => {
    const world = new World();
    const vm = world.named('VirtualMachine', 'C');

    const { placementInfos } = world.place({
      placementType: 'reconfigure',
      vmPlacementSpecs: [vmSpec({ vm, configSpec: config({ memoryMB: 4096 }) })],
      ...everything,
    });

    expect(placementInfos).toMatchObject([
      {
        recommendation: {
          target: world.named('ClusterComputeResource', 'Busy'),
          action: [
            {
              _typeName: 'ClusterClusterReconfigurePlacementAction',
              configSpec: { memoryMB: 4096 },
              targetHost: { type: 'HostSystem' },
            },
          ],
        },
      },
    ]);
  });

  it('tells of each pool why there is no place', () => {
    const world = new World();
    const memoryAllocation = data('ResourceAllocationInfo', { reservation: 200_000 });

    const { placementInfos, faults } = world.place({
      resourcePools: [world.pool('Busy'), world.pool('Plain')],
      vmPlacementSpecs: [vmSpec({ configSpec: config({ memoryAllocation }) })],
    });

    expect(placementInfos).toEqual([]);
    expect(faults).toMatchObject([
      { resourcePool: world.pool('Busy'), vmName: 'new', faults: [{}] },
      { resourcePool: world.pool('Plain'), faults: [{ fault: { _typeName: 'NotSupported' } }] },
    ]);
  });

  it('is asked of the root folder alone', () => {
    const world = new World();
    const folder = world.read(world.first('Datacenter'), 'vmFolder') as Ref;

    const place = () => world.place({}, folder);

    expect(faultOf(place).name).toBe('InvalidRequest');
  });

  const one = (wish: object) => [vmSpec({ configSpec: config(), ...wish })];
  it.each<[string, (world: World) => object]>([
    ['resourcePools', () => ({ vmPlacementSpecs: one({}) })],
    [
      'resourcePools',
      (world) => ({
        resourcePools: [world.pool('Idle'), world.pool('Idle')],
        vmPlacementSpecs: one({}),
      }),
    ],
    ['vmPlacementSpecs', (world) => ({ resourcePools: [world.pool('Idle')] })],
    [
      'vmPlacementSpecs.configSpec.name',
      (world) => ({
        resourcePools: [world.pool('Idle')],
        vmPlacementSpecs: one({ configSpec: config({ name: undefined }) }),
      }),
    ],
    [
      'vmPlacementSpecs.relocateSpec',
      (world) => ({
        placementType: 'relocate',
        resourcePools: [world.pool('Idle')],
        vmPlacementSpecs: one({ vm: world.named('VirtualMachine', 'A') }),
      }),
    ],
    ['placementType', () => ({ placementType: 'clone', vmPlacementSpecs: one({}) })],
  ])('faults with InvalidArgument for %s', (invalidProperty, spec) => {
    const world = new World();

    const fault = faultOf(() => world.place(spec(world)));

    expect(fault).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: `placementSpec.${invalidProperty}` },
    });
  });
});
