/**
 * Releases of vCenter Server: what the About box of each API version says.
 */
import { build } from '../../vmodl/build.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type { AboutInfo } from '../../vmodl/generated/data.ts';

export interface Release {
  /** `8.0.3` */
  readonly version: string;
  readonly build: string;
  /** Since 7.0.2: the patch within the update, `00000` for the update itself. */
  readonly patchLevel?: string;
}

/** First release that spoke each API version, with its build number. */
const RELEASES: Readonly<Record<string, Release>> = {
  '4.0': { version: '4.0.0', build: '162856' },
  '4.1': { version: '4.1.0', build: '259021' },
  '5.0': { version: '5.0.0', build: '455964' },
  '5.1': { version: '5.1.0', build: '799731' },
  '5.5': { version: '5.5.0', build: '1312298' },
  '6.0': { version: '6.0.0', build: '2559267' },
  '6.5': { version: '6.5.0', build: '4602587' },
  '6.7': { version: '6.7.0', build: '8217866' },
  '6.7.1': { version: '6.7.0', build: '10244745' },
  '6.7.2': { version: '6.7.0', build: '13010631' },
  '6.7.3': { version: '6.7.0', build: '14367737' },
  '7.0.0.0': { version: '7.0.0', build: '15952498' },
  '7.0.0.2': { version: '7.0.0', build: '16386292' },
  '7.0.1.0': { version: '7.0.1', build: '16860138' },
  '7.0.1.1': { version: '7.0.1', build: '17327517' },
  '7.0.2.0': { version: '7.0.2', build: '17694817', patchLevel: '00000' },
  '7.0.2.1': { version: '7.0.2', build: '18356314', patchLevel: '00200' },
  '7.0.3.0': { version: '7.0.3', build: '18700403', patchLevel: '00000' },
  '7.0.3.1': { version: '7.0.3', build: '19234570', patchLevel: '00200' },
  '7.0.3.2': { version: '7.0.3', build: '19717403', patchLevel: '00500' },
  '8.0.0.0': { version: '8.0.0', build: '20519528', patchLevel: '00000' },
  '8.0.0.1': { version: '8.0.0', build: '20920323', patchLevel: '00100' },
  '8.0.0.2': { version: '8.0.0', build: '21457384', patchLevel: '10200' },
  '8.0.1.0': { version: '8.0.1', build: '21560480', patchLevel: '00000' },
  '8.0.2.0': { version: '8.0.2', build: '22385739', patchLevel: '00000' },
  '8.0.3.0': { version: '8.0.3', build: '24022515', patchLevel: '00000' },
  '8.0.3.1': { version: '8.0.3', build: '24674346', patchLevel: '00500' },
  '9.0.0.0': { version: '9.0.0', build: '24755230', patchLevel: '00000' },
};

/** Build shown for API versions of which no release is listed. */
const UNLISTED_BUILD = '1';

/** The release that speaks an API version: `8.0.3.0` → 8.0.3 build 24022515. */
function releaseOf(apiVersion: string): Release {
  const listed = RELEASES[apiVersion];
  if (listed) return listed;
  const numbers = apiVersion.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [major = 0, minor = 0, update = 0] = numbers;
  return { version: `${major}.${minor}.${update}`, build: UNLISTED_BUILD };
}

const LICENSE_PRODUCT_FROM_MAJOR = 7;

/** What `about` says for that API version; `given` overrules it member by member. */
export function aboutInfo(
  apiVersion: string,
  instanceUuid: string,
  given: Partial<Omit<AboutInfo, '_typeName'>> = {},
): AboutInfo {
  const release = releaseOf(apiVersion);
  const version = given.version ?? release.version;
  const buildNumber = given.build ?? release.build;
  const major = Number.parseInt(version, 10);
  return build('AboutInfo', {
    name: 'VMware vCenter Server',
    fullName: `VMware vCenter Server ${version} build-${buildNumber}`,
    vendor: 'VMware, Inc.',
    version,
    patchLevel: release.patchLevel,
    build: buildNumber,
    localeVersion: 'INTL',
    localeBuild: '000',
    osType: 'linux-x64',
    productLineId: 'vpx',
    apiType: 'VirtualCenter',
    apiVersion,
    instanceUuid,
    licenseProductName: 'VMware VirtualCenter Server',
    licenseProductVersion: major >= LICENSE_PRODUCT_FROM_MAJOR ? `${major}.0` : '6.0',
    ...given,
  });
}

/** What clients of VI JSON may put into an address begins here. */
const OLDEST_API_RELEASE = '7.0.0.0';

/** Releases of the API served to clients of VI JSON, oldest first, up to that version. */
export function apiReleases(catalog: Catalog, apiVersion: string): readonly string[] {
  const oldest = catalog.rankOf(OLDEST_API_RELEASE) ?? 0;
  const newest = catalog.rankOf(apiVersion) ?? catalog.newestRank;
  return catalog.versions.slice(oldest, newest + 1);
}

/**
 * The release that client and server will speak: the first of the client's, which are in the order it
 * prefers them, that is served. An empty text when there is none.
 */
export function mutualRelease(
  catalog: Catalog,
  apiVersion: string,
  asked: readonly string[],
): string {
  const served = new Set(apiReleases(catalog, apiVersion));
  return asked.find((release) => served.has(release)) ?? '';
}
