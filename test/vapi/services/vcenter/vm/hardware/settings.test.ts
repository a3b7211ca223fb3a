/** com.vmware.vcenter.vm.hardware, ….cpu, ….memory, ….boot, ….boot.device. */
import { assign } from '../../../../../../server/inventory/change.ts';
import type { Ref } from '../../../../../../server/vmodl/reference.ts';
import { RestClient } from '../../../../../helpers/rest-client.ts';
import { WireWatcher } from '../../../../../helpers/wire-watcher.ts';
import { hardwareLab } from './hardware-lab.ts';

const lab = hardwareLab();
const OFF = 'db-01';
const ON = 'web-01';

describe('com.vmware.vcenter.vm.hardware', () => {
  it('shows the version and that no upgrade is planned, over both doors', async () => {
    const shown = { version: 'VMX_21', upgrade_policy: 'NEVER', upgrade_status: 'NONE' };

    expect(await lab.get(OFF)).toEqual(shown);
    expect(await lab.legacy(OFF)).toEqual({ value: shown });
  });

  it('plans an upgrade to the newest version, and forgets it', async () => {
    await lab.update(OFF, '', { upgrade_policy: 'AFTER_CLEAN_SHUTDOWN' });
    expect(await lab.get(OFF)).toMatchObject({
      upgrade_policy: 'AFTER_CLEAN_SHUTDOWN',
      upgrade_version: 'VMX_21',
    });

    await lab.update(OFF, '', { upgrade_policy: 'NEVER' });
    expect(await lab.get(OFF)).not.toHaveProperty('upgrade_version');
  });

  it.each([
    [{ upgrade_policy: 'ALWAYS', upgrade_version: 'VMX_10' }, '400 INVALID_ARGUMENT'],
    [{ upgrade_policy: 'ALWAYS', upgrade_version: 'VMX_21' }, '400 ALREADY_IN_DESIRED_STATE'],
    [{ upgrade_policy: 'NEVER', upgrade_version: 'VMX_21' }, '400 INVALID_ARGUMENT'],
  ])('refuses the plan %j with %s', async (body, problem) => {
    expect(await lab.refused('PATCH', lab.at(OFF), { body })).toBe(problem);
  });

  it('upgrades a VM that is off', async () => {
    const vm = lab.server.named('VirtualMachine', OFF) as Ref<'VirtualMachine'>;
    lab.server.inventory.apply([assign(vm, 'config.version', 'vmx-19')]);

    await lab.act(OFF, '', 'upgrade', { version: 'VMX_20' });
    expect(await lab.get(OFF)).toMatchObject({ version: 'VMX_20' });

    await lab.act(OFF, '', 'upgrade', {});
    expect(await lab.get(OFF)).toMatchObject({ version: 'VMX_21' });
  });

  it.each([
    [OFF, { version: 'VMX_10' }, '400 INVALID_ARGUMENT'],
    [OFF, { version: 'VMX_21' }, '400 ALREADY_IN_DESIRED_STATE'],
    [OFF, {}, '400 ALREADY_IN_DESIRED_STATE'],
    [ON, {}, '400 NOT_ALLOWED_IN_CURRENT_STATE'],
  ])('refuses to upgrade %s to %j with %s', async (vm, body, problem) => {
    expect(await lab.refused('POST', lab.at(vm), { body, action: 'upgrade' })).toBe(problem);
  });
});

describe('com.vmware.vcenter.vm.hardware.cpu', () => {
  it('changes number, sockets and what may be plugged in, seen at once over SOAP', async () => {
    const vm = lab.server.named('VirtualMachine', OFF);
    const watcher = await new WireWatcher(await lab.server.loggedIn()).watch([
      { object: vm, paths: ['config.hardware.numCPU', 'config.cpuHotAddEnabled'] },
    ]);

    await lab.update(OFF, '/cpu', { count: 4, cores_per_socket: 2, hot_add_enabled: true });
    await watcher.stop();

    expect(await lab.get(OFF, '/cpu')).toEqual({
      count: 4,
      cores_per_socket: 2,
      hot_add_enabled: true,
      hot_remove_enabled: false,
    });
    expect(watcher.changes.map(({ path, value }) => [path, value])).toEqual([
      ['config.hardware.numCPU', '4'],
      ['config.cpuHotAddEnabled', 'true'],
    ]);
  });

  it.each([
    [ON, { count: 4 }, '400 NOT_ALLOWED_IN_CURRENT_STATE'],
    [ON, { hot_add_enabled: true }, '400 NOT_ALLOWED_IN_CURRENT_STATE'],
    [OFF, { count: -1 }, '400 INVALID_ARGUMENT'],
    [OFF, { count: 3, cores_per_socket: 2 }, '400 INVALID_ARGUMENT'],
  ])('refuses %s %j with %s', async (vm, body, problem) => {
    expect(await lab.refused('PATCH', lab.at(vm, '/cpu'), { body })).toBe(problem);
  });

  it('wants a login, the right to it, and a VM', async () => {
    const body = { count: 1 };
    const nobody = new RestClient(lab.server.running.url);
    const path = lab.at(OFF, '/cpu');

    expect(await lab.refused('PATCH', path, { body, as: nobody })).toBe('401 UNAUTHENTICATED');
    expect(await lab.refused('PATCH', path, { body, as: await lab.looker() })).toBe(
      '403 UNAUTHORIZED',
    );
    expect(await lab.refused('GET', '/vcenter/vm/vm-99/hardware/cpu')).toBe('404 NOT_FOUND');
  });
});

describe('com.vmware.vcenter.vm.hardware.memory', () => {
  it('grows a running VM in steps, up to a limit, once that is allowed', async () => {
    await lab.update(OFF, '/memory', { size_MiB: 8192, hot_add_enabled: true });
    expect(await lab.get(OFF, '/memory')).toEqual({ size_MiB: 8192, hot_add_enabled: true });

    await lab.power(OFF, 'start');
    expect(await lab.get(OFF, '/memory')).toEqual({
      size_MiB: 8192,
      hot_add_enabled: true,
      hot_add_increment_size_MiB: 128,
      hot_add_limit_MiB: 131_072,
    });

    const odd = { body: { size_MiB: 8196 } };
    expect(await lab.refused('PATCH', lab.at(OFF, '/memory'), odd)).toBe('400 INVALID_ARGUMENT');
    await lab.update(OFF, '/memory', { size_MiB: 8320 });
    expect(await lab.get(OFF, '/memory')).toMatchObject({ size_MiB: 8320 });
  });

  it.each([
    [ON, { size_MiB: 4096 }, '400 NOT_ALLOWED_IN_CURRENT_STATE'],
    [ON, { hot_add_enabled: true }, '400 NOT_ALLOWED_IN_CURRENT_STATE'],
    [OFF, { size_MiB: 4097 }, '400 INVALID_ARGUMENT'],
  ])('refuses %s %j with %s', async (vm, body, problem) => {
    expect(await lab.refused('PATCH', lab.at(vm, '/memory'), { body })).toBe(problem);
  });
});

describe('com.vmware.vcenter.vm.hardware.boot', () => {
  it('changes firmware and how it starts', async () => {
    expect(await lab.get(OFF, '/boot')).toEqual({
      type: 'BIOS',
      delay: 0,
      retry: false,
      retry_delay: 10_000,
      enter_setup_mode: false,
    });

    const wish = {
      type: 'EFI',
      efi_legacy_boot: true,
      network_protocol: 'IPV6',
      delay: 5000,
      retry: true,
      retry_delay: 20_000,
      enter_setup_mode: true,
    };
    await lab.update(OFF, '/boot', wish);

    expect(await lab.get(OFF, '/boot')).toEqual(wish);
  });

  it('refuses delays that are none, and members of the other firmware', async () => {
    const path = lab.at(OFF, '/boot');

    expect(await lab.refused('PATCH', path, { body: { delay: -1 } })).toBe('400 INVALID_ARGUMENT');
    const body = { type: 'BIOS', efi_legacy_boot: true };
    expect(await lab.refused('PATCH', path, { body })).toBe('400 INVALID_ARGUMENT');
  });
});

describe('com.vmware.vcenter.vm.hardware.boot.device', () => {
  it('keeps an order, which forgets a disk that goes', async () => {
    const devices = [
      { type: 'ETHERNET', nic: '4000' },
      { type: 'DISK', disks: ['2001', '2000'] },
      { type: 'CDROM' },
    ];
    await lab.set(OFF, '/boot/device', { devices });
    expect(await lab.get(OFF, '/boot/device')).toEqual(devices);

    await lab.remove(OFF, '/disk/2001');
    expect(await lab.get(OFF, '/boot/device')).toContainEqual({ type: 'DISK', disks: ['2000'] });

    await lab.set(OFF, '/boot/device', { devices: [] });
    expect(await lab.get(OFF, '/boot/device')).toEqual([]);
  });

  it.each([
    ['twice the same', [{ type: 'CDROM' }, { type: 'CDROM' }]],
    ['a card that is not there', [{ type: 'ETHERNET', nic: '4711' }]],
    ['a card nobody names', [{ type: 'ETHERNET' }]],
  ])('refuses %s', async (_what, devices) => {
    const problem = await lab.refused('PUT', lab.at(OFF, '/boot/device'), { body: { devices } });

    expect(problem).toBe('400 INVALID_ARGUMENT');
  });
});
