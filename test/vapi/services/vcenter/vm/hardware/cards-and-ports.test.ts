/** com.vmware.vcenter.vm.hardware.ethernet, ….serial, ….parallel. */
import { hardwareLab } from './hardware-lab.ts';

const lab = hardwareLab();
const OFF = 'db-01';
const ON = 'web-01';

const standard = () => ({
  type: 'STANDARD_PORTGROUP',
  network: lab.server.named('Network', 'VM Network').value,
});

describe('com.vmware.vcenter.vm.hardware.ethernet', () => {
  it('lists and shows cards over both doors', async () => {
    const shown = {
      label: 'Network adapter 1',
      type: 'VMXNET3',
      upt_compatibility_enabled: true,
      upt_v2_compatibility_enabled: false,
      mac_type: 'ASSIGNED',
      mac_address: expect.stringMatching(/^00:50:56:/),
      wake_on_lan_enabled: true,
      backing: { ...standard(), network_name: 'VM Network' },
      state: 'CONNECTED',
      start_connected: true,
      allow_guest_control: true,
    };

    expect(await lab.get(ON, '/ethernet')).toEqual([{ nic: '4000' }]);
    expect(await lab.get(ON, '/ethernet/4000')).toEqual(shown);
    expect(await lab.legacy(ON, '/ethernet/4000')).toEqual({ value: shown });
  });

  it('adds a card that does nothing it was not asked to', async () => {
    const nic = await lab.create(ON, '/ethernet', {});

    expect(await lab.get(ON, `/ethernet/${nic}`)).toMatchObject({
      type: 'VMXNET3',
      upt_compatibility_enabled: false,
      mac_type: 'ASSIGNED',
      wake_on_lan_enabled: false,
      backing: standard(),
      state: 'NOT_CONNECTED',
      start_connected: false,
      allow_guest_control: false,
    });
  });

  it('adds, connects, changes, removes a card of a VM that runs', async () => {
    const spec = { type: 'E1000E', backing: standard(), start_connected: true };
    const nic = await lab.create(ON, '/ethernet', spec);
    const path = lab.at(ON, `/ethernet/${nic}`);
    expect(await lab.get(ON, `/ethernet/${nic}`)).toMatchObject({ ...spec, state: 'CONNECTED' });
    expect(await lab.refused('POST', path, { action: 'connect' })).toBe(
      '400 ALREADY_IN_DESIRED_STATE',
    );

    await lab.act(ON, `/ethernet/${nic}`, 'disconnect');
    await lab.update(ON, `/ethernet/${nic}`, {
      mac_type: 'MANUAL',
      mac_address: '00:50:56:00:00:98',
      wake_on_lan_enabled: true,
      start_connected: false,
    });
    expect(await lab.get(ON, `/ethernet/${nic}`)).toMatchObject({
      mac_type: 'MANUAL',
      mac_address: '00:50:56:00:00:98',
      wake_on_lan_enabled: true,
      state: 'NOT_CONNECTED',
      start_connected: false,
    });

    await lab.act(ON, `/ethernet/${nic}`, 'connect');
    await lab.remove(ON, `/ethernet/${nic}`);
    expect(await lab.get(ON, '/ethernet')).toEqual([{ nic: '4000' }]);
  });

  it.each([
    [{ mac_type: 'MANUAL' }, '400 INVALID_ARGUMENT'],
    [{ mac_type: 'MANUAL', mac_address: 'here' }, '400 INVALID_ARGUMENT'],
    [{ mac_type: 'GENERATED', mac_address: '00:50:56:00:00:98' }, '400 INVALID_ARGUMENT'],
    [{ type: 'E1000', upt_compatibility_enabled: true }, '400 INVALID_ARGUMENT'],
    [{ backing: { type: 'HOST_DEVICE' } }, '400 INVALID_ARGUMENT'],
    [{ backing: { type: 'STANDARD_PORTGROUP' } }, '400 INVALID_ARGUMENT'],
    [{ backing: { type: 'STANDARD_PORTGROUP', network: 'network-99' } }, '404 NOT_FOUND'],
    [{ pci_slot_number: -1 }, '400 INVALID_ARGUMENT'],
  ])('refuses the card %j with %s', async (body, problem) => {
    expect(await lab.refused('POST', lab.at(OFF, '/ethernet'), { body })).toBe(problem);
  });

  it('refuses changes that do not fit the card, and the state of the VM', async () => {
    const path = lab.at(OFF, '/ethernet/4000');
    const address = { body: { mac_address: '00:50:56:00:00:98' } };
    const as = await lab.looker();

    expect(await lab.refused('PATCH', path, address)).toBe('400 INVALID_ARGUMENT');
    expect(await lab.refused('POST', path, { action: 'connect' })).toBe(
      '400 NOT_ALLOWED_IN_CURRENT_STATE',
    );
    expect(
      await lab.refused('POST', lab.at(ON, '/ethernet/4000'), { action: 'disconnect', as }),
    ).toBe('403 UNAUTHORIZED');
    expect(await lab.refused('DELETE', lab.at(OFF, '/ethernet/2000'))).toBe('404 NOT_FOUND');
  });

  it('are ten at most', async () => {
    for (let count = 1; count < 10; count += 1) await lab.create(OFF, '/ethernet', {});

    const problem = await lab.refused('POST', lab.at(OFF, '/ethernet'), { body: {} });

    expect(problem).toBe('400 UNABLE_TO_ALLOCATE_RESOURCE');
  });
});

describe('com.vmware.vcenter.vm.hardware.serial', () => {
  it.each([
    [{ type: 'FILE', file: '[SharedDS] db-01/serial.txt' }, {}],
    [{ type: 'HOST_DEVICE', host_device: '/dev/char/serial/uart0' }, { auto_detect: false }],
    [{ type: 'PIPE_SERVER', pipe: 'gdb' }, { no_rx_loss: false }],
    [{ type: 'PIPE_CLIENT', pipe: 'gdb', no_rx_loss: true }, {}],
    [{ type: 'NETWORK_SERVER', network_location: 'telnet://:2000' }, {}],
    [{ type: 'NETWORK_CLIENT', network_location: 'tcp://10.0.0.9:1', proxy: 'telnet://p:1' }, {}],
  ])('shows a port made with %j', async (backing, more) => {
    const port = await lab.create(OFF, '/serial', { backing, yield_on_poll: true });

    expect(await lab.get(OFF, `/serial/${port}`)).toEqual({
      label: 'Serial port 1',
      yield_on_poll: true,
      backing: { ...backing, ...more },
      state: 'NOT_CONNECTED',
      start_connected: false,
      allow_guest_control: false,
    });
  });

  it('changes, is connected with a VM that starts, and goes', async () => {
    const port = await lab.create(OFF, '/serial', {});
    expect(await lab.get(OFF, '/serial')).toEqual([{ port }]);
    const backing = { type: 'NETWORK_SERVER', network_location: 'telnet://:2001' };
    await lab.update(OFF, `/serial/${port}`, {
      backing,
      start_connected: true,
      yield_on_poll: true,
    });

    await lab.power(OFF, 'start');
    expect(await lab.get(OFF, `/serial/${port}`)).toMatchObject({
      yield_on_poll: true,
      backing,
      state: 'CONNECTED',
    });
    await lab.act(OFF, `/serial/${port}`, 'disconnect');
    await lab.act(OFF, `/serial/${port}`, 'connect');
    const path = lab.at(OFF, `/serial/${port}`);
    expect(await lab.refused('PATCH', path, { body: { backing } })).toBe(
      '400 NOT_ALLOWED_IN_CURRENT_STATE',
    );

    await lab.power(OFF, 'stop');
    await lab.remove(OFF, `/serial/${port}`);
    expect(await lab.get(OFF, '/serial')).toEqual([]);
  });

  it('is refused to a VM that runs, and without what its type needs', async () => {
    expect(await lab.refused('POST', lab.at(ON, '/serial'), { body: {} })).toBe(
      '400 NOT_ALLOWED_IN_CURRENT_STATE',
    );
    const body = { backing: { type: 'PIPE_SERVER' } };
    expect(await lab.refused('POST', lab.at(OFF, '/serial'), { body })).toBe(
      '400 INVALID_ARGUMENT',
    );
  });
});

describe('com.vmware.vcenter.vm.hardware.parallel', () => {
  it('comes, changes, is connected, goes', async () => {
    const backing = { type: 'FILE', file: '[SharedDS] db-01/printed.txt' };
    const port = await lab.create(OFF, '/parallel', {});
    expect(await lab.get(OFF, '/parallel')).toEqual([{ port }]);
    await lab.update(OFF, `/parallel/${port}`, { backing, allow_guest_control: true });
    expect(await lab.get(OFF, `/parallel/${port}`)).toEqual({
      label: 'Parallel port 1',
      backing,
      state: 'NOT_CONNECTED',
      start_connected: false,
      allow_guest_control: true,
    });

    await lab.power(OFF, 'start');
    await lab.act(OFF, `/parallel/${port}`, 'connect');
    await lab.act(OFF, `/parallel/${port}`, 'disconnect');
    await lab.power(OFF, 'stop');
    await lab.remove(OFF, `/parallel/${port}`);
    expect(await lab.get(OFF, '/parallel')).toEqual([]);
  });

  it('are three at most', async () => {
    for (let count = 0; count < 3; count += 1) await lab.create(OFF, '/parallel', {});

    const problem = await lab.refused('POST', lab.at(OFF, '/parallel'), { body: {} });

    expect(problem).toBe('400 UNABLE_TO_ALLOCATE_RESOURCE');
  });
});
