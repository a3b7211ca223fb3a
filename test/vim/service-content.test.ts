/** The service content, and everything an object of it shows, compared with the vocabulary. */
import { serviceChanges } from '../../server/vim/service/service-content.ts';
import type { Ref } from '../../server/vmodl/reference.ts';
import { isReference, reference } from '../../server/vmodl/reference.ts';
import { complaints } from '../helpers/value-check.ts';
import { Vcenter } from '../helpers/vcenter.ts';

const SERVICE_INSTANCE = reference('ServiceInstance', 'ServiceInstance');

describe('ServiceInstance', () => {
  const vcenter = new Vcenter({ counts: { host: 2 } });
  afterAll(() => vcenter.stop());

  it('says which release speaks the chosen API version', () => {
    const { about } = vcenter.call(SERVICE_INSTANCE, 'RetrieveServiceContent');

    expect(about).toMatchObject({
      name: 'VMware vCenter Server',
      fullName: 'VMware vCenter Server 8.0.3 build-24022515',
      vendor: 'VMware, Inc.',
      version: '8.0.3',
      build: '24022515',
      apiType: 'VirtualCenter',
      apiVersion: '8.0.3.0',
      productLineId: 'vpx',
      osType: 'linux-x64',
      licenseProductName: 'VMware VirtualCenter Server',
      licenseProductVersion: '8.0',
    });
  });

  it('names managers which all exist, with the ids of a real server', () => {
    const content = vcenter.call(SERVICE_INSTANCE, 'RetrieveServiceContent');

    const managers = Object.values(content).filter(isReference);
    expect(managers.filter((ref) => !vcenter.inventory.has(ref))).toEqual([]);
    expect(content.perfManager).toEqual(reference('PerformanceManager', 'PerfMgr'));
    expect(content.complianceManager.value).toBe('MoComplianceManager');
    expect(content.virtualDiskManager.value).toBe('virtualDiskManager');
  });

  it('leaves out the managers which came after the chosen version', () => {
    const { catalog } = vcenter;

    const old = serviceChanges({ catalog, version: '6.5' });
    const created = old.flatMap((change) => (change.op === 'create' ? [change] : []));
    const [instance] = created;
    const types = created.map(({ ref }) => ref.type);

    expect(instance?.properties['content']).not.toHaveProperty('tenantManager');
    expect(instance?.properties['content']).toHaveProperty('cryptoManager');
    expect(types).not.toContain('TenantTenantManager');
    expect(types).not.toContain('StorageQueryManager');
  });

  it('tells the time of the virtual clock', () => {
    vcenter.clock.advance(90_000);

    const told = vcenter.call(SERVICE_INSTANCE, 'CurrentTime');

    expect(told).toBe(vcenter.clock.iso());
    expect(vcenter.inventory.show(SERVICE_INSTANCE, 'serverClock')).toBe(told);
  });

  it('shows every property of every object as the vocabulary declares it', () => {
    const { catalog, inventory } = vcenter;
    const viewer = {
      sessionKey: vcenter.administrator.session?.key,
      userName: vcenter.administrator.session?.userName,
    };
    const wrong = inventory.ofType('ManagedObject').flatMap((ref: Ref) =>
      (catalog.managed(ref.type)?.properties ?? []).flatMap((property) => {
        const at = `${ref.type}.${property.name}`;
        const value = inventory.show(ref, property.name, viewer);
        if (value !== undefined) return complaints(catalog, property, value, at);
        return property.optional ? [] : [`${at}: missing`];
      }),
    );

    const told = wrong.filter((complaint) => !complaint.includes('._')); // internal, never sent
    expect([...new Set(told)]).toEqual([]);
  });
});
