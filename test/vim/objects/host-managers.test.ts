import { assign, destroy } from '../../../server/inventory/change.ts';
import { isReference, type Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const fault = (name: string) => expect.objectContaining({ name });

describe('the managers of a host', () => {
  let vcenter: Vcenter;
  let host: Ref<'HostSystem'>;
  beforeEach(() => {
    vcenter = new Vcenter({ counts: { host: 1, standaloneHost: 0, vm: 1 } });
    host = vcenter.first('HostSystem');
  });
  afterEach(() => vcenter.stop());

  const manager = (name: string): Ref => {
    const found = vcenter.inventory.readPath(host, `configManager.${name}`);
    if (!isReference(found)) throw new Error(`no ${name}`);
    return found;
  };
  const call = (name: string, method: string, args: object = {}) =>
    vcenter.call(manager(name), method, args);
  const config = (path: string) => vcenter.inventory.readPath(host, `config.${path}`);

  it('exist, all of them, and show what the host is configured to be', () => {
    const { inventory } = vcenter;

    const refs = Object.values(inventory.read(host, 'configManager') ?? {}).filter(isReference);
    expect(refs.filter((ref) => !inventory.has(ref))).toEqual([]);
    for (const [name, property, path] of [
      ['networkSystem', 'networkInfo', 'network'],
      ['storageSystem', 'storageDeviceInfo', 'storageDevice'],
      ['serviceSystem', 'serviceInfo', 'service'],
      ['firewallSystem', 'firewallInfo', 'firewall'],
      ['virtualNicManager', 'info', 'virtualNicManagerInfo'],
      ['dateTimeSystem', 'dateTimeInfo', 'dateTimeInfo'],
    ] as const) {
      expect(inventory.read(manager(name), property)).toBe(config(path));
    }
  });

  it('go with their host', () => {
    const bare = new Vcenter({
      counts: { host: 1, standaloneHost: 0, vm: 0, datastore: 1, portgroup: 0 },
    });
    const { inventory } = bare;
    const leaving = bare.first('HostSystem');
    const network = inventory.read(leaving, 'configManager')?.networkSystem ?? leaving;
    const datastores = inventory.read(leaving, 'datastore') ?? [];

    inventory.apply([
      ...datastores.map((datastore) => assign(datastore, 'host', [])),
      destroy(leaving),
    ]);

    expect(network.type).toBe('HostNetworkSystem');
    expect(inventory.has(network)).toBe(false);
    bare.stop();
  });

  it('starts and stops services', () => {
    const running = () => config('service.service["TSM-SSH"].running');
    const before = running();

    call('serviceSystem', before ? 'StopService' : 'StartService', { id: 'TSM-SSH' });

    expect(running()).toBe(!before);
    const again = () =>
      call('serviceSystem', before ? 'StopService' : 'StartService', { id: 'TSM-SSH' });
    expect(again).toThrow(fault('InvalidState'));
    expect(() => call('serviceSystem', 'StartService', { id: 'nothing' })).toThrow(
      fault('NotFound'),
    );
    call('serviceSystem', 'UpdateServicePolicy', { id: 'TSM-SSH', policy: 'automatic' });
    expect(config('service.service["TSM-SSH"].policy')).toBe('automatic');
  });

  it('opens and closes the firewall', () => {
    const enabled = () => config('firewall.ruleset["sshClient"].enabled');

    call('firewallSystem', 'EnableRuleset', { id: 'sshClient' });
    expect(enabled()).toBe(true);
    call('firewallSystem', 'DisableRuleset', { id: 'sshClient' });
    expect(enabled()).toBe(false);
    expect(() => call('firewallSystem', 'EnableRuleset', { id: 'x' })).toThrow(fault('NotFound'));
  });

  it('selects adapters for a kind of traffic, in the host and in its vMotion settings', () => {
    const selected = () =>
      call('virtualNicManager', 'QueryNetConfig', { nicType: 'vmotion' }).selectedVnic;
    const [nic] = call('virtualNicManager', 'QueryNetConfig', { nicType: 'vmotion' }).candidateVnic;
    if (selected()?.length) {
      call('virtualNicManager', 'DeselectVnicForNicType', {
        nicType: 'vmotion',
        device: nic.device,
      });
    }
    expect(config('vmotion.netConfig.selectedVnic')).toBeUndefined();

    call('virtualNicManager', 'SelectVnicForNicType', { nicType: 'vmotion', device: nic.device });

    expect(selected()).toEqual([nic.key]);
    expect(config('vmotion.netConfig.selectedVnic')).toBe(`VMotionConfig.${nic.key}`);
    for (const args of [
      { nicType: 'nonsense', device: nic.device },
      { nicType: 'vmotion', device: 'vmk99' },
    ]) {
      expect(() => call('virtualNicManager', 'SelectVnicForNicType', args)).toThrow(
        fault('InvalidArgument'),
      );
    }
  });

  it('sets time servers and refuses time zones nobody knows', () => {
    const update = (members: object) =>
      call('dateTimeSystem', 'UpdateDateTimeConfig', {
        config: data('HostDateTimeConfig', members),
      });

    update({ ntpConfig: data('HostNtpConfig', { server: ['time.example'] }) });

    expect(config('dateTimeInfo.ntpConfig.server')).toEqual(['time.example']);
    expect(call('dateTimeSystem', 'QueryDateTime')).toBe(vcenter.clock.iso());
    expect(() => update({ timeZone: 'Middle/Earth' })).toThrow(fault('InvalidArgument'));
  });

  it('changes the power policy and the lockdown mode', () => {
    call('powerSystem', 'ConfigurePowerPolicy', { key: 1 });
    call('hostAccessManager', 'ChangeLockdownMode', { mode: 'lockdownNormal' });

    expect(config('powerSystemInfo.currentPolicy.shortName')).toBe('static');
    expect(config('lockdownMode')).toBe('lockdownNormal');
    expect(config('adminDisabled')).toBe(true);
    expect(() => call('powerSystem', 'ConfigurePowerPolicy', { key: 9 })).toThrow(
      fault('InvalidArgument'),
    );
  });

  it('starts machines of its own with itself', () => {
    const [vm] = vcenter.inventory.read(host, 'vm') ?? [];
    const entry = (key: Ref | undefined) =>
      data('AutoStartPowerInfo', {
        key,
        startOrder: 1,
        startDelay: -1,
        waitForHeartbeat: 'systemDefault',
        startAction: 'powerOn',
        stopDelay: -1,
        stopAction: 'systemDefault',
      });
    const configure = (key: Ref | undefined) =>
      call('autoStartManager', 'ReconfigureAutostart', {
        spec: data('HostAutoStartManagerConfig', {
          defaults: data('AutoStartDefaults', { enabled: true }),
          powerInfo: [entry(key)],
        }),
      });

    configure(vm);

    expect(config('autoStart')).toMatchObject({
      defaults: { enabled: true, startDelay: 120 },
      powerInfo: [{ key: vm, startOrder: 1 }],
    });
    expect(() => configure(host)).toThrow(fault('InvalidArgument'));
  });

  it('finds disks without a volume, and no more', () => {
    const disks = call('datastoreSystem', 'QueryAvailableDisksForVmfs');

    const used = (
      config('fileSystemVolume.mountInfo') as { volume: { extent?: { diskName: string }[] } }[]
    )
      .flatMap(({ volume }) => volume.extent ?? [])
      .map(({ diskName }) => diskName);
    for (const disk of disks) expect(used).not.toContain(disk.canonicalName);
  });
});
