/**
 * A PropertyFilterSpec, checked and compiled once: which objects to start from, which references to
 * follow, which properties of what it meets to report.
 *
 * Selection specs are resolved by name before anything is walked, so a traversal may refer forward
 * and to itself; a walk keeps count of (object, traversal) pairs and ends on any graph.
 */
import type { Catalog } from '../../vmodl/catalog.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type {
  ObjectSpec,
  PropertyFilterSpec,
  PropertySpec,
  SelectionSpec,
  TraversalSpec,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { allPaths, type TypedPath, typePath } from './typed-path.ts';

/** One step of a traversal: from objects of a type, along one path. */
export interface Traversal {
  readonly index: number;
  readonly path: TypedPath;
  /** Objects reached are not reported, only walked on from. */
  readonly skip: boolean;
  /** Steps that go on from what is reached. */
  readonly next: readonly Traversal[];
  /** Does the step start from objects of this concrete type? */
  startsFrom(type: string): boolean;
}

export interface Start {
  readonly ref: Ref;
  readonly skip: boolean;
  readonly next: readonly Traversal[];
}

/** A path of a PropertySpec, compiled for objects of its type. */
interface PropertyPlan {
  readonly type: string;
  /** Undefined: all of them. */
  readonly paths: readonly TypedPath[] | undefined;
}

/** Throws InvalidArgument, InvalidType, InvalidProperty for what makes no sense at that version. */
export function planFilter(catalog: Catalog, spec: PropertyFilterSpec, rank: number): FilterPlan {
  if (!spec.propSet?.length) throw invalidArgument('propSet');
  if (!spec.objectSet?.length) throw invalidArgument('objectSet');

  const properties = spec.propSet.map((each) => planProperties(catalog, each, rank));
  const traversals = new TraversalPlanner(catalog, rank, spec.objectSet);
  const starts = spec.objectSet.map((each) => traversals.start(each));
  return new FilterPlan(catalog, rank, {
    properties,
    starts,
    traversals: traversals.all,
    reportMissing: spec.reportMissingObjectsInResults === true,
  });
}

export class FilterPlan {
  readonly rank: number;
  readonly starts: readonly Start[];
  readonly startIds: ReadonlySet<string>;
  readonly traversals: readonly Traversal[];
  /** Start objects which are gone are listed instead of failing the call. */
  readonly reportMissing: boolean;
  readonly #catalog: Catalog;
  readonly #properties: readonly PropertyPlan[];
  readonly #paths = new Map<string, readonly TypedPath[] | undefined>();
  readonly #concerns = new Map<string, ReadonlySet<string>>();

  constructor(
    catalog: Catalog,
    rank: number,
    parts: Pick<FilterPlan, 'starts' | 'traversals' | 'reportMissing'> & {
      readonly properties: readonly PropertyPlan[];
    },
  ) {
    this.#catalog = catalog;
    this.rank = rank;
    this.#properties = parts.properties;
    this.starts = parts.starts;
    this.startIds = new Set(parts.starts.map((start) => start.ref.value));
    this.traversals = parts.traversals;
    this.reportMissing = parts.reportMissing;
  }

  /** What to report of objects of a concrete type, each path once; undefined: such objects are not reported. */
  pathsOf(type: string): readonly TypedPath[] | undefined {
    if (!this.#paths.has(type)) this.#paths.set(type, this.#compilePaths(type));
    return this.#paths.get(type);
  }

  /** Top-level properties of a concrete type whose change concerns this filter. */
  concerns(type: string): ReadonlySet<string> {
    let found = this.#concerns.get(type);
    if (!found) {
      const walked = this.traversals.filter((each) => each.startsFrom(type));
      const paths = [...(this.pathsOf(type) ?? []), ...walked.map((each) => each.path)];
      found = new Set(paths.map((path) => path.property));
      this.#concerns.set(type, found);
    }
    return found;
  }

  #compilePaths(type: string): readonly TypedPath[] | undefined {
    const matching = this.#properties.filter((each) => this.#catalog.isA(type, each.type));
    if (matching.length === 0) return undefined;
    const paths = new Map<string, TypedPath>();
    for (const { paths: named } of matching) {
      for (const path of named ?? allPaths(this.#catalog, type, this.rank)) {
        if (!paths.has(path.text)) paths.set(path.text, path);
      }
    }
    return [...paths.values()];
  }
}

function planProperties(catalog: Catalog, spec: PropertySpec, rank: number): PropertyPlan {
  demandType(catalog, spec.type, rank, 'propSet.type');
  if (spec.all) return { type: spec.type, paths: undefined };
  const paths = new Map<string, TypedPath>();
  for (const text of spec.pathSet ?? []) {
    if (paths.has(text)) continue;
    const path = typePath(catalog, spec.type, text, rank);
    if (!path) throw new VimFault('InvalidProperty', { name: text });
    paths.set(text, path);
  }
  return { type: spec.type, paths: [...paths.values()] };
}

function demandType(catalog: Catalog, type: string, rank: number, argument: string): void {
  const known = catalog.managed(type);
  if (!known || known.rank > rank) throw new VimFault('InvalidType', { argument });
}

/** Resolves selection specs: those of the same object first, then those of the whole filter. */
class TraversalPlanner {
  readonly all: Traversal[] = [];
  readonly #catalog: Catalog;
  readonly #rank: number;
  readonly #planned = new Map<TraversalSpec, Traversal>();
  readonly #named = new Map<string, TraversalSpec>();

  constructor(catalog: Catalog, rank: number, objects: readonly ObjectSpec[]) {
    this.#catalog = catalog;
    this.#rank = rank;
    for (const object of objects) collectNames(object.selectSet, this.#named);
  }

  start(object: ObjectSpec): Start {
    const named = new Map<string, TraversalSpec>();
    collectNames(object.selectSet, named);
    const next = this.#resolve(object.selectSet, named);
    return { ref: object.obj, skip: object.skip === true, next };
  }

  #resolve(
    specs: readonly SelectionSpec[] | undefined,
    named: ReadonlyMap<string, TraversalSpec>,
  ): Traversal[] {
    const found = (specs ?? []).map((spec) => {
      const name = spec.name ?? '';
      const meant = isTraversal(spec) ? spec : (named.get(name) ?? this.#named.get(name));
      if (!meant) throw invalidArgument('objectSet.selectSet.name');
      return this.#plan(meant, named);
    });
    return [...new Set(found)];
  }

  #plan(spec: TraversalSpec, named: ReadonlyMap<string, TraversalSpec>): Traversal {
    const known = this.#planned.get(spec);
    if (known) return known;
    demandType(this.#catalog, spec.type, this.#rank, 'objectSet.selectSet.type');
    const path = typePath(this.#catalog, spec.type, spec.path, this.#rank);
    const leads = path && (path.use.kind === 'reference' || path.use.type === 'anyType');
    if (!path || !leads) throw invalidArgument('objectSet.selectSet.path');
    const next: Traversal[] = [];
    const starts = new Map<string, boolean>();
    const planned: Traversal = {
      index: this.all.length,
      path,
      skip: spec.skip === true,
      next,
      startsFrom: (type) => {
        const answer = starts.get(type) ?? this.#catalog.isA(type, spec.type);
        starts.set(type, answer);
        return answer;
      },
    };
    this.all.push(planned);
    // Known before its own selectSet is resolved: it may name itself.
    this.#planned.set(spec, planned);
    next.push(...this.#resolve(spec.selectSet, named));
    return planned;
  }
}

function collectNames(
  specs: readonly SelectionSpec[] | undefined,
  names: Map<string, TraversalSpec>,
): void {
  for (const spec of specs ?? []) {
    if (!isTraversal(spec)) continue;
    if (spec.name && !names.has(spec.name)) names.set(spec.name, spec);
    collectNames(spec.selectSet, names);
  }
}

function isTraversal(spec: SelectionSpec): spec is TraversalSpec {
  return 'path' in spec && 'type' in spec;
}
