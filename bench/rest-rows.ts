/**
 * The list of VMs over REST, as long as vCenter makes it. The peer has no such list, so it is not measured.
 */
import { request } from 'node:http';
import { type Server, startServer } from './servers.ts';
import { amount, type Row } from './table.ts';

/** vCenter lists no more. */
const VMS = 4_000;
const ROUNDS = 20;
const WHAT = `REST list of ${VMS.toLocaleString('en')} VMs`;

/** The first call of a server's life, and those that follow it. */
export async function restRows(): Promise<readonly Row[]> {
  const server = await startServer('vcmock', { vm: VMS / 2 });
  try {
    const authorization = `Basic ${Buffer.from('user:pass').toString('base64')}`;
    const token = await send(server, 'POST', '/api/session', { authorization });
    const headers = { 'vmware-api-session-id': JSON.parse(token) as string };
    const times: number[] = [];
    let bytes = 0;
    for (let round = 0; round <= ROUNDS; round += 1) {
      const began = performance.now();
      const text = await send(server, 'GET', '/api/vcenter/vm', headers);
      times.push(performance.now() - began);
      bytes = Buffer.byteLength(text);
      const { length } = JSON.parse(text) as readonly unknown[];
      if (length !== VMS) throw new Error(`${length} VMs are listed, not ${VMS}`);
    }
    const row = (what: string, vcmock: readonly number[]): Row => ({
      ...{ what, unit: 'ms', peer: [], vcmock, budget: '' },
      note: amount(bytes, 'bytes'),
    });
    return [row(`${WHAT}, first call`, times.slice(0, 1)), row(WHAT, times.slice(1 + ROUNDS / 2))];
  } finally {
    await server.stop();
  }
}

function send(
  { url, client }: Server,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method, headers, agent: client.agent }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(pieces).toString();
        if ((answer.statusCode ?? 0) < 300) resolve(text);
        else reject(new Error(`${method} ${path} answers ${answer.statusCode}: ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}
