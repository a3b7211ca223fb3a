/** docs/bench.md: the table, and on what machine it came about. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { type Row, table } from './table.ts';

export interface Machine {
  readonly processors: string;
  readonly memoryGiB: number;
  /** Processes that wanted to run before the measurements began. */
  readonly load: number;
  readonly node: string;
  readonly go: string;
}

export function machine(): Machine {
  return {
    processors: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    load: loadavg()[0] ?? 0,
    node: process.version,
    go: execFileSync('go', ['env', 'GOVERSION']).toString().trim(),
  };
}

export function report(on: Machine, rows: readonly Row[]): string {
  return `# Benchmark

\`npm run bench\` measures vcmock beside its peer, govmomi's simulator v0.53.1 used as a library, in one
run: the same inventory, plain HTTP on loopback, one after the other in turns. Before anything is
timed, names and power states of all VMs must be equal in both answers. \`--quick\` takes two minutes,
\`--full\` starts the peer with 5,000 VMs too. This page is what the last run without \`--quick\` wrote.

Machine: ${on.processors}, ${on.memoryGiB} GiB, Node ${on.node}, ${on.go}; load average before the run
${on.load.toFixed(1)}. Clients, the load generator and both servers share these processors.

${table(rows)}

- Cells show the median and, in brackets, the span. "Times better" is the ratio of the medians, above
  1 where vcmock is ahead. "–": not measured.
- Ready to serve: from starting the process to its first answer, to \`RetrieveServiceContent\`.
- Memory per VM: what is resident beyond the same server with its default inventory, over the VMs
  beyond that inventory, before any read.
- Bulk reads: \`RetrievePropertiesEx\` over a container view, until the last byte. Bytes of both answers
  stand in brackets, the peer's first; what a VM has to tell differs, so compare them too.
- A power-off seen: from sending \`PowerOffVM_Task\` in one session to the answer of the
  \`WaitForUpdatesEx\` in which another session waits.
- Calls per second: a generator written in Go keeps 1 or 16 connections busy; p99 of both in brackets.
`;
}
