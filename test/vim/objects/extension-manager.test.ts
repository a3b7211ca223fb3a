import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const MANAGER = reference('ExtensionManager', 'ExtensionManager');
const fault = (name: string) => expect.objectContaining({ name });

const extension = (key: string, version = '1.0') =>
  data('Extension', {
    key,
    version,
    description: data('Description', { label: key, summary: key }),
    lastHeartbeatTime: '2000-01-01T00:00:00Z',
  });

describe('ExtensionManager', () => {
  const vcenter = new Vcenter({ counts: { host: 1, standaloneHost: 0, vm: 0 } });
  afterAll(() => vcenter.stop());
  const call = (method: string, args: object) => vcenter.call(MANAGER, method, args);
  const find = (extensionKey: string) => call('FindExtension', { extensionKey });

  it('brings the extensions of a fresh server', () => {
    expect(find('com.vmware.vim.eam')).toMatchObject({ company: 'VMware, Inc.' });
    expect(find('com.example')).toBeUndefined();
  });

  it('registers once, with the time of the registration', () => {
    call('RegisterExtension', { extension: extension('com.example') });

    expect(find('com.example').lastHeartbeatTime).toBe(vcenter.clock.iso());
    expect(() => call('RegisterExtension', { extension: extension('com.example') })).toThrow(
      fault('InvalidArgument'),
    );
  });

  it('updates and unregisters what is there', () => {
    call('UpdateExtension', { extension: extension('com.example', '2.0') });
    expect(find('com.example').version).toBe('2.0');

    call('UnregisterExtension', { extensionKey: 'com.example' });

    expect(find('com.example')).toBeUndefined();
    for (const [method, args] of [
      ['UpdateExtension', { extension: extension('com.example') }],
      ['UnregisterExtension', { extensionKey: 'com.example' }],
    ] as const) {
      expect(() => call(method, args)).toThrow(fault('NotFound'));
    }
  });
});
