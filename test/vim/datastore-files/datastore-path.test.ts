/** Names of files as clients write them. */
import {
  parseDatastorePath,
  parseFolderAddress,
  targetOfUrl,
} from '../../../server/vim/datastore-files/datastore-path.ts';

describe('a datastore path', () => {
  it.each([
    ['[ds] a/b', { datastore: 'ds', path: 'a/b' }],
    ['[ds]', { datastore: 'ds', path: '' }],
    [' [my ds]  a b.iso ', { datastore: 'my ds', path: 'a b.iso' }],
    ['[ds]a', { datastore: 'ds', path: 'a' }],
    ['[ds] [x] y', { datastore: 'ds', path: '[x] y' }],
    ['ds a', undefined],
    ['[] a', undefined],
    ['', undefined],
  ])('%j is %j', (text, parsed) => {
    expect(parseDatastorePath(text)).toEqual(parsed);
  });
});

describe('an address of the door', () => {
  it.each([
    ['/folder', ''],
    ['/folder/', ''],
    ['/folder/a/b.iso', 'a/b.iso'],
    ['/folder//a///b/', 'a/b'],
    ['/folder/./a', 'a'],
    ['/folder/a%20b%2Bc', 'a b+c'],
    ['/folder/a+b', 'a+b'],
    ['/folder/%252e%252e', '%2e%2e'],
    ['/folder/...', '...'],
  ])('%s is %j', (target, path) => {
    expect(parseFolderAddress(target)?.path).toEqual({ path });
  });

  it.each([
    '/folder/..',
    '/folder/a/%2e%2e/b',
    '/folder/%2E.',
    '/folder/..%2fa',
    '/folder/a%09b',
    '/folder/a%22b',
    '/folder/a%7fb',
  ])('%s has no path', (target) => {
    expect(parseFolderAddress(target)?.path).toEqual({ wrong: 'invalid' });
  });

  it.each(['/folder/a%5Cb', '/folder/a%00', '/folder/%ff', '/folderx', '/sdk', 'folder'])(
    '%s is none',
    (target) => {
      expect(parseFolderAddress(target)).toBeUndefined();
    },
  );

  it('takes an encoded slash for a slash, as libvirt writes it', () => {
    expect(parseFolderAddress('/folder/a%2Fb.vmx')?.path).toEqual({ path: 'a/b.vmx' });
  });

  it('names datacenter and datastore, as browsers and forms write them', () => {
    expect(parseFolderAddress('/folder/a?dsName=my+ds&dcPath=%2Ff%2FDC%200')).toMatchObject({
      dcPath: '/f/DC 0',
      dsName: 'my ds',
    });
  });

  it.each([
    ['https://vc/folder/a?b', '/folder/a?b'],
    ['HTTP://vc:8989/x', '/x'],
    ['https://[::1]:1/x', '/x'],
    ['https://vc', undefined],
    ['ftp://vc/x', undefined],
  ])('%s stands for %s', (url, target) => {
    expect(targetOfUrl(url)).toBe(target);
  });
});
