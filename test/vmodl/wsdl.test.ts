/** The rendered description of the API, compared with the published sets of three releases. */
import { loadCatalog } from '../../server/vmodl/catalog.ts';
import { renderWsdlFile, WSDL_FILES } from '../../server/vmodl/wsdl.ts';
import { readSchemaSet, type SchemaSet } from '../helpers/schema-set.ts';
import { describeWithSpecs, readSpec } from '../helpers/specs.ts';

const catalog = loadCatalog();
/** Reading two sets of megabytes takes a second, more on a busy machine. */
const SLOW_MACHINE_MS = 120_000;

const ADDRESS = 'https://vcenter.example/sdk';

function render(file: string, version: string): string {
  return renderWsdlFile(catalog, catalog.rankOf(version) ?? -1, file, ADDRESS) ?? '';
}

describe('renderWsdlFile', () => {
  it('lists the versions newest first down to 4.0', () => {
    const versions = render('vimServiceVersions.xml', '6.7');

    expect(versions).toContain('<name>urn:vim25</name><version>6.7</version>');
    expect(versions).toContain('<priorVersions><version>6.5</version><version>6.0</version>');
    expect(versions).toMatch(/<version>4\.1<\/version><version>4\.0<\/version><\/priorVersions>/);
  });

  it('names the address of the endpoint in vimService.wsdl', () => {
    const service = render('vimService.wsdl', '9.1.0.0');

    expect(service).toContain(`<soap:address location="${ADDRESS}" />`);
    expect(service).toContain('binding="vim25:VimBinding" name="VimPort"');
  });

  it('knows no other file', () => {
    expect(renderWsdlFile(catalog, 0, 'toString', ADDRESS)).toBeUndefined();
    expect(renderWsdlFile(catalog, 0, '../vim.wsdl', ADDRESS)).toBeUndefined();
  });

  it('leaves out what came later than the version asked for', () => {
    const old = render('vim-types.xsd', '5.5');

    expect(old).toContain('name="VirtualMachineConfigSpec"');
    expect(old).not.toContain('name="patchLevel"');
    expect(old).not.toContain('name="FailoverClusterConfigurator"');
  });

  it('renders every file for every version', () => {
    const texts = [0, 5, catalog.newestRank].flatMap((rank) =>
      WSDL_FILES.map((file) => renderWsdlFile(catalog, rank, file, ADDRESS)),
    );

    expect(texts.every((text) => text?.startsWith('<?xml version="1.0"'))).toBe(true);
  });
});

/** Where ours differs from the published set of a release on purpose: name → reason. */
interface Release {
  readonly version: string;
  readonly folder: string;
  readonly intended: Readonly<Record<string, string>>;
}

const RELAXED = 'a member was required then and is optional now; the table knows the newest state';
const TIGHTENED =
  'a member was optional then and is required now; the table knows the newest state';
const WITHDRAWN = 'withdrawn in a later release, so the newest table has it no more';
const ADDED = 'more than the published set has: servers may send it';

const RELEASES: readonly Release[] = [
  {
    version: '6.7.1',
    folder: 'vim25-wsdl-6.7.1',
    intended: {
      ArrayOfHostProfileManagerHostToConfigSpecMap: WITHDRAWN,
      ArrayOfUri: ADDED,
      CannotEnableVmcpForClusterReason: WITHDRAWN,
      DVSFeatureCapability: RELAXED,
      HostFibreChannelOverEthernetHba: RELAXED,
      InvalidOperationOnSecondaryVm: TIGHTENED,
      NoPermission: RELAXED,
      ReplicationVmFault: TIGHTENED,
      SSLVerifyFault: RELAXED,
      SecondaryVmAlreadyRegistered: TIGHTENED,
      SecondaryVmNotRegistered: TIGHTENED,
      UpdateHostCustomizationsRequestType: WITHDRAWN,
      UpdateHostCustomizations_Task: WITHDRAWN,
      UpdateHostCustomizations_TaskRequestMsg: WITHDRAWN,
      UpdateHostCustomizations_TaskResponse: WITHDRAWN,
      UpdateHostCustomizations_TaskResponseMsg: WITHDRAWN,
      VMwareIpfixConfig: RELAXED,
      VirtualMachineDeviceRuntimeInfoVirtualEthernetCardRuntimeState: RELAXED,
    },
  },
  { version: '9.0.0.0', folder: 'vim25-wsdl-9.0.0.0', intended: {} },
  {
    version: '9.1.0.0',
    folder: 'vim25-wsdl-9.1.0.0',
    intended: {
      HostMemberRuntimeInfoNsxNetworkMigrationAvailabilityInfoMigrationSeverity: WITHDRAWN,
    },
  },
];

/** Only in ours: a client reads such an array by property path, yet no published set has its type. */
const ARRAY_OF_FAULTS = 'ArrayOfLocalizedMethodFault';

/** An enum of type names, in no order of meaning; compared by itself. */
const MANAGED_TYPES = 'ManagedObjectType';

/** The vSAN part of the 9.x schemas: an API of its own (`urn:vsan`), not in the vim25 table. */
const VSAN = /^(ArrayOf)?(VimCluster|VimHost|VimVsan|Vsan|VSAN)/;

describe.each(RELEASES)('the description of $version', ({ version, folder, intended }) => {
  describeWithSpecs(`compared with the published one (${version})`, () => {
    let ours: SchemaSet;
    let published: SchemaSet;
    let usedInArrays: ReadonlySet<string>;

    beforeAll(() => {
      ours = readSchemaSet((file) => render(file, version));
      published = readSchemaSet((file) => readSpec(`${folder}/${file}`));
      usedInArrays = elementTypesOfArrays(published);
    }, SLOW_MACHINE_MS);

    it('names the same managed object types', () => {
      const names = (set: SchemaSet) => [...(set.enums.get(MANAGED_TYPES) ?? [])].sort();

      expect(names(ours)).toEqual(names(published));
    });

    /** Names under which the two say different things, but for intended ones. */
    function differences(table: Exclude<keyof SchemaSet, 'files'>): string[] {
      const names = new Set([...ours[table].keys(), ...published[table].keys()]);
      return [...names]
        .filter((name) => !(name in intended) && name !== ARRAY_OF_FAULTS && name !== MANAGED_TYPES)
        .filter((name) => ours[table].has(name) || !(VSAN.test(name) || isUnusedArray(name)))
        .filter((name) => text(ours[table].get(name)) !== text(published[table].get(name)))
        .map(
          (name) => `${name}: ${text(ours[table].get(name))} / ${text(published[table].get(name))}`,
        );
    }

    /** Published sets have array types for internal members which they do not show. */
    function isUnusedArray(name: string): boolean {
      return name.startsWith('ArrayOf') && !usedInArrays.has(name.slice('ArrayOf'.length));
    }

    it('is split into the same files', () => {
      expect(ours.files).toEqual(published.files);
    });

    it('has the same types with the same members in the same order', () => {
      expect(differences('types')).toEqual([]);
    });

    it('has the same enums with the same values', () => {
      expect(differences('enums')).toEqual([]);
    });

    it('has the same elements and messages', () => {
      expect(differences('elements')).toEqual([]);
      expect(differences('messages')).toEqual([]);
    });

    it('has the same operations with the same faults and SOAP action', () => {
      expect(differences('operations')).toEqual([]);
      expect(differences('bindings')).toEqual([]);
    });

    it('differs on purpose only where it does', () => {
      const tables = ['types', 'enums', 'elements', 'messages', 'operations'] as const;
      const idle = Object.keys(intended).filter((name) =>
        tables.every((table) => text(ours[table].get(name)) === text(published[table].get(name))),
      );

      expect(idle).toEqual([]);
    });
  });
});

/** Types which members or results hold arrays of; array types themselves do not count. */
function elementTypesOfArrays({ types, elements }: SchemaSet): ReadonlySet<string> {
  const members = [...types].flatMap(([name, type]) =>
    name.startsWith('ArrayOf') ? [] : type.elements,
  );
  const lines = [...members, ...[...elements.values()].flat()];
  return new Set(lines.flatMap((line) => / vim25:(\S+) \d\.\.unbounded$/.exec(line)?.[1] ?? []));
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'absent';
}
