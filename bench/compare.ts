/** Are both servers asked about the same thing? Names and power states of all VMs must be equal. */
import { readVms, viewOfVms } from './measures.ts';
import type { Name, Server } from './servers.ts';
import type { Ref } from './soap.ts';

/** A server with a view of all its VMs, and their references by name. */
export interface Subject {
  readonly server: Server;
  readonly view: Ref;
  readonly vms: ReadonlyMap<string, Ref>;
  /** `name=power state`, sorted. */
  readonly states: readonly string[];
}

export type Shared = Readonly<Partial<Record<Name, Subject>>>;

export async function shareReads(peer: Server | undefined, vcmock: Server): Promise<Shared> {
  const subject = await subjectOf(vcmock);
  return peer ? { peer: await subjectOf(peer), vcmock: subject } : { vcmock: subject };
}

async function subjectOf(server: Server): Promise<Subject> {
  const view = await viewOfVms(server);
  const { text } = await readVms(server, view, ['name', 'runtime.powerState']);
  const vms = new Map<string, Ref>();
  const states: string[] = [];
  for (const object of text.split('<obj ').slice(1)) {
    const id = /^[^>]*>([^<]+)</.exec(object)?.[1];
    const name = textOf(object, 'name');
    if (!id || !name)
      throw new Error(`${server.name}: a VM without a name: ${object.slice(0, 300)}`);
    vms.set(name, { type: 'VirtualMachine', id });
    states.push(`${name}=${textOf(object, 'runtime.powerState')}`);
  }
  return { server, view, vms, states: states.sort() };
}

function textOf(object: string, path: string): string | undefined {
  return new RegExp(`<name>${path.replaceAll('.', '\\.')}</name><val[^>]*>([^<]*)<`).exec(
    object,
  )?.[1];
}

/** The first difference in words; undefined if there is none. */
export function compareReads({ peer, vcmock }: Shared): string | undefined {
  if (!peer || !vcmock) return undefined;
  if (peer.states.length !== vcmock.states.length) {
    return `${peer.states.length} and ${vcmock.states.length} VMs`;
  }
  const at = peer.states.findIndex((state, index) => state !== vcmock.states[index]);
  return at < 0 ? undefined : `${peer.states[at]} and ${vcmock.states[at]}`;
}
