/**
 * A small SOAP client of one version: logs in, calls methods with arguments written as XML, reads
 * properties, follows tasks. Keeps every answer for whoever judges them.
 */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { escapeText, parseXml, type XmlElement } from './xml-element.ts';
import type { Answer } from './xsd-oracle.ts';

export interface ObjectId {
  readonly type: string;
  readonly value: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A fault as the client sees it. */
export class SoapFault extends Error {
  /** Type of the fault in the detail; the code where there is no detail. */
  override readonly name: string;
  readonly code: string;
  readonly detail: XmlElement | undefined;

  constructor(fault: XmlElement) {
    super(fault.textAt('faultstring'));
    this.code = fault.textAt('faultcode') ?? '';
    this.detail = fault.at('detail')?.children[0];
    this.name = this.detail?.type ?? this.code;
  }
}

export interface SoapClientOptions {
  /** `http://127.0.0.1:1234/sdk` */
  readonly url: string;
  /** The version whose schemas the answers must meet. */
  readonly version: string;
  /** `"urn:vim25/<version>"` unless given; undefined sends none. */
  readonly soapAction?: string | undefined;
  readonly answers: Answer[];
}

const ENVELOPE = {
  open: `<?xml version="1.0" encoding="UTF-8"?><Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><Body>`,
  close: '</Body></Envelope>',
};
/** Beyond any wait a test asks for: a server that does not answer at all. */
const ANSWER_LIMIT_MS = 60_000;
export const SERVICE_INSTANCE: ObjectId = { type: 'ServiceInstance', value: 'ServiceInstance' };
export const SESSION_MANAGER: ObjectId = { type: 'SessionManager', value: 'SessionManager' };
export const COLLECTOR: ObjectId = { type: 'PropertyCollector', value: 'propertyCollector' };

export class SoapClient {
  readonly version: string;
  /** The cookie's value once logged in, without quotes. */
  secret: string | undefined;
  /** `UserSession.key` once logged in. */
  sessionKey: string | undefined;
  readonly #options: SoapClientOptions;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(options: SoapClientOptions) {
    this.#options = options;
    this.version = options.version;
  }

  async login(userName = 'administrator@vsphere.local', password = 'VMware1!'): Promise<this> {
    const session = await this.call(
      'Login',
      SESSION_MANAGER,
      element('userName', userName) + element('password', password),
    );
    this.sessionKey = session.textAt('returnval/key');
    return this;
  }

  /** Calls a method; gives the response element. Throws SoapFault. */
  async call(method: string, self: ObjectId, args = ''): Promise<XmlElement> {
    const body = `<${method} xmlns="urn:vim25">${refElement('_this', self)}${args}</${method}>`;
    const { status, text } = await this.post(ENVELOPE.open + body + ENVELOPE.close);
    const answered = parseXml(text).at('Envelope/Body')?.children[0];
    if (!answered) throw new Error(`${method}: ${status} ${text.slice(0, 200)}`);
    if (answered.name === 'Fault') throw new SoapFault(answered);
    return answered;
  }

  /** Sends bytes as they are; only answers that are SOAP are kept. */
  async post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Reply> {
    const reply = await this.#send(body, headers);
    const cookie = /^vmware_soap_session="?([^";]+)/.exec(reply.headers['set-cookie']?.[0] ?? '');
    if (cookie) this.secret = cookie[1];
    if (reply.status === 200 || reply.status === 500) {
      this.#options.answers.push({ version: this.version, xml: reply.text });
    }
    return reply;
  }

  /** The fault that a call ends in. */
  async faultOf(method: string, self: ObjectId, args = ''): Promise<SoapFault> {
    try {
      await this.call(method, self, args);
    } catch (error) {
      if (error instanceof SoapFault) return error;
      throw error;
    }
    throw new Error(`${method} did not fault`);
  }

  /** Values of paths of one object; unset ones are left out. */
  async read(object: ObjectId, ...paths: readonly string[]): Promise<Map<string, XmlElement>> {
    const [content] = await this.retrieve(filterSpec(object.type, paths, [objectSpec(object)]));
    const values = content?.all('propSet') ?? [];
    return new Map(
      values.flatMap((each) => {
        const value = each.at('val');
        return value ? [[each.textAt('name') ?? '', value] as const] : [];
      }),
    );
  }

  /** Text of one path; undefined when unset. */
  async textOf(object: ObjectId, path: string): Promise<string | undefined> {
    return (await this.read(object, path)).get(path)?.text;
  }

  /** Ids that a property of references holds. */
  async idsOf(object: ObjectId, path: string): Promise<readonly string[]> {
    const value = (await this.read(object, path)).get(path);
    return value?.texts('ManagedObjectReference') ?? [];
  }

  /** ObjectContent elements of one retrieval; as old clients do before there were pages. */
  async retrieve(...specs: readonly string[]): Promise<readonly XmlElement[]> {
    const sets = specs.map((spec) => `<specSet>${spec}</specSet>`).join('');
    return (await this.call('RetrieveProperties', COLLECTOR, sets)).all('returnval');
  }

  /** Calls a method that starts a task; gives the task. */
  async start(method: string, self: ObjectId, args = ''): Promise<ObjectId> {
    const task = await this.call(method, self, args);
    return { type: 'Task', value: task.textAt('returnval') ?? '' };
  }

  async taskInfo(task: ObjectId): Promise<XmlElement> {
    const info = (await this.read(task, 'info')).get('info');
    if (!info) throw new Error(`${task.value} has no info`);
    return info;
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(body: string | Buffer, headers: Record<string, string>): Promise<Reply> {
    const { url, version } = this.#options;
    const action =
      'soapAction' in this.#options ? this.#options.soapAction : `"urn:vim25/${version}"`;
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method: 'POST',
        agent: this.#agent,
        headers: {
          'Content-Type': 'text/xml; charset="utf-8"',
          ...(action === undefined ? {} : { SOAPAction: action }),
          ...(this.secret === undefined ? {} : { Cookie: `vmware_soap_session="${this.secret}"` }),
          ...headers,
        },
      });
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sent.setTimeout(ANSWER_LIMIT_MS, () => sent.destroy(new Error(`no answer to ${body}`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

export function element(name: string, text: string | number | boolean): string {
  return `<${name}>${escapeText(String(text))}</${name}>`;
}

export function refElement(name: string, { type, value }: ObjectId): string {
  return `<${name} type="${type}">${escapeText(value)}</${name}>`;
}

export function envelope(body: string): string {
  return ENVELOPE.open + body + ENVELOPE.close;
}

/** Inside of a PropertyFilterSpec: without paths, all properties. */
export function filterSpec(
  type: string,
  paths: readonly string[],
  objectSets: readonly string[],
): string {
  const wanted =
    paths.length === 0 ? '<all>true</all>' : paths.map((path) => element('pathSet', path)).join('');
  return `<propSet><type>${type}</type>${wanted}</propSet>${objectSets.join('')}`;
}

export function objectSpec(object: ObjectId): string {
  return `<objectSet>${refElement('obj', object)}</objectSet>`;
}
