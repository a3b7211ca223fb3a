/**
 * Datacenter: knows its datastores and networks, wherever in its folders they lie.
 */
import type { Relation } from '../../../inventory/schema.ts';
import { objectType } from '../../method.ts';
import { powerOnMethods } from './power-on.ts';

const belongings: readonly Relation[] = (
  [
    ['Datastore', 'datastore'],
    ['Network', 'network'],
  ] as const
).map(([from, property]) => ({
  from,
  property: '_datacenter',
  inverse: ['Datacenter', property],
  onDestroy: 'ignore',
}));

export const datacenter = objectType({
  type: 'Datacenter',
  methods: powerOnMethods,
  relations: belongings,
});
