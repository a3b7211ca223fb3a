/** Patterns of file names. */
import { nameTest } from '../../../../server/vim/objects/datastore/name-pattern.ts';

const matches = (pattern: string, name: string, ignoreCase = false) =>
  nameTest([pattern], { ignoreCase })(name);

describe('a pattern of names', () => {
  it.each([
    ['*.vmdk', 'db-01.vmdk', true],
    ['*.vmdk', 'db-01.vmx', false],
    ['db-0?.vmx', 'db-01.vmx', true],
    ['db-0?.vmx', 'db-0.vmx', false],
    ['*', 'anything', true],
    ['*', '', true],
    ['?', '', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['**x**', 'x', true],
    ['a.c', 'abc', false],
    ['a[b]c', 'a[b]c', true],
    ['*\n*', 'a\nb', true],
    ['DB*', 'db-01', false],
  ])('%j against %j: %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it('minds letters of either case only when told', () => {
    expect(matches('DB*', 'db-01', true)).toBe(true);
  });

  it('is one of several, and none means all', () => {
    const either = nameTest(['*.iso', '*.flp'], { ignoreCase: false });

    expect(['a.iso', 'a.flp', 'a.vmx'].map(either)).toEqual([true, true, false]);
    expect(nameTest([], { ignoreCase: false })('a')).toBe(true);
    expect(nameTest([''], { ignoreCase: false })('a')).toBe(true);
  });

  it('takes no longer for many stars', () => {
    expect(matches(`${'*a'.repeat(40)}b`, 'a'.repeat(5_000))).toBe(false);
  });
});
