/** com.vmware.vcenter.vm.hardware.ethernet on the portgroups of a distributed switch. */
import type { Ref } from '../../../../../../server/vmodl/reference.ts';
import {
  type RestClient,
  restLogin,
  restServerForThisFile,
} from '../../../../../helpers/rest-client.ts';

const server = restServerForThisFile({ time: { kind: 'instant' }, seed: 'dc0' });
let client: RestClient;
let path: string;
beforeAll(async () => {
  client = await restLogin(server);
  path = `/api/vcenter/vm/${server.named('VirtualMachine', 'DC0_H0_VM0').value}/hardware/ethernet`;
});

describe('com.vmware.vcenter.vm.hardware.ethernet', () => {
  it('shows the portgroup of a card and its switch, and plugs others into it', async () => {
    const network = server.named('DistributedVirtualPortgroup', 'DC0_DVPG0').value;
    const dvs = server.named('DistributedVirtualSwitch', 'DVS0') as Ref;
    const backing = { type: 'DISTRIBUTED_PORTGROUP', network };
    const shown = {
      ...backing,
      distributed_switch_uuid: server.inventory.readPath(dvs, 'uuid'),
    };
    expect(await client.get(`${path}/4000`)).toMatchObject({ backing: shown });

    const nic = await client.post<string>(path, { backing });
    expect(await client.get(`${path}/${nic}`)).toMatchObject({ backing: shown });

    const standard = {
      type: 'STANDARD_PORTGROUP',
      network: server.named('Network', 'VM Network').value,
    };
    await client.patch(`${path}/${nic}`, { backing: standard });
    expect(await client.get(`${path}/${nic}`)).toMatchObject({ backing: standard });
  });

  it('refuses a type that is not the network’s', async () => {
    const network = server.named('DistributedVirtualPortgroup', 'DC0_DVPG0').value;

    const { status, body } = await client.send('POST', path, {
      body: { backing: { type: 'STANDARD_PORTGROUP', network } },
    });

    expect([status, body]).toMatchObject([400, { error_type: 'INVALID_ARGUMENT' }]);
  });
});
