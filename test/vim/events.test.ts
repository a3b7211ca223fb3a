import { assign, destroy } from '../../server/inventory/change.ts';
import { eventDescription } from '../../server/vim/events/event-description.ts';
import { fillPattern } from '../../server/vim/events/event-messages.ts';
import { reference } from '../../server/vmodl/reference.ts';
import { data } from '../../server/vmodl/value.ts';
import {
  CLUSTER,
  DATACENTER,
  DATASTORE,
  HOST,
  POOL,
  ROOT,
  SmallVcenter,
  VM,
  VM_FOLDER,
} from '../helpers/small-vcenter.ts';

let vcenter: SmallVcenter;
beforeEach(() => {
  vcenter = new SmallVcenter();
});
afterEach(() => vcenter.stop());

describe('An event', () => {
  it('names the VM, its host, compute resource and datacenter', () => {
    vcenter.events.post([{ type: 'VmPoweredOnEvent', about: VM, userName: 'me' }]);

    expect(vcenter.events.all()).toMatchObject([
      {
        _typeName: 'VmPoweredOnEvent',
        createdTime: '2026-01-01T00:00:00Z',
        userName: 'me',
        datacenter: { _typeName: 'DatacenterEventArgument', name: 'DC0', datacenter: DATACENTER },
        computeResource: { name: 'Cluster', computeResource: CLUSTER },
        host: { name: 'esx1', host: HOST },
        vm: { name: 'web', vm: VM },
        template: false,
        fullFormattedMessage: 'web on esx1 in DC0 is powered on',
      },
    ]);
  });

  it('of a datastore names it and its datacenter, nothing else', () => {
    vcenter.events.post([{ type: 'DatastoreRenamedEvent', about: DATASTORE }]);

    const [event] = vcenter.events.all();
    expect(event).toMatchObject({
      ds: { name: 'datastore1', datastore: DATASTORE },
      datacenter: { name: 'DC0' },
    });
    expect(event).not.toHaveProperty('host');
    expect(event).not.toHaveProperty('vm');
  });

  it('of a VM without a host still has the datacenter of its folder', () => {
    vcenter.inventory.apply([
      assign(VM, 'runtime', data('VirtualMachineRuntimeInfo', { powerState: 'poweredOff' })),
    ]);

    vcenter.events.post([{ type: 'VmDisconnectedEvent', about: VM }]);

    const [event] = vcenter.events.all();
    expect(event).toMatchObject({ datacenter: { name: 'DC0' } });
    expect(event).not.toHaveProperty('host');
  });

  it('is its own chain unless it belongs to one', () => {
    const chainId = vcenter.events.nextChainId();
    vcenter.events.post([
      { type: 'VmStartingEvent', about: VM, chainId },
      { type: 'VmPoweredOnEvent', about: VM, chainId },
      { type: 'VmStoppingEvent', about: VM },
    ]);

    const [first, second, third] = vcenter.events.all() as unknown as Record<string, number>[];
    expect(first).toMatchObject({ key: chainId, chainId });
    expect(second).toMatchObject({ key: chainId + 1, chainId });
    expect(third).toMatchObject({ key: chainId + 2, chainId: chainId + 2 });
  });

  it('stands in the history only once the change is applied', () => {
    const change = vcenter.events.change({ type: 'VmPoweredOnEvent', about: VM });

    expect(vcenter.events.all()).toEqual([]);
    vcenter.inventory.apply([change]);
    expect(vcenter.events.all()).toEqual([change.event]);
  });

  it('concerns all above its object, as it was at its time', () => {
    const change = vcenter.events.change({ type: 'VmRemovedEvent', about: VM });
    vcenter.inventory.apply([change, destroy(VM)]);

    const scope = vcenter.events.scopeOf(change.event);

    const above = [VM, VM_FOLDER, DATACENTER, ROOT, HOST, CLUSTER, POOL].map(({ value }) => value);
    expect([...scope]).toEqual(expect.arrayContaining(above));
  });

  it('of a type that is none is a mistake', () => {
    expect(() => vcenter.events.post([{ type: 'TaskInfo', about: VM }])).toThrow('no event');
  });
});

describe('The message of an event', () => {
  const host = (name: string) => data('HostEventArgument', { name, host: HOST });

  it.each([
    [
      'VmMigratedEvent',
      {
        sourceHost: host('esx2'),
        sourceDatastore: data('DatastoreEventArgument', { name: 'ds2' }),
      },
      'Migration of virtual machine web from esx2, ds2 to esx1 completed',
    ],
    [
      'VmMigratedEvent',
      { sourceHost: host('esx2') },
      'Migration of virtual machine web from esx2 to esx1 completed',
    ],
    [
      'DrsVmMigratedEvent',
      { sourceHost: host('esx2') },
      'DRS migrated web from esx2 to esx1 in cluster Cluster in DC0',
    ],
    ['VmRelocatedEvent', {}, 'Completed the relocation of the virtual machine'],
    ['VmBeingMigratedEvent', { destHost: host('esx2') }, 'Relocating web from esx1 in DC0 to esx2'],
    ['VmSecondaryStartedEvent', {}, 'VM secondary started: web on esx1 in DC0'],
  ])('%s reads as vCenter writes it', (type, members, message) => {
    vcenter.events.post([{ type, about: VM, members }]);

    expect(vcenter.events.all()[0]).toMatchObject({ fullFormattedMessage: message });
  });

  it('of an extended event comes from its id, or from its own message', () => {
    vcenter.events.post([
      {
        type: 'EventEx',
        about: VM,
        members: {
          eventTypeId: 'com.vmware.vc.vm.VmHotMigratingWithEncryptionEvent',
          arguments: [data('KeyAnyValue', { key: 'destHost', value: 'esx2' })],
        },
      },
      { type: 'EventEx', about: VM, members: { eventTypeId: 'com.acme.x', message: 'it broke' } },
    ]);

    expect(vcenter.events.all()).toMatchObject([
      { fullFormattedMessage: 'Migrating web from esx1 to esx2 with encryption' },
      { fullFormattedMessage: 'it broke' },
    ]);
  });

  it('leaves no gap where something is missing', () => {
    expect(fillPattern('{a} in {b} is {c}', { a: 'x', c: 'y' })).toBe('x is y');
  });
});

describe('EventManager.description', () => {
  it('describes every event type of the vocabulary', () => {
    const description = eventDescription(vcenter.catalog);

    const described = new Set(description.eventInfo.map(({ key }) => key));
    const types = vcenter.catalog.dataNames().filter((name) => vcenter.catalog.isA(name, 'Event'));
    expect(types.filter((type) => !described.has(type))).toEqual([]);
    expect(types.length).toBeGreaterThan(400);
    for (const detail of description.eventInfo) {
      expect(detail.fullFormat).not.toBe('');
      expect(['info', 'warning', 'error', 'user']).toContain(detail.category);
    }
  });

  it('has the labels of a real server', () => {
    const labels = new Map(
      eventDescription(vcenter.catalog).eventInfo.map((each) => [each.key, each.description]),
    );

    expect(labels.get('VmBeingHotMigratedEvent')).toBe('VM is hot migrating');
    expect(labels.get('VmFailedMigrateEvent')).toBe('Cannot migrate VM');
    expect(labels.get('VmRelocateFailedEvent')).toBe('Failed to relocate VM');
  });

  it('names members in its patterns which the event type has', () => {
    const strays = eventDescription(vcenter.catalog).eventInfo.flatMap(({ key, fullFormat }) =>
      key === 'EventEx'
        ? []
        : [...fullFormat.matchAll(/\{(\w+)/g)]
            .map((match) => match[1] ?? '')
            .filter((name) => !vcenter.catalog.data(key)?.property(name))
            .map((name) => `${key}.${name}`),
    );

    expect(strays).toEqual([]);
  });
});

describe('The scope of an event read back from a saved history', () => {
  it('is found from its arguments', () => {
    const event = data('VmPoweredOnEvent', {
      key: 1,
      vm: data('VmEventArgument', { name: 'web', vm: VM }),
    });

    const scope = vcenter.events.scopeOf(event);

    expect(scope.has(VM_FOLDER.value)).toBe(true);
    expect(scope.has(ROOT.value)).toBe(true);
    expect(scope.has(reference('VirtualMachine', 'vm-99').value)).toBe(false);
  });
});
