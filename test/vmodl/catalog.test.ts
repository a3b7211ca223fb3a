import { type Catalog, loadCatalog } from '../../server/vmodl/catalog.ts';

describe('the vocabulary', () => {
  let catalog: Catalog;
  const rank = (version: string) => catalog.rankOf(version) ?? -1;

  beforeAll(() => {
    catalog = loadCatalog();
  });

  describe('versions', () => {
    it('climb from 2.0 to the newest release', () => {
      expect(catalog.versions[0]).toBe('2.0');
      expect(catalog.versions.at(-1)).toBe('9.1.1.0');
      expect(catalog.versions[catalog.newestRank]).toBe('9.1.1.0');
      expect(catalog.versions.slice(-5)).toEqual([
        '8.0.3.0',
        '8.0.3.1',
        '9.0.0.0',
        '9.1.0.0',
        '9.1.1.0',
      ]);
    });

    it('are found by id and named as the vendor names them', () => {
      expect(catalog.versionName(rank('6.7'))).toBe('vim.version.version12');
      expect(catalog.versionName(rank('8.0.3.0'))).toBe('vim.version.v8_0_3_0');
      expect(catalog.rankOf('8.0')).toBeUndefined();
    });
  });

  describe('data types', () => {
    it('list inherited properties before their own, as on the wire', () => {
      const disk = catalog.data('VirtualDisk');
      const names = disk?.properties.map(({ name }) => name) ?? [];

      expect(disk?.vmodlName).toBe('vim.vm.device.VirtualDisk');
      expect(disk?.base).toBe('VirtualDevice');
      expect(names[0]).toBe('key');
      expect(names.indexOf('unitNumber')).toBeLessThan(names.indexOf('capacityInKB'));
      expect(disk?.own[0]?.name).toBe('capacityInKB');
      expect(disk?.property('controllerKey')?.owner).toBe('VirtualDevice');
    });

    it('tell since when a property exists and whether it must be there', () => {
      const about = catalog.data('AboutInfo');

      expect(about?.property('name')).toMatchObject({ type: 'string', required: true, rank: 0 });
      expect(about?.property('patchLevel')).toMatchObject({
        optional: true,
        rank: rank('7.0.2.0'),
      });
    });

    it('hold later members as not required, though they are always given', () => {
      const storageIorm = catalog.data('DatastoreCapability')?.property('storageIORMSupported');

      expect(storageIorm).toMatchObject({ optional: false, required: false, rank: rank('4.1') });
    });

    it('wrap faults which stand in data, and only there', () => {
      expect(catalog.data('TaskInfo')?.property('error')?.type).toBe('LocalizedMethodFault');
      expect(catalog.data('LocalizedMethodFault')?.property('fault')?.type).toBe('MethodFault');
      expect(catalog.data('MethodFault')?.property('faultCause')?.type).toBe(
        'LocalizedMethodFault',
      );
    });

    it('send names of types, paths and links as strings', () => {
      expect(catalog.data('PropertySpec')?.property('pathSet')).toMatchObject({
        type: 'string',
        kind: 'primitive',
        array: true,
      });
      expect(catalog.data('HostVirtualSwitch')?.property('pnic')).toMatchObject({
        type: 'string',
        array: true,
        link: true,
      });
    });

    it('say which reference points where', () => {
      expect(catalog.data('VirtualMachineRuntimeInfo')?.property('host')).toMatchObject({
        type: 'ManagedObjectReference',
        kind: 'reference',
        target: 'HostSystem',
      });
    });

    it('mark secrets', () => {
      const password = catalog.data('NamePasswordAuthentication')?.property('password');

      expect(password?.secret).toBe(true);
    });

    it('are not found by names of the language', () => {
      for (const name of ['constructor', 'toString', '__proto__', '']) {
        expect(catalog.data(name)).toBeUndefined();
        expect(catalog.managed(name)).toBeUndefined();
        expect(catalog.enum(name)).toBeUndefined();
        expect(catalog.method(name)).toBeUndefined();
        expect(catalog.typeUse(name)).toBeUndefined();
      }
    });
  });

  describe('enums', () => {
    it('have values in the order of the schema', () => {
      expect(catalog.enum('VirtualMachinePowerState')?.values).toEqual([
        'poweredOff',
        'poweredOn',
        'suspended',
      ]);
    });

    it('leave out what came later and what no server sends', () => {
      const traffic = catalog.enum('DistributedVirtualSwitchHostInfrastructureTrafficClass');
      const actions = catalog.enum('ActionType');

      expect(traffic?.valuesAt(rank('6.7'))).not.toContain('nvmetcp');
      expect(traffic?.valuesAt(rank('7.0.3.0'))).toContain('nvmetcp');
      expect(actions?.values).toContain('IncreaseLimitV1');
      expect(actions?.valuesAt(catalog.newestRank)).not.toContain('IncreaseLimitV1');
    });
  });

  describe('managed object types', () => {
    it('inherit properties and give each its privilege', () => {
      const vm = catalog.managed('VirtualMachine');

      expect(vm?.vmodlName).toBe('vim.VirtualMachine');
      expect(vm?.base).toBe('ManagedEntity');
      expect(vm?.property('name')?.owner).toBe('ManagedEntity');
      expect(vm?.property('name')?.privilege).toBe('System.View');
      expect(vm?.property('summary')?.privilege).toBe('System.Read');
    });

    it('list their own methods', () => {
      const names = catalog.managed('VirtualMachine')?.ownMethods.map(({ name }) => name);

      expect(names).toContain('PowerOnVM_Task');
      expect(names).not.toContain('Destroy_Task');
    });
  });

  describe('methods', () => {
    it('are found by wire name alone', () => {
      expect(catalog.method('PowerOnVM_Task')).toMatchObject({
        vmodlName: 'powerOn',
        owner: 'VirtualMachine',
        privilege: 'VirtualMachine.Interact.PowerOn',
        parameters: [{ name: 'host', target: 'HostSystem', optional: true }],
        result: { type: 'ManagedObjectReference', target: 'Task', optional: false },
        taskResult: undefined,
      });
      expect(catalog.method('PowerOnVM_Task')?.faults).toContain('InsufficientResourcesFault');
    });

    it('tell what a task gives beside the task', () => {
      expect(catalog.method('CreateVM_Task')?.taskResult).toMatchObject({
        type: 'ManagedObjectReference',
        target: 'VirtualMachine',
      });
      expect(catalog.method('SearchDatastoreSubFolders_Task')).toMatchObject({
        result: { optional: false },
        taskResult: { type: 'HostDatastoreBrowserSearchResults', array: true },
      });
    });

    it('return nothing when they are void', () => {
      expect(catalog.method('Logout')?.result).toBeUndefined();
      expect(catalog.method('RetrievePropertiesEx')?.result).toMatchObject({
        type: 'RetrieveResult',
        optional: true,
      });
    });

    it('know the version they came with', () => {
      expect(catalog.method('RetrieveProperties')?.rank).toBe(0);
      expect(catalog.method('RetrievePropertiesEx')?.rank).toBe(rank('4.1'));
    });

    it('need no session where the privilege is System.Anonymous', () => {
      const open = catalog
        .methodNames()
        .filter((name) => catalog.method(name)?.privilege === 'System.Anonymous');

      expect(open).toEqual(
        expect.arrayContaining(['RetrieveServiceContent', 'Login', 'RetrievePropertiesEx']),
      );
      expect(open).not.toContain('CurrentTime');
    });

    it('do not include Fetch, which no description has', () => {
      expect(catalog.method('Fetch')).toBeUndefined();
    });
  });

  describe('kinship', () => {
    it('holds for a type, its bases and nothing else', () => {
      expect(catalog.isA('VirtualDisk', 'VirtualDisk')).toBe(true);
      expect(catalog.isA('VirtualDisk', 'VirtualDevice')).toBe(true);
      expect(catalog.isA('VirtualDevice', 'VirtualDisk')).toBe(false);
      expect(catalog.isA('ClusterComputeResource', 'ManagedEntity')).toBe(true);
      expect(catalog.isA('NoSuchType', 'ManagedEntity')).toBe(false);
    });

    it('gives the nearest ancestor a version knows', () => {
      expect(catalog.typeAt('VirtualDisk', rank('2.5'))).toBe('VirtualDisk');
      expect(catalog.typeAt('VirtualVmxnet3Vrdma', rank('6.0'))).toBe('VirtualVmxnet3');
      expect(catalog.typeAt('VirtualVmxnet3Vrdma', rank('2.5'))).toBe('VirtualVmxnet');
      expect(catalog.typeAt('NoSuchType', rank('6.0'))).toBeUndefined();
    });
  });

  describe('names of types on the wire', () => {
    it.each([
      ['int', { type: 'int', kind: 'primitive', array: false }],
      ['PropertyPath', { type: 'string', kind: 'primitive', array: false }],
      ['VirtualDisk', { type: 'VirtualDisk', kind: 'data', array: false }],
      ['VirtualMachinePowerState', { kind: 'enum', array: false }],
      ['ManagedObjectReference', { kind: 'reference', target: 'ManagedObject', array: false }],
      ['HostSystem', { type: 'ManagedObjectReference', kind: 'reference', target: 'HostSystem' }],
      ['ArrayOfVirtualDevice', { type: 'VirtualDevice', kind: 'data', array: true }],
      ['ArrayOfString', { type: 'string', kind: 'primitive', array: true }],
      ['ArrayOfAnyType', { type: 'anyType', kind: 'primitive', array: true }],
      ['ArrayOfByte', { type: 'byte', kind: 'primitive', array: true }],
      ['ArrayOfBase64Binary', { type: 'base64Binary', kind: 'primitive', array: true }],
      ['ArrayOfUri', { type: 'anyURI', kind: 'primitive', array: true }],
      ['ArrayOfManagedObjectReference', { kind: 'reference', array: true }],
    ])('%s is understood', (name, use) => {
      expect(catalog.typeUse(name)).toMatchObject(use);
    });

    it.each(['ArrayOf', 'ArrayOfArrayOfInt', 'NoSuchType', 'Int'])('%s is not', (name) => {
      expect(catalog.typeUse(name)).toBeUndefined();
    });
  });

  it('is consistent: every type, base and fault it mentions is in it', () => {
    const members = [
      ...catalog.dataNames().flatMap((name) => catalog.data(name)?.own ?? []),
      ...catalog.managedNames().flatMap((name) => catalog.managed(name)?.own ?? []),
      ...catalog.methodNames().flatMap((name) => catalog.method(name)?.parameters ?? []),
    ];
    const bases = [
      ...catalog.dataNames().map((name) => catalog.data(name)?.base),
      ...catalog.managedNames().map((name) => catalog.managed(name)?.base),
    ];
    const faults = catalog.methodNames().flatMap((name) => catalog.method(name)?.faults ?? []);

    expect(members.filter((each) => !catalog.typeUse(each.target ?? each.type))).toEqual([]);
    expect(bases.filter((name) => name && !catalog.data(name) && !catalog.managed(name))).toEqual(
      [],
    );
    expect(faults.filter((name) => !catalog.isA(name, 'MethodFault'))).toEqual([]);
  });

  it('never has a member older than its type, nor a type older than its base', () => {
    const types = catalog.dataNames().flatMap((name) => catalog.data(name) ?? []);
    const early = types.filter(
      ({ rank: own, base, own: members }) =>
        (catalog.data(base ?? '')?.rank ?? 0) > own || members.some((each) => each.rank < own),
    );

    expect(early.map(({ name }) => name)).toEqual([]);
  });
});
