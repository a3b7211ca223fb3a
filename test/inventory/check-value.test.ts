import { checkValue, propertyCheck } from '../../server/inventory/check-value.ts';
import { loadCatalog } from '../../server/vmodl/catalog.ts';
import { reference } from '../../server/vmodl/reference.ts';
import { box, data } from '../../server/vmodl/value.ts';

const catalog = loadCatalog();

/** What is wrong with a value of that wire type. */
function complaints(type: string, value: unknown): readonly string[] {
  const use = catalog.typeUse(type);
  if (!use) throw new Error(`no type ${type}`);
  return checkValue(catalog, use, value);
}

const SHARES = { shares: 1000, level: 'normal' };

describe('checkValue', () => {
  it.each([
    ['a data object', 'SharesInfo', data('SharesInfo', SHARES)],
    [
      'a subtype',
      'Description',
      data('ElementDescription', { label: 'a', summary: 'b', key: 'c' }),
    ],
    ['an array', 'ArrayOfSharesInfo', [data('SharesInfo', SHARES)]],
    ['a long beyond 2^53', 'long', 2n ** 60n],
    ['a moment', 'dateTime', '2026-01-01T00:00:00Z'],
    ['a boxed value', 'OptionValue', data('OptionValue', { key: 'k', value: box('long', 5) })],
    ['an internal member', 'SharesInfo', data('SharesInfo', { ...SHARES, _note: 1 })],
  ])('finds nothing wrong with %s', (_name, type, value) => {
    expect(complaints(type, value)).toEqual([]);
  });

  it.each([
    ['a missing member', 'SharesInfo', data('SharesInfo', { shares: 1 }), 'lacks SharesInfo.level'],
    [
      'an unknown member',
      'SharesInfo',
      data('SharesInfo', { ...SHARES, x: 1 }),
      'has the unknown member SharesInfo.x',
    ],
    [
      'a wrong enum value',
      'SharesInfo',
      data('SharesInfo', { shares: 1, level: 'most' }),
      'level must be a SharesLevel, is "most"',
    ],
    [
      'a wrong primitive',
      'SharesInfo',
      data('SharesInfo', { shares: '1', level: 'low' }),
      'shares must be int, is string 1',
    ],
    ['a number too large', 'int', 2 ** 40, `must be int, is number ${2 ** 40}`],
    [
      'another type',
      'SharesInfo',
      data('Description', { label: '', summary: '' }),
      'must be a SharesInfo, is a Description',
    ],
    ['an unknown type', 'SharesInfo', data('Nonsense', {}), 'is of the unknown type Nonsense'],
    ['a lone value for an array', 'ArrayOfInt', 1, 'must be an array, is number 1'],
    ['an array for a value', 'int', [1], 'must not be an array'],
    [
      'a reference of the wrong type',
      'HostSystem',
      reference('VirtualMachine', 'vm-1'),
      'must point at a HostSystem, points at a VirtualMachine',
    ],
    ['a date that is none', 'dateTime', 'yesterday', 'must be dateTime, is string yesterday'],
    [
      'an explicit undefined',
      'ResourceAllocationInfo',
      { _typeName: 'ResourceAllocationInfo', limit: undefined },
      'limit is undefined undefined',
    ],
  ])('names %s', (_name, type, value, problem) => {
    expect(complaints(type, value)).toContain(problem);
  });
});

describe('propertyCheck', () => {
  const check = propertyCheck(catalog);
  const vm = reference('VirtualMachine', 'vm-1');

  it('throws on a property the type has not', () => {
    expect(() => check(vm, 'colour', 'red')).toThrow('VirtualMachine has no property colour');
  });

  it('throws on a value which is not right', () => {
    expect(() => check(vm, 'parent', 'group-v3')).toThrow(/^vm-1\.parent: must be a reference/);
  });

  it('lets internal properties pass', () => {
    expect(() => check(vm, '_profile', data('_VmProfile', { any: 1 }))).not.toThrow();
  });
});
