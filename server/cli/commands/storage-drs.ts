/** `vcmock storage-drs [POD]`: what a running server tells of Storage DRS, as tables or as JSON. */
import type { StorageDrsReport, StorageDrsSummary } from '../../control/storage-drs.ts';
import { member } from '../../vmodl/value.ts';
import { ControlCallError, ControlClient } from '../control-client.ts';
import { podsTable, storageDrsPage } from '../storage-drs-text.ts';
import { type Cli, FAILED, OK } from '../terminal.ts';
import type { DrsFlags } from './drs.ts';

const PATH = '/_mock/storage-drs';

/** Ends with 1 when the server cannot be asked, or Storage DRS has not looked at such a datastore cluster. */
export async function storageDrs(
  pod: string | undefined,
  flags: DrsFlags,
  { terminal }: Cli,
): Promise<number> {
  const client = new ControlClient(flags, terminal.env);
  const path = pod === undefined ? PATH : `${PATH}/${encodeURIComponent(pod)}`;
  try {
    const answer = await client.get(path);
    terminal.out(flags.json ? `${JSON.stringify(answer, null, 2)}\n` : textOf(answer, pod));
    return OK;
  } catch (error) {
    if (!(error instanceof ControlCallError)) throw error;
    terminal.err(`vcmock: ${error.message}\n`);
    return FAILED;
  }
}

function textOf(answer: unknown, pod: string | undefined): string {
  // As openapi.yaml says, which the server checks its answers by.
  if (pod !== undefined) return storageDrsPage(answer as StorageDrsReport);
  return podsTable(member(answer, 'pods') as readonly StorageDrsSummary[]);
}
