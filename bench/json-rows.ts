/**
 * VI JSON beside SOAP for the same reads. The peer speaks no VI JSON, so it answers in SOAP; what
 * vcmock takes in SOAP stands in the note.
 */
import { request } from 'node:http';
import type { Shared, Subject } from './compare.ts';
import { currentTime, load, readVms } from './measures.ts';
import { alternately, type Rounds } from './rows.ts';
import type { Name } from './servers.ts';
import type { Ref } from './soap.ts';
import { amount, median, type Row } from './table.ts';

const BASE = '/sdk/vim25/8.0.3.0';
const NOW = `${BASE}/ServiceInstance/ServiceInstance/CurrentTime`;
const CONNECTIONS = 16;

/** Rows for all properties of all VMs, and for the smallest call there is. */
export async function jsonRows(
  shared: Shared,
  rounds: Rounds,
  vms: string,
): Promise<readonly Row[]> {
  return [await readRow(shared, rounds, vms), await callRow(shared, rounds)];
}

async function readRow(shared: Shared, { count }: Rounds, vms: string): Promise<Row> {
  const { vcmock } = shared;
  if (!vcmock) throw new Error('vcmock was not started');
  const soap: number[] = [];
  let bytes = 0;
  // The first round warms up and is not counted.
  const results = await alternately(count + 3, namesIn(shared), async (name) => {
    const { server, view } = shared[name] as Subject;
    const overSoap = await readVms(server, view, []);
    if (name === 'peer') return overSoap.ms;
    soap.push(overSoap.ms);
    const overJson = await readAll(vcmock);
    bytes = overJson.bytes;
    return overJson.ms;
  });
  return {
    what: `all properties of ${vms} VMs, VI JSON beside the peer's SOAP`,
    unit: 'ms',
    peer: results.peer.slice(1),
    vcmock: results.vcmock.slice(1),
    budget: 'no slower than our SOAP',
    note: `${amount(bytes, 'bytes')}; our SOAP ${amount(median(soap.slice(1)) ?? 0, 'ms')}`,
  };
}

async function callRow(shared: Shared, { count, loadSeconds }: Rounds): Promise<Row> {
  const soap: number[] = [];
  const how = { connections: CONNECTIONS, seconds: loadSeconds };
  const results = await alternately(count, namesIn(shared), async (name) => {
    const { server } = shared[name] as Subject;
    const overSoap = await load(server, currentTime(), how);
    if (name === 'peer') return overSoap.perSecond;
    soap.push(overSoap.perSecond);
    const url = new URL(NOW, server.url).href;
    const type = 'application/json';
    return (await load({ client: server.client, url }, '', { ...how, type })).perSecond;
  });
  return {
    what: `CurrentTime, ${CONNECTIONS} connections, VI JSON beside the peer's SOAP`,
    unit: 'perSecond',
    ...results,
    budget: '≥ the peer',
    note: `our SOAP ${amount(median(soap) ?? 0, 'perSecond')}`,
  };
}

function namesIn(shared: Shared): readonly Name[] {
  return (['peer', 'vcmock'] as const).filter((name) => shared[name]);
}

/** Reads all properties of the VMs of a view over VI JSON. */
function readAll({ server, view }: Subject): Promise<{ ms: number; bytes: number }> {
  const reference = ({ type, id }: Ref) => ({
    _typeName: 'ManagedObjectReference',
    type,
    value: id,
  });
  const traversal = {
    ...{
      _typeName: 'TraversalSpec',
      name: 'view',
      type: 'ContainerView',
      path: 'view',
      skip: false,
    },
  };
  const object = {
    _typeName: 'ObjectSpec',
    obj: reference(view),
    skip: true,
    selectSet: [traversal],
  };
  const spec = {
    _typeName: 'PropertyFilterSpec',
    propSet: [{ _typeName: 'PropertySpec', type: 'VirtualMachine', all: true }],
    objectSet: [object],
  };
  const body = JSON.stringify({ specSet: [spec], options: { _typeName: 'RetrieveOptions' } });
  const { id } = server.client.manager('propertyCollector');
  const url = new URL(`${BASE}/PropertyCollector/${id}/RetrievePropertiesEx`, server.url);
  const headers = { 'Content-Type': 'application/json', Cookie: server.client.cookie };
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = request(url, { method: 'POST', headers, agent: server.client.agent }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve({ ms: performance.now() - began, bytes });
        else reject(new Error(`VI JSON answers ${answer.statusCode}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
