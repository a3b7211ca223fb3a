/**
 * HostCertificateManager: the certificate by which a host is known to its vCenter Server.
 */
import { over } from '../../inventory/schema.ts';
import { build } from '../../vmodl/build.ts';
import { isReference } from '../../vmodl/reference.ts';
import { objectType } from '../method.ts';

/** vCenter's own authority signs for five years, beginning when the hosts here were installed. */
const NOT_BEFORE = '2025-12-31T00:00:00Z';
const NOT_AFTER = '2030-12-30T00:00:00Z';
const ISSUER = 'OU=VMware Engineering,O=localhost,ST=California,C=US,DC=local,DC=vsphere,CN=CA';

export const hostCertificateManager = objectType({
  type: 'HostCertificateManager',
  methods: {
    RetrieveCertificateInfoList: (self, _args, { inventory }) => [
      inventory.read(self, 'certificateInfo'),
    ],
  },
  derivations: [
    {
      type: 'HostCertificateManager',
      property: 'certificateInfo',
      reads: [over('_host', ['name'])],
      derive: (self, read) => {
        const host = read(self, '_host');
        const name = isReference(host) ? String(read(host, 'name')) : '';
        return build('HostCertificateManagerCertificateInfo', {
          kind: 'Machine',
          issuer: ISSUER,
          notBefore: NOT_BEFORE,
          notAfter: NOT_AFTER,
          subject: `emailAddress=vmca@vmware.com,CN=${name},OU=VMware Engineering,O=VMware,L=Palo Alto,ST=California,C=US`,
          status: 'good',
        });
      },
    },
  ],
});
