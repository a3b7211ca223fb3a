/**
 * Works queries out, one after the other. What takes little is answered at once; what takes long lets
 * others have their turn in between.
 */
import type { Inventory } from '../../../inventory/inventory.ts';
import type { Context } from '../../method.ts';
import { Sampler } from '../../statistics/sampler.ts';
import { answering, type EntityMetric, SampleInfos } from './answer.ts';
import type { Query } from './query.ts';

/** Loads of VMs worked out at one go: some 10 ms. */
const EFFORT_MAX = 5_000;

type Work = Generator<void, readonly EntityMetric[]>;

export function runQueries(
  queries: readonly Query[],
  { statistics, inventory, wall }: Context,
): readonly EntityMetric[] | Promise<readonly EntityMetric[]> {
  const sampler = new Sampler(statistics, inventory);
  const work = working(queries, sampler, inventory);
  const next = () => new Promise<void>((resolve) => wall.tick(resolve));
  return turn(work, sampler) ?? inTurns(work, sampler, next);
}

function* working(queries: readonly Query[], sampler: Sampler, inventory: Inventory): Work {
  const answers: EntityMetric[] = [];
  const infos = new SampleInfos();
  for (const query of queries) {
    // What was destroyed while others had their turn has nothing to tell.
    if (!inventory.has(query.entity)) continue;
    const answer = yield* answering(query, sampler, inventory, infos);
    if (answer) answers.push(answer);
  }
  return answers;
}

async function inTurns(
  work: Work,
  sampler: Sampler,
  next: () => Promise<void>,
): Promise<readonly EntityMetric[]> {
  for (;;) {
    await next();
    const answers = turn(work, sampler);
    if (answers) return answers;
  }
}

/** The answers when they are complete, undefined when it is the others' turn. */
function turn(work: Work, sampler: Sampler): readonly EntityMetric[] | undefined {
  const until = sampler.effort + EFFORT_MAX;
  while (sampler.effort < until) {
    const step = work.next();
    if (step.done) return step.value;
  }
  return undefined;
}
