/**
 * Which operation a URL means: by its path, its method, and the `action` in its query.
 */
import type { VapiModel, VapiOperation, VapiRoute } from '../../vapi/model.ts';
import { queryNames } from './query.ts';
import { placeholders, routeOf, type Style } from './style.ts';

export interface Match {
  readonly operation: VapiOperation;
  readonly route: VapiRoute;
  /** Values of the parameters in the path. */
  readonly path: Readonly<Record<string, string>>;
}

/** What there is at a path: operations, or the methods that are known there. */
export type Found =
  | { readonly kind: 'match'; readonly match: Match }
  | { readonly kind: 'method'; readonly allowed: readonly string[] }
  | { readonly kind: 'none' };

interface Target {
  readonly operation: VapiOperation;
  readonly route: VapiRoute;
  /** Names that must stand in the query; they tell apart what differs in nothing else. */
  readonly demanded: readonly string[];
}

interface Node {
  readonly literals: Map<string, Node>;
  /** A parameter, and one that comes after `id:`. */
  parameter?: Node;
  identifier?: Node;
  readonly targets: Target[];
}

const ID = 'id:';

export class Router {
  readonly #root: Node = node();

  constructor(model: VapiModel, style: Style) {
    for (const id of model.serviceIds()) {
      for (const operation of model.demandService(id).operations.values()) {
        const route = routeOf(operation, style);
        if (!route) continue;
        const demanded = queryNames(model, operation, route, style)
          .filter(({ required }) => required)
          .map(({ name }) => name);
        this.#add({ operation, route, demanded });
      }
    }
  }

  /** @param segments of the path below `/api` or `/rest`, decoded */
  find(
    method: string,
    segments: readonly string[],
    query: { readonly action: string | undefined; readonly has: (name: string) => boolean },
  ): Found {
    const reached = [...reach(this.#root, segments, [])];
    for (const { targets, values } of reached) {
      const target = choose(targets, method, query);
      if (target) return { kind: 'match', match: matchOf(target, values) };
    }
    const known = reached.flatMap(({ targets }) => targets);
    const isMethod = known.some(({ route }) => route.method === method);
    const allowed = [...new Set(known.map(({ route }) => route.method))];
    return isMethod || allowed.length === 0 ? { kind: 'none' } : { kind: 'method', allowed };
  }

  #add(target: Target): void {
    let at = this.#root;
    for (const segment of target.route.path.split('/').slice(1)) at = below(at, segment);
    at.targets.push(target);
  }
}

function node(): Node {
  return { literals: new Map(), targets: [] };
}

function below(at: Node, segment: string): Node {
  if (segment.startsWith('{')) {
    at.parameter ??= node();
    return at.parameter;
  }
  if (segment.startsWith(`${ID}{`)) {
    at.identifier ??= node();
    return at.identifier;
  }
  const known = at.literals.get(segment) ?? node();
  at.literals.set(segment, known);
  return known;
}

/** Every node that the segments lead to, literal names before parameters. */
function* reach(
  at: Node,
  segments: readonly string[],
  values: readonly string[],
): Generator<{ readonly targets: readonly Target[]; readonly values: readonly string[] }> {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    if (at.targets.length > 0) yield { targets: at.targets, values };
    return;
  }
  const literal = at.literals.get(segment);
  if (literal) yield* reach(literal, rest, values);
  if (at.identifier && segment.startsWith(ID)) {
    yield* reach(at.identifier, rest, [...values, segment.slice(ID.length)]);
  }
  if (at.parameter && segment !== '') yield* reach(at.parameter, rest, [...values, segment]);
}

/** Of those for the method and action, the one that demands most of what the query has. */
function choose(
  targets: readonly Target[],
  method: string,
  query: { readonly action: string | undefined; readonly has: (name: string) => boolean },
): Target | undefined {
  const fitting = targets.filter(
    ({ route }) => route.method === method && route.action === query.action,
  );
  if (fitting.length < 2) return fitting[0];
  return fitting
    .filter(({ demanded }) => demanded.every((name) => query.has(name)))
    .toSorted((left, right) => right.demanded.length - left.demanded.length)[0];
}

function matchOf({ operation, route }: Target, values: readonly string[]): Match {
  const names = placeholders(route);
  const path = Object.fromEntries(names.map((name, place) => [name, values[place] ?? '']));
  return { operation, route, path };
}
