/** `vcmock drs [CLUSTER]`: what a running server tells of DRS, as tables or as JSON. */
import type { DrsReport, DrsSummary } from '../../control/drs.ts';
import { member } from '../../vmodl/value.ts';
import { ControlCallError, ControlClient, type ControlFlags } from '../control-client.ts';
import { clustersTable, drsPage } from '../drs-text.ts';
import { type Cli, FAILED, OK } from '../terminal.ts';

export interface DrsFlags extends ControlFlags {
  readonly json?: boolean | undefined;
}

/** Ends with 1 when the server cannot be asked, or DRS has not looked at such a cluster. */
export async function drs(
  cluster: string | undefined,
  flags: DrsFlags,
  { terminal }: Cli,
): Promise<number> {
  const client = new ControlClient(flags, terminal.env);
  const path = cluster === undefined ? '/_mock/drs' : `/_mock/drs/${encodeURIComponent(cluster)}`;
  try {
    const answer = await client.get(path);
    terminal.out(flags.json ? `${JSON.stringify(answer, null, 2)}\n` : textOf(answer, cluster));
    return OK;
  } catch (error) {
    if (!(error instanceof ControlCallError)) throw error;
    terminal.err(`vcmock: ${error.message}\n`);
    return FAILED;
  }
}

function textOf(answer: unknown, cluster: string | undefined): string {
  // As openapi.yaml says, which the server checks its answers by.
  if (cluster !== undefined) return drsPage(answer as DrsReport);
  return clustersTable(member(answer, 'clusters') as readonly DrsSummary[]);
}
