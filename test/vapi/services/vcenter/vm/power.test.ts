import {
  type RestClient,
  restLogin,
  restServerForThisFile,
} from '../../../../helpers/rest-client.ts';

const server = restServerForThisFile({ time: { kind: 'instant' } });
let client: RestClient;
beforeAll(async () => {
  client = await restLogin(server);
});
beforeEach(() => server.reset());

function vm(name: string): string {
  return server.named('VirtualMachine', name).value;
}

function act(name: string, action: string, door = '/api/vcenter/vm') {
  return client.send('POST', `${door}/${vm(name)}/power`, { query: { action } });
}

describe('com.vmware.vcenter.vm.power', () => {
  it('tells the state, and of a VM that is off whether it ended well', async () => {
    expect(await client.get(`/api/vcenter/vm/${vm('web-01')}/power`)).toEqual({
      state: 'POWERED_ON',
    });
    expect(await client.get(`/rest/vcenter/vm/${vm('db-01')}/power`)).toEqual({
      value: { state: 'POWERED_OFF', clean_power_off: expect.any(Boolean) },
    });
  });

  it.each([
    ['db-01', 'start', 'poweredOn'],
    ['web-01', 'stop', 'poweredOff'],
    ['web-01', 'suspend', 'suspended'],
    ['web-01', 'reset', 'poweredOn'],
  ])('%s %s: %s, as all doors see at once', async (name, action, state) => {
    expect(await act(name, action)).toMatchObject({ status: 204, body: undefined });

    const soap = await server.loggedIn();
    expect(await soap.textOf(server.named('VirtualMachine', name), 'runtime.powerState')).toBe(
      state,
    );
  });

  it('has a path for each deed at the older door, which answers 200', async () => {
    const at = `/rest/vcenter/vm/${vm('web-01')}/power`;

    expect(await client.send('POST', `${at}/stop`)).toMatchObject({ status: 200 });
    expect(await client.send('POST', `${at}/start`)).toMatchObject({ status: 200 });
    expect(await client.send('POST', `${at}/suspend`)).toMatchObject({ status: 200 });
  });

  it.each([
    ['web-01', 'start', 'ALREADY_IN_DESIRED_STATE', 'already_powered_on'],
    ['db-01', 'stop', 'ALREADY_IN_DESIRED_STATE', 'already_powered_off'],
    ['db-01', 'suspend', 'NOT_ALLOWED_IN_CURRENT_STATE', 'not_powered_on'],
    ['db-01', 'reset', 'NOT_ALLOWED_IN_CURRENT_STATE', 'not_powered_on'],
  ])('%s %s: %s', async (name, action, error_type, id) => {
    expect(await act(name, action)).toMatchObject({
      status: 400,
      body: {
        error_type,
        messages: [
          { id: `com.vmware.api.vcenter.vm.power.${id}` },
          { id: 'vmsg.InvalidPowerState.summary' },
        ],
      },
    });
  });

  it('has nothing to do for a VM that is suspended already', async () => {
    await act('web-01', 'suspend');

    expect(await act('web-01', 'suspend')).toMatchObject({
      status: 400,
      body: { error_type: 'ALREADY_IN_DESIRED_STATE' },
    });
  });

  it('tells errors of the older door in its own way', async () => {
    expect(await client.send('POST', `/rest/vcenter/vm/${vm('web-01')}/power/start`)).toMatchObject(
      {
        status: 400,
        body: {
          type: 'com.vmware.vapi.std.errors.already_in_desired_state',
          value: {
            error_type: 'ALREADY_IN_DESIRED_STATE',
            messages: [{ default_message: 'Virtual machine is already powered on.' }, {}],
          },
        },
      },
    );
  });

  it('does not find a VM that is not there', async () => {
    expect(
      await client.send('POST', '/api/vcenter/vm/vm-0/power', { query: { action: 'start' } }),
    ).toMatchObject({
      status: 404,
      body: { messages: [{ id: 'com.vmware.api.vcenter.vm.not_found', args: ['vm-0'] }] },
    });
  });
});

describe('com.vmware.vcenter.vm.guest.power', () => {
  const guest = (name: string, action: string) =>
    client.send('POST', `/api/vcenter/vm/${vm(name)}/guest/power`, { query: { action } });

  it('tells how the guest is', async () => {
    expect(await client.get(`/api/vcenter/vm/${vm('web-01')}/guest/power`)).toEqual({
      state: 'RUNNING',
      operations_ready: true,
    });
    expect(await client.get(`/api/vcenter/vm/${vm('db-01')}/guest/power`)).toEqual({
      state: 'NOT_RUNNING',
      operations_ready: false,
    });
  });

  it.each(['shutdown', 'reboot', 'standby'])('asks the guest to %s', async (action) => {
    expect(await guest('web-01', action)).toMatchObject({ status: 204 });
  });

  it.each([
    ['shutdown', 'ALREADY_IN_DESIRED_STATE'],
    ['reboot', 'NOT_ALLOWED_IN_CURRENT_STATE'],
    ['standby', 'NOT_ALLOWED_IN_CURRENT_STATE'],
  ])('cannot ask a VM that is off to %s: %s', async (action, error_type) => {
    expect(await guest('db-01', action)).toMatchObject({ status: 400, body: { error_type } });
  });

  it('cannot ask a guest without tools', async () => {
    server.inventory.apply([
      {
        op: 'assign',
        ref: server.named('VirtualMachine', 'web-01') as never,
        path: 'guest.toolsRunningStatus',
        value: 'guestToolsNotRunning',
      },
    ]);

    expect(await guest('web-01', 'shutdown')).toMatchObject({
      status: 503,
      body: { error_type: 'SERVICE_UNAVAILABLE' },
    });
  });
});
