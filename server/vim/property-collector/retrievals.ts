/**
 * RetrieveProperties and its kin: reads once what filter specs select, all or page by page.
 *
 * The objects are chosen when the first page is asked for, their values read when their page is.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type {
  ObjectContent,
  PropertyFilterSpec,
  RetrieveResult,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Session } from '../sessions/sessions.ts';
import type { Caller } from './caller.ts';
import { notFound } from './filter.ts';
import { type FilterPlan, planFilter } from './filter-plan.ts';
import { ContentReader } from './object-content.ts';
import { Selection } from './selection.ts';
import type { TypedPath } from './typed-path.ts';

interface Item {
  readonly ref: Ref;
  readonly paths: readonly TypedPath[];
}

/** What is left of a retrieval after its pages so far. */
interface Rest {
  readonly collector: Ref;
  readonly items: readonly Item[];
  readonly from: number;
  readonly pageSize: number;
}

/** Unfinished retrievals of one session; the oldest goes when a client begins ever more of them. */
const UNFINISHED_MAX = 100;

export class Retrievals {
  readonly #catalog: Catalog;
  readonly #inventory: Inventory;
  readonly #unfinished = new Map<string, Map<string, Rest>>();
  #tokens = 0;

  constructor(services: { readonly catalog: Catalog; readonly inventory: Inventory }) {
    this.#catalog = services.catalog;
    this.#inventory = services.inventory;
  }

  /** Everything at once. Throws what a spec that makes no sense deserves, and ManagedObjectNotFound. */
  all(specs: readonly PropertyFilterSpec[], caller: Caller): ObjectContent[] {
    return this.#read(this.#select(specs, caller), caller);
  }

  /** The first page; undefined when nothing matches. */
  firstPage(
    collector: Ref,
    specs: readonly PropertyFilterSpec[],
    caller: Caller,
    pageSize: number | undefined,
  ): RetrieveResult | undefined {
    const items = this.#select(specs, caller);
    if (items.length === 0) return undefined;
    return this.#page({ collector, items, from: 0, pageSize: pageSize ?? items.length }, caller);
  }

  /** The next page. A token is good once, for its session and collector; else InvalidArgument. */
  nextPage(collector: Ref, token: string, caller: Caller): RetrieveResult {
    return this.#page(this.#take(collector, token, caller), caller);
  }

  /** Drops what is left. */
  cancel(collector: Ref, token: string, caller: Caller): void {
    this.#take(collector, token, caller);
  }

  forget(session: Session): void {
    this.#unfinished.delete(session.key);
  }

  #page(rest: Rest, caller: Caller): RetrieveResult {
    const { collector, items, pageSize } = rest;
    const from = rest.from + pageSize;
    const objects = this.#read(items.slice(rest.from, from), caller);
    const result: RetrieveResult = { _typeName: 'RetrieveResult', objects };
    if (from >= items.length) return result;
    return { ...result, token: this.#keep({ collector, items, from, pageSize }, caller) };
  }

  #keep(rest: Rest, caller: Caller): string {
    const owner = caller.session?.key ?? '';
    const kept = this.#unfinished.get(owner) ?? new Map<string, Rest>();
    this.#unfinished.set(owner, kept);
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size >= UNFINISHED_MAX) kept.delete(oldest);
    this.#tokens += 1;
    const token = String(this.#tokens);
    kept.set(token, rest);
    return token;
  }

  #take(collector: Ref, token: string, caller: Caller): Rest {
    const kept = this.#unfinished.get(caller.session?.key ?? '');
    const rest = kept?.get(token);
    if (!rest || rest.collector.value !== collector.value) throw invalidArgument('token');
    kept?.delete(token);
    return rest;
  }

  #read(items: readonly Item[], caller: Caller): ObjectContent[] {
    const reader = new ContentReader(this.#inventory, caller);
    const contents: ObjectContent[] = [];
    for (const { ref, paths } of items) {
      // Between two pages an object may have gone.
      if (this.#inventory.find(ref.value)) contents.push(reader.content(ref, paths));
    }
    return contents;
  }

  /** The objects that all specs select together, each once, with the paths of all that select it. */
  #select(specs: readonly PropertyFilterSpec[], caller: Caller): Item[] {
    if (specs.length === 0) throw invalidArgument('specSet');
    const plans = specs.map((spec) => planFilter(this.#catalog, spec, caller.rank));
    const [first, ...others] = plans.map((plan) => this.#selectOne(plan, caller));
    return others.length === 0 ? (first ?? []) : blend([first ?? [], ...others]);
  }

  #selectOne(plan: FilterPlan, caller: Caller): Item[] {
    const selection = new Selection(this.#inventory, plan, caller);
    const [missing] = selection.missing;
    if (missing && !plan.reportMissing) throw notFound(this.#catalog, missing);
    return selection.members().map((ref) => ({ ref, paths: plan.pathsOf(ref.type) ?? [] }));
  }
}

function blend(selections: readonly (readonly Item[])[]): Item[] {
  const blended = new Map<string, Item>();
  for (const item of selections.flat()) {
    const known = blended.get(item.ref.value);
    if (!known) {
      blended.set(item.ref.value, item);
      continue;
    }
    const paths = new Map([...known.paths, ...item.paths].map((path) => [path.text, path]));
    blended.set(item.ref.value, { ref: item.ref, paths: [...paths.values()] });
  }
  return [...blended.values()];
}
