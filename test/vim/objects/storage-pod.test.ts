/** StoragePod: a datastore cluster comes, gets datastores, loses them and goes. */
import type { Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../helpers/vcenter.ts';

const GB = 2 ** 30;
const SEED = `
name: pods
description: a datastore cluster and datastores beside it
datacenters:
  - name: DC
    hosts:
      - name: esx-01
        localDatastores: [{ name: local-1, capacityGb: 100 }]
    folders: { datastore: [fast] }
    pods:
      - name: gold
    datastores:
      - { name: gold-1, capacityGb: 400, pod: gold }
      - { name: gold-2, capacityGb: 150, pod: gold }
      - { name: free-1, capacityGb: 200 }
      - { name: nfs-1, type: NFS, capacityGb: 200, remoteHost: nas, remotePath: /v1 }
      - { name: nfs-2, type: NFS41, capacityGb: 200, remoteHost: nas, remotePath: /v2 }
    vms:
      - { name: web, host: esx-01, datastore: gold-1, disks: [{ sizeGb: 10, usedGb: 4 }, { sizeGb: 5 }] }
      - { name: db, host: esx-01, datastore: gold-2 }
      - { name: log, host: esx-01, datastore: gold-2 }
  - name: Other
    hosts: [{ name: esx-02 }]
    datastores:
      - { name: far-1, capacityGb: 100 }
`;

let lab: Vcenter;
let gold: Ref<'StoragePod'>;
beforeEach(() => {
  lab = new Vcenter({ seedText: SEED });
  gold = lab.named('StoragePod', 'gold');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const folder = (name: string) => lab.named('Folder', name);
const datastore = (name: string) => lab.named('Datastore', name);
const vm = (name: string) => lab.named('VirtualMachine', name);
const move = (into: Ref, ...list: readonly Ref[]) => lab.run(into, 'MoveIntoFolder_Task', { list });
const createPod = (name: string, parent: Ref = folder('datastore')): Ref<'StoragePod'> =>
  lab.call(parent, 'CreateStoragePod', { name });
const names = (refs: readonly Ref[]) => refs.map((ref) => lab.read(ref, 'name'));
const config = (ref: Ref = gold) => lab.read(ref, 'podStorageDrsEntry.storageDrsConfig');
const configure = (podConfig: object, vmConfig: readonly object[] = [], pod: Ref = gold) =>
  lab.run(lab.first('StorageResourceManager'), 'ConfigureStorageDrsForPod_Task', {
    pod,
    spec: data('StorageDrsConfigSpec', {
      podConfigSpec: data('StorageDrsPodConfigSpec', podConfig),
      vmConfigSpec: vmConfig.map((info) =>
        data('StorageDrsVmConfigSpec', {
          operation: 'add',
          info: data('StorageDrsVmConfigInfo', info),
        }),
      ),
    }),
    modify: true,
  });
const eventIds = (since: number) =>
  lab.events(since).map((event) => ('eventTypeId' in event ? event.eventTypeId : event._typeName));

describe('Folder.CreateStoragePod', () => {
  it('makes an empty datastore cluster with Storage DRS off and the defaults', () => {
    const since = lab.eventCount;

    const made = createPod('a/b');

    expect(made.type).toBe('StoragePod');
    expect(made.value).toMatch(/^group-p\d+$/);
    expect(lab.read(made, 'name')).toBe('a%2fb');
    expect(lab.read(made, 'childType')).toEqual(['Datastore']);
    expect(lab.read(made, 'parent')).toEqual(folder('datastore'));
    expect(lab.read(made, 'summary')).toMatchObject({ name: 'a%2fb', capacity: 0, freeSpace: 0 });
    expect(config(made).podConfig).toMatchObject({
      enabled: false,
      ioLoadBalanceEnabled: true,
      defaultVmBehavior: 'manual',
      loadBalanceInterval: 480,
      defaultIntraVmAffinity: true,
    });
    expect(lab.events(since)).toMatchObject([
      {
        _typeName: 'EventEx',
        eventTypeId: 'com.vmware.vc.sdrs.StoragePodCreatedEvent',
        objectId: made.value,
        objectType: 'StoragePod',
        datacenter: { name: 'DC' },
        fullFormattedMessage: 'Created datastore cluster a%2fb',
      },
    ]);
  });

  it('refuses names that are taken or none', () => {
    expect(faultOf(() => createPod('gold'))).toMatchObject({
      name: 'DuplicateName',
      detail: { name: 'gold', object: gold },
    });
    expect(faultOf(() => createPod('')).name).toBe('InvalidName');
    expect(names([createPod('gold', folder('fast'))])).toEqual(['gold']);
  });

  it('is for folders of datastores', () => {
    for (const parent of [folder('vm'), folder('Datacenters'), gold]) {
      expect(faultOf(() => createPod('new', parent)).name).toBe('NotSupported');
    }
    expect(lab.read(gold, 'disabledMethod')).toContain('CreateStoragePod');
  });
});

describe('StoragePod.MoveIntoFolder_Task', () => {
  it('takes datastores in, and sums them up', () => {
    const made = createPod('new');
    move(made, datastore('gold-1'), datastore('gold-2'));

    expect(names(lab.read(made, 'childEntity'))).toEqual(['gold-1', 'gold-2']);
    expect(names(lab.read(gold, 'childEntity'))).toEqual([]);
    expect(lab.read(made, 'summary.capacity')).toBe(550 * GB);
  });

  it('takes nothing but datastores of its datacenter', () => {
    for (const wrong of [vm('web'), folder('fast'), createPod('inner')]) {
      expect(faultOf(() => move(gold, wrong)).name).toBe('NotSupported');
    }
    expect(faultOf(() => move(gold, datastore('far-1')))).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'list' },
    });
  });

  it('mixes no NFS with VMFS, but both versions of NFS, and takes local datastores', () => {
    const nfs = createPod('nfs');
    move(nfs, datastore('nfs-1'), datastore('nfs-2'));
    move(gold, datastore('local-1'));

    expect(names(lab.read(nfs, 'childEntity'))).toEqual(['nfs-1', 'nfs-2']);
    expect(faultOf(() => move(gold, datastore('nfs-1'))).name).toBe('NotSupported');
    expect(faultOf(() => move(nfs, datastore('free-1'))).name).toBe('NotSupported');
    expect(names(lab.read(gold, 'childEntity'))).toContain('local-1');
  });

  it('switches Storage I/O Control on for members that come later', () => {
    configure({ enabled: true });
    move(gold, datastore('free-1'));

    expect(lab.read(datastore('free-1'), 'iormConfiguration.enabled')).toBe(true);
  });

  it('warns of a datastore that another datacenter shares, until it leaves', () => {
    const uuid = lab.read(datastore('far-1'), '_volumeUuid');
    lab.assign(datastore('free-1'), '_volumeUuid', uuid);
    const since = lab.eventCount;

    move(gold, datastore('free-1'));
    move(folder('datastore'), datastore('free-1'));

    expect(eventIds(since)).toEqual([
      'com.vmware.vc.sdrs.DatastoreInMultipleDatacentersEvent',
      'com.vmware.vc.sdrs.ClearDatastoreInMultipleDatacentersEvent',
    ]);
  });

  it('forgets what it knew of machines on a datastore that leaves', () => {
    const rule = data('ClusterAntiAffinityRuleSpec', {
      name: 'apart',
      enabled: true,
      vm: [vm('web'), vm('db'), vm('log')],
    });
    configure({ rule: [data('ClusterRuleSpec', { operation: 'add', info: rule })] }, [
      { vm: vm('web'), enabled: false },
      { vm: vm('db'), behavior: 'manual' },
    ]);

    move(folder('datastore'), datastore('gold-1'));

    expect(config().podConfig.rule).toMatchObject([{ key: 1, vm: [vm('db'), vm('log')] }]);
    expect(config().vmConfig).toMatchObject([{ vm: vm('db') }]);
  });
});

describe('StoragePod.summary', () => {
  it('follows its members', () => {
    const before = lab.read(gold, 'summary');

    lab.inventory.apply([
      { op: 'assign', ref: datastore('gold-1'), path: '_otherBytes', value: 100 * GB },
    ]);

    expect(before.capacity).toBe(550 * GB);
    expect(lab.read(gold, 'summary.freeSpace')).toBeLessThan(before.freeSpace - 90 * GB);
  });

  it('is told to those who watch when a member has less room', () => {
    const heard: boolean[] = [];
    lab.read(gold, 'summary');
    lab.inventory.subscribe(({ changed }) => {
      for (const [ref, properties] of changed) {
        if (ref.value === gold.value) heard.push(properties.has('summary'));
      }
    });

    lab.inventory.apply([
      { op: 'assign', ref: datastore('gold-1'), path: '_otherBytes', value: GB },
    ]);

    expect(heard).toEqual([true]);
  });
});

describe('a rule of a datastore cluster', () => {
  it('says whether it is kept', () => {
    const rule = (name: string, enabled: boolean, ...vms: readonly Ref[]) =>
      data('ClusterRuleSpec', {
        operation: 'add',
        info: data('ClusterAntiAffinityRuleSpec', { name, enabled, vm: vms }),
      });
    configure({
      rule: [
        rule('kept', true, vm('web'), vm('db')),
        rule('broken', true, vm('db'), vm('log')),
        rule('off', false, vm('db'), vm('log')),
      ],
    });

    const shown = lab.inventory.show(gold, 'podStorageDrsEntry', {});

    expect(shown).toMatchObject({
      storageDrsConfig: {
        podConfig: {
          rule: [
            { name: 'kept', inCompliance: true, status: 'green' },
            { name: 'broken', inCompliance: false, status: 'red' },
            { name: 'off', inCompliance: false, status: 'green' },
          ],
        },
      },
    });
  });
});

describe('StoragePod.Rename_Task', () => {
  it('gives another name to it and its summary', () => {
    lab.run(gold, 'Rename_Task', { newName: 'platinum' });

    expect(lab.read(gold, 'summary.name')).toBe('platinum');
  });

  it('refuses a name that is taken where it lies', () => {
    createPod('silver');

    expect(faultOf(() => lab.run(gold, 'Rename_Task', { newName: 'silver' })).name).toBe(
      'DuplicateName',
    );
  });
});

describe('StoragePod.Destroy_Task', () => {
  it('leaves its datastores, with all that lies on them, in its folder', () => {
    configure({ enabled: true }, [{ vm: vm('web') }]);
    const since = lab.eventCount;

    lab.run(gold, 'Destroy_Task');

    expect(lab.inventory.has(gold)).toBe(false);
    expect(lab.read(datastore('gold-1'), 'parent')).toEqual(folder('datastore'));
    expect(lab.read(vm('web'), 'datastore')).toEqual([datastore('gold-1')]);
    expect(lab.events(since)).toMatchObject([
      {
        eventTypeId: 'com.vmware.vc.sdrs.StoragePodDestroyedEvent',
        fullFormattedMessage: 'Removed datastore cluster gold',
      },
    ]);
  });
});
