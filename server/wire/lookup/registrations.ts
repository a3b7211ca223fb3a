/**
 * The services this server has, as its lookup service lists them: those that are served, and no more.
 *
 * Names, protocols and types are those of a real vCenter Server; ids follow from its instance UUID, so
 * a client that keeps one finds the service again after a restart.
 */
import { createHash } from 'node:crypto';

export interface Endpoint {
  readonly url: string;
  readonly protocol: string;
  readonly type: string;
  /** base64 of the DER of certificates; never empty: PowerCLI demands one. */
  readonly sslTrust: readonly string[];
  readonly attributes: readonly Attribute[];
}

export interface Attribute {
  readonly key: string;
  readonly value: string;
}

export interface Registration {
  readonly serviceVersion: string;
  readonly endpoints: readonly Endpoint[];
  readonly attributes: readonly Attribute[];
  readonly nameResourceKey: string;
  readonly descriptionResourceKey: string;
  readonly ownerId: string;
  readonly product: string;
  readonly type: string;
  readonly nodeId: string;
  readonly serviceId: string;
  readonly siteId: string;
}

export interface Site {
  /** How the client calls this server: `https://127.0.0.1:8989`. */
  readonly url: string;
  /** base64 of the DER of the certificate it shows. */
  readonly certificate: string;
  readonly instanceUuid: string;
  readonly instanceName: string;
  /** `8.0.3` */
  readonly version: string;
  /** Is `/api` served? */
  readonly hasVapi: boolean;
}

export const SITE_ID = 'default-site';
const PRODUCT = 'com.vmware.cis';
const DOMAIN = 'vsphere.local';
const LOOKUP_VERSION = '2.0';

export function registrationsOf(site: Site): readonly Registration[] {
  const sso = endpoint(site, `/sts/STSService/${DOMAIN}`, 'wsTrust', `${PRODUCT}.cs.identity.sso`);
  const listed: readonly (Registration | undefined)[] = [
    service(site, 'cs.identity', { endpoints: [sso] }),
    // The service's old name, by which PowerCLI still asks.
    service(site, 'sso:sts', {
      endpoints: [{ ...sso, type: 'urn:sso:sts' }, sso],
    }),
    service(site, 'vcenterserver', {
      endpoints: [endpoint(site, '/sdk', 'vmomi', 'com.vmware.vim')],
      serviceVersion: site.version,
      serviceId: site.instanceUuid,
      nameResourceKey: 'AboutInfo.vpx.name',
      ownerId: `vpxd-${site.instanceUuid}@${DOMAIN}`,
      attributes: [
        { key: `${PRODUCT}.cm.GroupInternalId`, value: 'com.vmware.vim.vcenter' },
        { key: 'com.vmware.vim.vcenter.instanceName', value: site.instanceName },
        { key: `${PRODUCT}.cm.HostId`, value: site.instanceUuid },
      ],
    }),
    site.hasVapi
      ? service(site, 'cs.vapi', {
          endpoints: [endpoint(site, '/api', 'vapi.json.https.public', 'com.vmware.vapi.endpoint')],
          ownerId: `vpxd-extension-${site.instanceUuid}@${DOMAIN}`,
        })
      : undefined,
    service(site, 'cs.lookup', {
      endpoints: [endpoint(site, '/lookupservice/sdk', 'vmomi', `${PRODUCT}.cs.lookup`)],
    }),
  ];
  return listed.filter((each) => each !== undefined);
}

function service(site: Site, type: string, own: Partial<Registration>): Registration {
  const nameResourceKey = own.nameResourceKey ?? `${type.replaceAll(':', '.')}.ServiceName`;
  return {
    serviceVersion: LOOKUP_VERSION,
    endpoints: [],
    attributes: [],
    nameResourceKey,
    descriptionResourceKey: nameResourceKey.replace('ServiceName', 'ServiceDescription'),
    ownerId: `Administrator@${DOMAIN}`,
    product: PRODUCT,
    type,
    nodeId: site.instanceUuid,
    serviceId: `${SITE_ID}:${uuidFor(`${site.instanceUuid} ${type}`)}`,
    siteId: SITE_ID,
    ...own,
  };
}

function endpoint(site: Site, path: string, protocol: string, type: string): Endpoint {
  const url = site.url + path;
  return {
    ...{ url, protocol, type },
    sslTrust: [site.certificate],
    attributes: [{ key: 'cis.common.ep.localurl', value: url }],
  };
}

/** A UUID which is the same for the same text (version 5 in form). */
function uuidFor(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-5$3-a$4-$5');
}
