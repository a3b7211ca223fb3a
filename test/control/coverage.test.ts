import { computeCoverage, coveragePage, MissingCalls } from '../../server/control/coverage.ts';
import { loadCatalog } from '../../server/vmodl/catalog.ts';

const catalog = loadCatalog();
const rank = catalog.rankOf('8.0.3.0') ?? 0;

describe('coverage', () => {
  it('holds every method of the release once, written or not', () => {
    const implemented = new Set(['PowerOnVM_Task', 'Login']);

    const { implemented: written, missing } = computeCoverage({ catalog, implemented, rank });

    expect(written).toEqual(['SessionManager.Login', 'VirtualMachine.PowerOnVM_Task']);
    const known = catalog.methodNames().filter((name) => (catalog.method(name)?.rank ?? 0) <= rank);
    expect(written.length + missing.length).toBe(known.length);
    expect(missing.map(({ method }) => method)).not.toContain('Login');
  });

  it('leaves out what came after the release', () => {
    const old = catalog.rankOf('5.0') ?? 0;

    const { missing } = computeCoverage({ catalog, implemented: new Set(), rank: old });

    expect(missing.every(({ method }) => (catalog.method(method)?.rank ?? 99) <= old)).toBe(true);
    expect(missing.length).toBeLessThan(catalog.methodNames().length);
  });

  it('puts first what clients asked for most', () => {
    const calls = new MissingCalls();
    for (const name of ['ResetVM_Task', 'SuspendVM_Task', 'SuspendVM_Task']) calls.note({ name });

    const { missing } = computeCoverage({
      catalog,
      implemented: new Set(),
      rank,
      calls: calls.counts,
    });

    expect(missing.slice(0, 3)).toEqual([
      { type: 'VirtualMachine', method: 'SuspendVM_Task', calls: 2 },
      { type: 'VirtualMachine', method: 'ResetVM_Task', calls: 1 },
      { type: 'Alarm', method: expect.any(String), calls: 0 },
    ]);
  });

  it('is shown as a page with a row for each type', () => {
    const coverage = computeCoverage({ catalog, implemented: new Set(['Login']), rank });

    const page = coveragePage(coverage, '8.0.3.0');

    expect(page).toMatch(/^\| SessionManager \| `Login` \| `\w+`/m);
    expect(page).toMatch(
      /Of the \d+ methods of the vSphere Web Services API 8\.0\.3\.0, 1 are written/,
    );
  });

  it('counts operations of the vAPI by service', () => {
    const calls = new MissingCalls();
    calls.note({ name: 'com.vmware.content.library.list' });

    const { missing } = computeCoverage({
      catalog,
      implemented: new Set(),
      rank: catalog.newestRank,
      calls: calls.counts,
    });

    expect(missing[0]).toEqual({ type: 'com.vmware.content.library', method: 'list', calls: 1 });
  });
});
