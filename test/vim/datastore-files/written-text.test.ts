/** The text of files which nobody uploaded: as long as listings say, and readable. */

import { logText } from '../../../server/vim/datastore-files/texts/log.ts';
import { setting } from '../../../server/vim/datastore-files/texts/quoted.ts';
import { fitted } from '../../../server/vim/datastore-files/written-text.ts';

describe('text that must have a size', () => {
  it.each([
    [['ab', 'cd'], 6, 'ab\ncd\n'],
    [['ab', 'cd'], 7, 'ab\ncd\n\n'],
    [['ab', 'cd'], 10, 'ab\ncd\n#  \n'],
    [['ab', 'cde', 'f'], 6, 'ab\nf\n\n'],
    [['ä'], 3, 'ä\n'],
    [['ab'], 0, ''],
    [[], 2, '#\n'],
  ])('%j in %d bytes is %j', (lines, bytes, text) => {
    expect(fitted(lines, bytes)).toBe(text);
    expect(Buffer.byteLength(text)).toBe(bytes);
  });
});

describe('a setting', () => {
  it.each([
    ['web', 'a = "web"'],
    ['a"b|c', 'a = "a|22b|7Cc"'],
    ['two\r\nlines', 'a = "two|0D|0Alines"'],
    [true, 'a = "TRUE"'],
    [7, 'a = "7"'],
  ])('of %j is %s', (value, line) => {
    expect(setting('a', value)).toBe(line);
  });
});

describe('a log', () => {
  it.each([0, 1, 50, 100, 1_000, 262_144])('of %d bytes has just these', (bytes) => {
    const text = logText({ name: 'wéb\n', since: '2026-01-01T00:00:00Z' }, bytes);

    expect(Buffer.byteLength(text)).toBe(bytes);
    expect(bytes === 0 || text.endsWith('\n')).toBe(true);
  });
});
