/** Versions in which types, members and methods appeared, compared with a published 8.0.3.0 table. */
import { type Catalog, loadCatalog, type PropertyDef } from '../../server/vmodl/catalog.ts';
import { readOverlay } from '../../server/vmodl/table-reader.ts';
import { describeWithSpecs, readSpec } from '../helpers/specs.ts';

/** Name, type, version, flags (4: optional). */
type Member = [name: string, type: string, version: string, flags: number];

interface PublishedType {
  readonly base: string;
  readonly v: string;
  readonly vmodl: string;
  readonly p: readonly Member[];
}

interface PublishedMethod {
  readonly params: readonly Member[];
  readonly priv: string | null;
  readonly v: string;
}

interface PublishedTable {
  readonly data: Readonly<Record<string, PublishedType>>;
  readonly managed: Readonly<
    Record<string, PublishedType & { readonly m: Readonly<Record<string, PublishedMethod>> }>
  >;
  readonly enum: Readonly<Record<string, { readonly vmodl: string }>>;
}

const FLAG_OPTIONAL = 4;
const RELEASE = '8.0.3.0';

/**
 * Versions of the layers below vim, as first vim version which builds on each: facts of the API's
 * history (RetrievePropertiesEx, of the third version of the query layer, came with 4.1).
 */
const LOWER_LAYERS: Readonly<Record<string, string>> = {
  'vmodl.version.version0': '2.0',
  'vmodl.version.version1': '4.0',
  'vmodl.version.version2': '6.7',
  'vmodl.query.version.version1': '2.0',
  'vmodl.query.version.version2': '4.0',
  'vmodl.query.version.version3': '4.1',
  'vmodl.query.version.version4': '6.7',
};

/** Rows which the newest table has otherwise: a member became optional, a privilege smaller. */
const CHANGED_LATER = new Set(['VMwareIpfixConfig', 'QuerySystemUsers']);

/** Left over from before 2.5, in no schema of any release: not in our table. */
const DROPPED = new Set(['dynamicType', 'dynamicProperty']);

/** Every client implements these itself, so the published table does not hold them. */
const IMPLEMENTED_BY_CLIENTS = new Set([
  'DataObject',
  'LocalizedMethodFault',
  'ManagedObject',
  'MethodFault',
  'RuntimeFault',
]);

describeWithSpecs(`the vocabulary at ${RELEASE}`, () => {
  let catalog: Catalog;
  let published: PublishedTable;
  const { typesSince, methodsSince } = readOverlay();

  beforeAll(() => {
    catalog = loadCatalog();
    published = JSON.parse(readSpec('pyvmomi-8.0.3.0/vim25-8.0.3.0-types-with-versions.json'));
  });

  const release = () => catalog.rankOf(RELEASE) ?? -1;

  /** Our types of that release, with their row in the published table, which has vSAN types beside. */
  function pairs() {
    const names = [...catalog.dataNames(), ...catalog.managedNames()];
    return names
      .filter((name) => !IMPLEMENTED_BY_CLIENTS.has(name) && !(name in typesSince))
      .filter((name) => catalog.isPublished(name))
      .flatMap((name) => catalog.data(name) ?? catalog.managed(name) ?? [])
      .filter(({ rank }) => rank <= release())
      .map((ours) => ({ ours, theirs: published.data[ours.name] ?? published.managed[ours.name] }));
  }

  function line({ name, optional, rank }: PropertyDef): string {
    return `${name}${optional ? '?' : ''} ${catalog.versions[rank]}`;
  }

  function publishedLine([name, , version, flags]: Member): string {
    return `${name}${flags & FLAG_OPTIONAL ? '?' : ''} ${LOWER_LAYERS[version] ?? version}`;
  }

  it('has the same types with the same bases, vendor names and versions', () => {
    const differing = pairs().filter(
      ({ ours, theirs }) =>
        ours.vmodlName !== theirs?.vmodl ||
        (ours.base !== undefined && ours.base !== theirs.base) ||
        catalog.versions[ours.rank] !== (LOWER_LAYERS[theirs.v] ?? theirs.v),
    );

    expect(differing.map(({ ours }) => ours.name)).toEqual([]);
  });

  it('has the same properties in the same order since the same versions', () => {
    const differing = pairs().flatMap(({ ours, theirs }) => {
      if (CHANGED_LATER.has(ours.name)) return [];
      const known = ours.own.filter(({ rank }) => rank <= release()).map(line);
      const members = (theirs?.p ?? []).filter(([name]) => !DROPPED.has(name)).map(publishedLine);
      return known.join() === members.join() ? [] : [`${ours.name}: ${known} / ${members}`];
    });

    expect(differing).toEqual([]);
  });

  it('has the same methods, parameters and privileges since the same versions', () => {
    const rows = new Map(Object.values(published.managed).flatMap(({ m }) => Object.entries(m)));
    const methods = catalog.methodNames().flatMap((name) => catalog.method(name) ?? []);
    const differing = methods
      .filter(({ name, rank }) => !(name in methodsSince) && rank <= release())
      .filter(({ name }) => !CHANGED_LATER.has(name) && catalog.isPublished(name))
      .flatMap(({ name, rank, privilege, parameters }) => {
        const theirs = rows.get(name);
        const known = parameters.filter((each) => each.rank <= release()).map(line);
        const ours = [catalog.versions[rank], privilege, ...known].join();
        const since = LOWER_LAYERS[theirs?.v ?? ''] ?? theirs?.v;
        const parts = (theirs?.params ?? []).map(publishedLine);
        const row = [since, theirs?.priv ?? '', ...parts].join();
        return ours === row ? [] : [`${name}: ${ours} / ${row}`];
      });

    expect(differing).toEqual([]);
  });
});
