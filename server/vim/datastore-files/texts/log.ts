/**
 * A vmware.log: how the VM came up, then the lines of a guest that lives, to the very end of the file.
 */
export interface LogFacts {
  /** Of the VM. */
  readonly name: string;
  /** ISO time of the first line. */
  readonly since: string;
}

/** A line is told so many ms after the one before. */
const PERIOD_MS = 30_000;

/** Exactly so many bytes; the last line is drawn out to end with the file. */
export function logText({ name, since }: LogFacts, bytes: number): string {
  const startMs = Date.parse(since);
  const printable = name.replace(/\p{Cc}/gu, ' ');
  const openings = [
    'vmx - Log for VMware ESX',
    `vmx - Virtual machine ${printable}`,
    'vmx - Transitioned vmx/execState/val to poweredOn',
  ];
  const lines: string[] = [];
  let left = bytes;
  for (let number = 0; left > 0; number++) {
    const at = new Date(startMs + number * PERIOD_MS).toISOString();
    const told = openings[number] ?? `vcpu-0 - Guest: heartbeat ${number}`;
    const line = `${at} In(05) ${told}\n`;
    const length = Buffer.byteLength(line);
    if (length > left) break;
    lines.push(line);
    left -= length;
  }
  const last = lines.pop();
  return last === undefined
    ? '\n'.repeat(bytes)
    : `${lines.join('')}${last.trimEnd()}${'.'.repeat(left)}\n`;
}
