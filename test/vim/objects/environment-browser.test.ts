import { reference } from '../../../server/vmodl/reference.ts';
import { complaints } from '../../helpers/value-check.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const fault = (name: string) => expect.objectContaining({ name });

describe('EnvironmentBrowser', () => {
  const vcenter = new Vcenter({ counts: { host: 2, standaloneHost: 1, vm: 1 } });
  afterAll(() => vcenter.stop());
  const { catalog, inventory } = vcenter;

  const cluster = vcenter.first('ClusterComputeResource');
  const [host, otherHost] = inventory.read(cluster, 'host') ?? [];
  const browser =
    inventory.read(cluster, 'environmentBrowser') ?? reference('EnvironmentBrowser', '');
  const call = (method: string, args: object = {}) => vcenter.call(browser, method, args);

  it('offers versions of hardware, the newest that all hosts run by default', () => {
    const descriptors = call('QueryConfigOptionDescriptor');

    const standard = descriptors.filter(
      (each: { defaultConfigOption: boolean }) => each.defaultConfigOption,
    );
    expect(standard).toMatchObject([{ key: 'vmx-21', createSupported: true, runSupported: true }]);
    expect(standard[0].host).toEqual([host, otherHost]);
    expect(descriptors.map(({ key }: { key: string }) => key)).toContain('vmx-13');
    expect(descriptors.map(({ key }: { key: string }) => key)).not.toContain('vmx-22');
  });

  it.each(['vmx-21', 'vmx-13', 'vmx-08', undefined])(
    'describes %s as the vocabulary says',
    (key) => {
      const option = call('QueryConfigOption', { key });

      const use = { type: 'VirtualMachineConfigOption', kind: 'data', array: false } as const;
      expect(complaints(catalog, use, option)).toEqual([]);
      expect(option.version).toBe(key ?? 'vmx-21');
      expect(option.hardwareOptions.memoryMB.max).toBeGreaterThan(1_000_000);
      expect(option.hardwareOptions.numCPU.at(-1)).toBeGreaterThanOrEqual(32);
    },
  );

  it('names a device option for each device a machine is usually given', () => {
    const { hardwareOptions } = call('QueryConfigOption');

    const types = hardwareOptions.virtualDeviceOption.map(({ type }: { type: string }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        'VirtualDisk',
        'VirtualCdrom',
        'VirtualVmxnet3',
        'VirtualE1000e',
        'ParaVirtualSCSIController',
        'VirtualAHCIController',
        'VirtualNVMEController',
        'VirtualUSBXHCIController',
        'VirtualSerialPort',
        'VirtualPCIPassthrough',
        'VirtualTPM',
      ]),
    );
  });

  it('describes every guest id of the vocabulary which is still offered, with usable limits', () => {
    const { guestOSDescriptor } = call('QueryConfigOption');

    const known = new Set(catalog.enum('VirtualMachineGuestOsIdentifier')?.values);
    for (const guest of guestOSDescriptor) {
      expect(known).toContain(guest.id);
      expect(guest.supportedMaxMemMB).toBeGreaterThan(guest.supportedMinMemMB);
      expect(guest.supportedDiskControllerList).toContain(guest.recommendedDiskController);
      expect(guest.supportedEthernetCard).toContain(guest.recommendedEthernetCard);
    }
    expect(guestOSDescriptor.length).toBeGreaterThan(150);
  });

  it('describes the guests asked for alone', () => {
    const spec = {
      _typeName: 'EnvironmentBrowserConfigOptionQuerySpec',
      guestId: ['ubuntu64Guest'],
    };

    const { guestOSDescriptor } = call('QueryConfigOptionEx', { spec });

    expect(guestOSDescriptor).toMatchObject([{ id: 'ubuntu64Guest', family: 'linuxGuest' }]);
  });

  it('tells what a machine could be connected to, on a host and on the cluster', () => {
    const use = { type: 'ConfigTarget', kind: 'data', array: false } as const;

    for (const target of [call('QueryConfigTarget'), call('QueryConfigTarget', { host })]) {
      expect(complaints(catalog, use, target).filter((text) => !text.includes('._'))).toEqual([]);
      expect(target.maxMemMBOptimalPerf).toBeGreaterThan(4000);
      expect(target.numCpus).toBeGreaterThan(1);
      expect(target.datastore).not.toEqual([]);
      expect(target.network).not.toEqual([]);
      expect(target.distributedVirtualPortgroup).not.toEqual([]);
    }
  });

  it('knows what all hosts can do', () => {
    expect(call('QueryTargetCapabilities')).toMatchObject({ vmotionSupported: true });
  });

  it('refuses keys nobody runs and hosts of others', () => {
    const stranger = inventory
      .ofType('HostSystem')
      .find((each) => each !== host && each !== otherHost);

    expect(() => call('QueryConfigOption', { key: 'vmx-99' })).toThrow(fault('InvalidArgument'));
    expect(() => call('QueryConfigTarget', { host: stranger })).toThrow(fault('InvalidArgument'));
  });
});
