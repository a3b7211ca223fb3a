/**
 * QueryPerfComposite: figures of a host together with those of the VMs on it.
 */
import { build } from '../../../vmodl/build.ts';
import { invalidArgument } from '../../../vmodl/fault.ts';
import type { PerfCompositeMetric, PerfQuerySpec } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Context } from '../../method.ts';
import type { EntityMetric } from './answer.ts';
import { demandFewMetrics, queryOf } from './query.ts';
import { runQueries } from './run-queries.ts';

/** Metrics are required here, a number of samples is not taken, and only hosts have VMs to tell of. */
export function queryComposite(
  self: Ref<'PerformanceManager'>,
  spec: PerfQuerySpec,
  context: Context,
): PerfCompositeMetric | Promise<PerfCompositeMetric> {
  const { inventory } = context;
  const entity = inventory.demand(spec.entity);
  if (entity.type !== 'HostSystem') throw invalidArgument('querySpec.entity');
  if (!spec.metricId?.length) throw invalidArgument('querySpec.metricId');
  if (spec.maxSample !== undefined) throw invalidArgument('querySpec.maxSample');
  const vms = inventory.read(entity as Ref<'HostSystem'>, 'vm') ?? [];
  const queries = [entity, ...vms].flatMap(
    (each) => queryOf(self, { ...spec, entity: each }, context) ?? [],
  );
  demandFewMetrics(inventory, queries);
  const answers = runQueries(queries, context);
  return answers instanceof Promise
    ? answers.then((all) => compositeOf(entity, all))
    : compositeOf(entity, answers);
}

function compositeOf(host: Ref, answers: readonly EntityMetric[]): PerfCompositeMetric {
  return build('PerfCompositeMetric', {
    entity: answers.find(({ entity }) => entity.value === host.value),
    childEntity: answers.filter(({ entity }) => entity.value !== host.value),
  });
}
