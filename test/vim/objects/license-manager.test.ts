import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const MANAGER = reference('LicenseManager', 'LicenseManager');
const ASSIGNMENTS = reference('LicenseAssignmentManager', 'LicenseAssignmentManager');
const KEY = 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE';
const EVALUATION = '00000-00000-00000-00000-00000';

const fault = (name: string) => expect.objectContaining({ name });
const label = (key: string, value: string) => data('KeyValue', { key, value });

describe('LicenseManager', () => {
  let vcenter: Vcenter;
  beforeEach(() => {
    vcenter = new Vcenter({ counts: { host: 2, standaloneHost: 0, vm: 0 } });
  });
  afterEach(() => vcenter.stop());

  const call = (method: string, args: object) => vcenter.call(MANAGER, method, args);
  const keys = () =>
    vcenter.inventory.read(MANAGER, 'licenses').map(({ licenseKey }) => licenseKey);

  it('starts with an evaluation that runs out after sixty days', () => {
    const source = () => vcenter.inventory.show(MANAGER, 'source');
    const installedMs = Date.parse('2026-01-01T00:00:00Z');
    const aliveMs = vcenter.clock.now() - installedMs;

    expect(keys()).toEqual([EVALUATION]);
    expect(source()).toMatchObject({ remainingHours: Math.floor(60 * 24 - aliveMs / 3_600_000) });
    vcenter.clock.advance(61 * 86_400_000);
    expect(source()).toMatchObject({ remainingHours: 0 });
  });

  it('adds, labels and removes a key, and tells of it', () => {
    const added = call('AddLicense', { licenseKey: KEY, labels: [label('team', 'a')] });
    call('UpdateLicenseLabel', { licenseKey: KEY, labelKey: 'team', labelValue: 'b' });

    expect(added).toMatchObject({ licenseKey: KEY, name: 'vSphere 8 Enterprise Plus' });
    expect(vcenter.inventory.read(MANAGER, 'licenses')[1]?.labels).toEqual([label('team', 'b')]);
    expect(vcenter.eventTypes()).toContain('EventEx');
    call('RemoveLicense', { licenseKey: KEY });
    expect(keys()).toEqual([EVALUATION]);
  });

  it('answers a key it cannot read with a diagnosis, and keeps nothing', () => {
    const answer = call('AddLicense', { licenseKey: 'nonsense' });

    expect(answer.properties).toContainEqual(
      expect.objectContaining({ key: 'diagnostic', value: expect.stringContaining('not valid') }),
    );
    expect(keys()).toEqual([EVALUATION]);
  });

  it('does not remove what is not there or in use', () => {
    const host = vcenter.first('HostSystem');
    call('AddLicense', { licenseKey: KEY });
    vcenter.call(ASSIGNMENTS, 'UpdateAssignedLicense', { entity: host.value, licenseKey: KEY });

    for (const licenseKey of [KEY, EVALUATION, 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA']) {
      expect(() => call('RemoveLicense', { licenseKey })).toThrow(fault('InvalidArgument'));
    }
  });
});

describe('LicenseAssignmentManager', () => {
  const vcenter = new Vcenter({ counts: { host: 2, standaloneHost: 0, vm: 0 } });
  afterAll(() => vcenter.stop());
  const call = (method: string, args: object) => vcenter.call(ASSIGNMENTS, method, args);

  it('lists the server and every host, under the evaluation until somebody assigns', () => {
    const all = call('QueryAssignedLicenses', {});

    expect(all).toHaveLength(3);
    for (const each of all) expect(each.assignedLicense.licenseKey).toBe(EVALUATION);
  });

  it('assigns, counts the processors used, and takes back', () => {
    const host = vcenter.first('HostSystem');
    const packages = vcenter.inventory.read(host, 'hardware')?.cpuInfo.numCpuPackages;

    const used = call('UpdateAssignedLicense', { entity: host.value, licenseKey: KEY });

    expect(used).toMatchObject({ licenseKey: KEY, used: packages });
    expect(call('QueryAssignedLicenses', { entityId: host.value })).toMatchObject([
      { entityId: host.value, assignedLicense: { licenseKey: KEY } },
    ]);
    call('RemoveAssignedLicense', { entityId: host.value });
    expect(() => call('RemoveAssignedLicense', { entityId: host.value })).toThrow(
      fault('LicenseEntityNotFound'),
    );
  });

  it('faults with LicenseEntityNotFound for what has no licence', () => {
    const assign = () => call('UpdateAssignedLicense', { entity: 'vm-0', licenseKey: KEY });

    expect(assign).toThrow(fault('LicenseEntityNotFound'));
  });
});
