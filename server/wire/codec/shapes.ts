/**
 * What the members of a type or a call are, in which order, as one version of the API knows them.
 */
import type { Catalog, PropertyDef } from '../../vmodl/catalog.ts';

export interface Shape {
  /** In the order of the schema, base type first. */
  readonly members: readonly PropertyDef[];
  /** Name → place in `members`. */
  readonly places: ReadonlyMap<string, number>;
}

/** Shapes, made when first asked for. */
export class Shapes {
  readonly catalog: Catalog;
  private readonly dataShapes: Map<string, Shape>[] = [];
  private readonly parameterShapes: Map<readonly PropertyDef[], Shape>[] = [];

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  ofData(type: string, rank: number): Shape {
    this.dataShapes[rank] ??= new Map();
    const shapes = this.dataShapes[rank];
    const known = shapes.get(type);
    if (known) return known;
    const made = shapeOf(this.catalog.data(type)?.properties ?? [], rank);
    shapes.set(type, made);
    return made;
  }

  ofParameters(parameters: readonly PropertyDef[], rank: number): Shape {
    this.parameterShapes[rank] ??= new Map();
    const shapes = this.parameterShapes[rank];
    const known = shapes.get(parameters);
    if (known) return known;
    const made = shapeOf(parameters, rank);
    shapes.set(parameters, made);
    return made;
  }
}

function shapeOf(properties: readonly PropertyDef[], rank: number): Shape {
  const members = properties.filter((each) => each.rank <= rank);
  return { members, places: new Map(members.map((each, place) => [each.name, place])) };
}
