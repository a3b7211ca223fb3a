import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificateHosts } from '../../server/cli/server-options.ts';
import { checkCertificate, selfSignedCertificate, thumbprintOf } from '../../server/tls.ts';

const NOW_MS = Date.UTC(2026, 0, 1);

describe('a self-signed certificate', () => {
  const hosts = [
    'vc.example.test',
    'localhost',
    '127.0.0.1',
    '::1',
    'fe80::1:2',
    '::ffff:10.0.0.1',
  ];
  const made = selfSignedCertificate(hosts, NOW_MS);
  const certificate = new X509Certificate(made.cert);

  it('holds the names and addresses asked for', () => {
    expect(certificate.subject).toBe('O=vcmock\nCN=vc.example.test');
    expect(hosts.slice(0, 2).map((host) => certificate.checkHost(host))).toEqual(hosts.slice(0, 2));
    expect(hosts.slice(2).map((host) => certificate.checkIP(host))).toEqual(hosts.slice(2));
    expect(certificate.checkHost('other.test')).toBeUndefined();
  });

  it('is valid from the day before for 397 days, and signed by its own key', () => {
    expect(new Date(certificate.validFrom)).toEqual(new Date(NOW_MS - 86_400_000));
    expect(new Date(certificate.validTo)).toEqual(new Date(NOW_MS + 397 * 86_400_000));
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(createPrivateKey(made.key).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  it('writes years from 2050 in the longer form', () => {
    const late = new X509Certificate(selfSignedCertificate(['x'], Date.UTC(2055, 0, 2)).cert);

    expect(new Date(late.validFrom)).toEqual(new Date(Date.UTC(2055, 0, 1)));
  });

  it('lets a client that trusts it connect', async () => {
    const { key, cert } = selfSignedCertificate(
      certificateHosts({ host: '127.0.0.1', port: 0 }),
      Date.now(),
    );
    const server = createServer({ key, cert }, (_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const status = await new Promise((resolve, reject) => {
      get({ port, host: '127.0.0.1', ca: cert }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });

    expect(status).toBe(200);
    server.close();
    server.closeAllConnections();
  });

  it('has a thumbprint as vSphere writes it', () => {
    expect(thumbprintOf(made.cert)).toBe(certificate.fingerprint);
  });
});

describe('certificate and key of the user', () => {
  const one = selfSignedCertificate(['a'], NOW_MS);
  const other = selfSignedCertificate(['b'], NOW_MS);

  it.each([
    [{ cert: one.cert, key: other.key }, /the key does not belong to the certificate/],
    [{ cert: 'junk', key: one.key }, /the certificate is not readable as PEM/],
    [{ cert: one.cert, key: 'junk' }, /the key is not readable as PEM/],
  ])('are checked', (pair, expected) => {
    expect(() => checkCertificate(pair)).toThrow(expected);
    expect(() => checkCertificate(one)).not.toThrow();
  });
});

describe('the names a certificate holds', () => {
  it('are those of a loopback listener', () => {
    expect(certificateHosts({ host: '127.0.0.2', port: 1 })[0]).toBe('127.0.0.2');
  });

  it('are all of the machine for a listener on every address', () => {
    const hosts = certificateHosts({ host: '::', port: 1 });

    expect(hosts).not.toContain('::');
    expect(hosts).toEqual(expect.arrayContaining(['localhost', '127.0.0.1']));
  });
});
