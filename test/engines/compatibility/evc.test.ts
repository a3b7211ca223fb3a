import { evcAdmits, missingFeatures } from '../../../server/engines/compatibility/evc.ts';

describe('evcAdmits', () => {
  it.each([
    ['intel-haswell', 'intel-skylake', true],
    ['intel-skylake', 'intel-skylake', true],
    ['intel-skylake', 'intel-haswell', false],
    ['intel-merom', 'amd-zen4', false],
    ['amd-zen', 'amd-zen3', true],
    ['amd-zen3', 'amd-zen', false],
    [undefined, 'intel-merom', true],
    ['intel-merom', undefined, true],
    ['intel-future', 'intel-future', true],
    ['intel-future', 'intel-skylake', false],
  ])('a guest of %s on a host of %s: %s', (required, offered, admitted) => {
    expect(evcAdmits(required, offered)).toBe(admitted);
  });
});

describe('missingFeatures', () => {
  it('lists what came after the host, up to what the guest needs', () => {
    expect(missingFeatures('intel-westmere', 'intel-penryn')).toEqual(['cpuid.SSE42', 'cpuid.AES']);
  });

  it('lists all of them for the other vendor', () => {
    expect(missingFeatures('amd-rev-f', 'intel-skylake')).toEqual([
      'cpuid.SSE3',
      'cpuid.CMPXCHG16B',
    ]);
  });

  it('lists none where the guest runs, or where its mode is unknown', () => {
    expect(missingFeatures('intel-merom', 'intel-skylake')).toEqual([]);
    expect(missingFeatures('intel-future', 'intel-skylake')).toEqual([]);
  });
});
