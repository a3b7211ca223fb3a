import { reference } from '../../../server/vmodl/reference.ts';
import { box, data } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const SETTINGS = reference('OptionManager', 'VpxSettings');

const option = (key: string, value: unknown) => data('OptionValue', { key, value });
const fault = (name: string, detail: object = {}) =>
  expect.objectContaining({ name, detail: expect.objectContaining(detail) });

describe('OptionManager', () => {
  let vcenter: Vcenter;
  beforeEach(() => {
    vcenter = new Vcenter({ counts: { host: 1, standaloneHost: 0, vm: 0 } });
  });
  afterEach(() => vcenter.stop());

  const query = (name?: string) => vcenter.call(SETTINGS, 'QueryOptions', { name });
  const update = (...changedValue: object[]) =>
    vcenter.call(SETTINGS, 'UpdateOptions', { changedValue });

  it('finds one option by its key, and all below a name that ends in a dot', () => {
    expect(query('event.maxAge')).toEqual([option('event.maxAge', 30)]);
    expect(query('event.').map(({ key }: { key: string }) => key)).toEqual([
      'event.batchsize',
      'event.maxAge',
      'event.maxAgeEnabled',
    ]);
    expect(query().length).toBeGreaterThan(80);
  });

  it('faults with InvalidName for what does not exist', () => {
    expect(() => query('event')).toThrow(fault('InvalidName', { name: 'event' }));
    expect(() => query('nothing.')).toThrow(fault('InvalidName', { name: 'nothing.' }));
  });

  it('stores values of the declared type and range only', () => {
    update(option('event.maxAge', 90), option('snmp.receiver.2.enabled', true));

    expect(query('event.maxAge')).toEqual([option('event.maxAge', 90)]);
    expect(query('snmp.receiver.2.enabled')).toEqual([option('snmp.receiver.2.enabled', true)]);
    for (const wrong of [
      option('event.maxAge', 'long'),
      option('event.maxAge', 0),
      option('log.level', 'loud'),
      option('VirtualCenter.FQDN', 'elsewhere'),
    ]) {
      expect(() => update(wrong)).toThrow(fault('InvalidArgument'));
    }
  });

  it('takes new keys below config., and no others', () => {
    update(option('config.vpxd.mine', 'x'));

    expect(query('config.vpxd.mine')).toEqual([option('config.vpxd.mine', 'x')]);
    expect(() => update(option('mine', 'x'))).toThrow(fault('InvalidName', { name: 'mine' }));
  });

  it("shows a host's advanced options, which stand in the host's configuration", () => {
    const host = vcenter.first('HostSystem');
    const options = vcenter.inventory.read(host, 'configManager')?.advancedOption ?? SETTINGS;
    const key = 'Migrate.PreCopySwitchoverTimeGoal';

    vcenter.call(options, 'UpdateOptions', { changedValue: [option(key, 750)] });

    expect(options.value).toBe(`EsxHostAdvSettings-${host.value.slice('host-'.length)}`);
    expect(vcenter.call(options, 'QueryOptions', { name: key })).toEqual([
      option(key, box('long', 750)),
    ]);
    expect(vcenter.inventory.read(host, 'config')?.option).toContainEqual(
      option(key, box('long', 750)),
    );
    expect(() =>
      vcenter.call(options, 'UpdateOptions', { changedValue: [option(key, 1)] }),
    ).toThrow(fault('InvalidArgument'));
  });
});
