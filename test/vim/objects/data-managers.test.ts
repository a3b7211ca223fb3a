/** Managers which keep definitions: customizations, address pools, key providers, switch versions, logs. */
import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const fault = (name: string) => expect.objectContaining({ name });
const vcenter = new Vcenter({ counts: { host: 2, standaloneHost: 0, vm: 1 } });
afterAll(() => vcenter.stop());
const { inventory } = vcenter;

describe('CustomizationSpecManager', () => {
  const MANAGER = reference('CustomizationSpecManager', 'CustomizationSpecManager');
  const call = (method: string, args: object) => vcenter.call(MANAGER, method, args);
  const item = (name: string, changeVersion?: string) =>
    data('CustomizationSpecItem', {
      info: data('CustomizationSpecInfo', { name, description: '', type: 'Linux', changeVersion }),
      spec: data('CustomizationSpec', {
        identity: data('CustomizationLinuxPrep', { domain: 'example' }),
        globalIPSettings: data('CustomizationGlobalIPSettings', {}),
      }),
    });
  const names = () => (inventory.read(MANAGER, 'info') ?? []).map(({ name }) => name);

  it('creates, copies, renames and deletes', () => {
    call('CreateCustomizationSpec', { item: item('linux') });
    call('DuplicateCustomizationSpec', { name: 'linux', newName: 'copy' });
    call('RenameCustomizationSpec', { name: 'copy', newName: 'other' });

    expect(names()).toEqual(['linux', 'other']);
    expect(call('DoesCustomizationSpecExist', { name: 'copy' })).toBe(false);
    call('DeleteCustomizationSpec', { name: 'other' });
    expect(() => call('GetCustomizationSpec', { name: 'other' })).toThrow(fault('NotFound'));
    expect(() => call('CreateCustomizationSpec', { item: item('linux') })).toThrow(
      fault('AlreadyExists'),
    );
  });

  it('overwrites only what the caller has seen', () => {
    const { changeVersion } = call('GetCustomizationSpec', { name: 'linux' }).info;

    call('OverwriteCustomizationSpec', { item: item('linux', changeVersion) });

    expect(() =>
      call('OverwriteCustomizationSpec', { item: item('linux', changeVersion) }),
    ).toThrow(fault('ConcurrentAccess'));
  });
});

describe('IpPoolManager', () => {
  const MANAGER = reference('IpPoolManager', 'IpPoolManager');
  const dc = vcenter.first('Datacenter');
  const call = (method: string, args: object) => vcenter.call(MANAGER, method, { dc, ...args });
  const pool = (name: string, range: string) =>
    data('IpPool', { name, ipv4Config: data('IpPoolIpPoolConfigInfo', { range }) });

  it('hands out each address once, the same one to the same allocation', () => {
    const poolId = call('CreateIpPool', { pool: pool('lab', '192.0.2.10#2') });
    const allocate = (allocationId: string) =>
      call('AllocateIpv4Address', { poolId, allocationId });

    expect([allocate('a'), allocate('b'), allocate('a')]).toEqual([
      '192.0.2.10',
      '192.0.2.11',
      '192.0.2.10',
    ]);
    expect(() => allocate('c')).toThrow(fault('InvalidArgument'));
    expect(call('QueryIpPools', {})).toMatchObject([
      { id: poolId, name: 'lab', allocatedIpv4Addresses: 2, availableIpv4Addresses: 0 },
    ]);
    call('ReleaseIpAllocation', { poolId, allocationId: 'a' });
    expect(allocate('c')).toBe('192.0.2.10');
    expect(() => call('DestroyIpPool', { id: poolId, force: false })).toThrow(
      fault('InvalidState'),
    );
    call('DestroyIpPool', { id: poolId, force: true });
    expect(call('QueryIpPools', {})).toEqual([]);
  });

  it.each(['x', '192.0.2.300#1', '192.0.2.1', '10.0.0.0#9999999'])(
    'refuses the range %s',
    (range) => {
      expect(() => call('CreateIpPool', { pool: pool('bad', range) })).toThrow(
        fault('InvalidArgument'),
      );
    },
  );
});

describe('CryptoManagerKmip', () => {
  const MANAGER = reference('CryptoManagerKmip', 'CryptoManager');
  const call = (method: string, args: object = {}) => vcenter.call(MANAGER, method, args);
  const clusterId = data('KeyProviderId', { id: 'kms' });

  it('keeps key providers as definitions', () => {
    call('RegisterKmsCluster', { clusterId });
    call('RegisterKmipServer', {
      server: data('KmipServerSpec', {
        clusterId,
        info: data('KmipServerInfo', { name: 'one', address: '192.0.2.9', port: 5696 }),
      }),
    });
    call('MarkDefault', { clusterId });

    expect(call('ListKmipServers')).toMatchObject([
      { clusterId: { id: 'kms' }, useAsDefault: true, servers: [{ name: 'one' }] },
    ]);
    expect(call('GetDefaultKmsCluster')).toMatchObject({ id: 'kms' });
    expect(call('IsKmsClusterActive', { cluster: clusterId })).toBe(false);
    call('UnregisterKmsCluster', { clusterId });
    expect(() => call('UnregisterKmsCluster', { clusterId })).toThrow(fault('InvalidArgument'));
  });
});

describe('DistributedVirtualSwitchManager', () => {
  const MANAGER = reference('DistributedVirtualSwitchManager', 'DVSManager');
  const call = (method: string, args: object = {}) => vcenter.call(MANAGER, method, args);

  it('offers versions, newest first', () => {
    const versions = call('QueryAvailableDvsSpec').map(
      ({ version }: { version: string }) => version,
    );

    expect(versions[0]).toBe('8.0.3');
    expect(call('QueryAvailableDvsSpec', { recommended: true })).toHaveLength(1);
    const spec = data('DistributedVirtualSwitchProductSpec', { version: '6.5.0' });
    expect(call('QueryDvsFeatureCapability', { switchProductSpec: spec })).toMatchObject({
      macLearningSupported: false,
      ipfixSupported: true,
    });
  });

  it('finds a switch by its uuid, and a port group by its key', () => {
    const dvs = vcenter.first('VmwareDistributedVirtualSwitch');
    const uuid = inventory.read(dvs, 'uuid');
    const [portgroup] = inventory.read(dvs, 'portgroup') ?? [];
    if (!portgroup) throw new Error('no port group');
    const portgroupKey = inventory.read(portgroup, 'key');

    expect(call('QueryDvsByUuid', { uuid })).toEqual(dvs);
    expect(call('DVSManagerLookupDvPortGroup', { switchUuid: uuid, portgroupKey })).toEqual(
      portgroup,
    );
    expect(() => call('QueryDvsByUuid', { uuid: '00' })).toThrow(fault('NotFound'));
  });

  it('knows who could join', () => {
    const container = vcenter.first('ClusterComputeResource');
    const dvs = vcenter.first('VmwareDistributedVirtualSwitch');

    expect(call('QueryCompatibleHostForNewDvs', { container, recursive: false })).toHaveLength(2);
    expect(
      call('QueryCompatibleHostForExistingDvs', { container, recursive: false, dvs }),
    ).toHaveLength(0);
  });
});

describe('DiagnosticManager', () => {
  const MANAGER = reference('DiagnosticManager', 'DiagMgr');
  const call = (method: string, args: object = {}) => vcenter.call(MANAGER, method, args);

  it('shows the log a piece at a time', () => {
    const [{ key }] = call('QueryDescriptions');

    const whole = call('BrowseDiagnosticLog', { key });
    const line = call('BrowseDiagnosticLog', { key, start: 1, lines: 1 });

    expect(whole.lineEnd).toBe(vcenter.services.events.all().length);
    expect(line.lineText).toEqual([whole.lineText[0]]);
    expect(call('BrowseDiagnosticLog', { key, start: 100_000 }).lineText).toEqual([]);
    expect(() => call('BrowseDiagnosticLog', { key: 'nothing' })).toThrow(
      fault('CannotAccessFile'),
    );
  });
});

describe('OverheadMemoryManager', () => {
  it('tells bytes by memory and virtual CPUs', () => {
    const manager = reference('OverheadMemoryManager', 'OverheadMemoryManager');
    const [vm, host] = [vcenter.first('VirtualMachine'), vcenter.first('HostSystem')];

    const bytes = vcenter.call(manager, 'LookupVmOverheadMemory', { vm, host });

    expect(bytes).toBeGreaterThan(10 * 1024 ** 2);
  });
});
