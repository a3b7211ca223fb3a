/** The little SOAP that the measurements speak: raw bytes out, raw bytes in, over one kept connection. */
import { Agent, request } from 'node:http';

const ENVELOPE =
  '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soapenv:Body>';

export interface Ref {
  readonly type: string;
  readonly id: string;
}

/** One call as bytes of a request's body. `args` is XML. */
export function envelope(method: string, on: Ref, args = ''): string {
  return `${ENVELOPE}<${method} xmlns="urn:vim25">${element('_this', on)}${args}</${method}></soapenv:Body></soapenv:Envelope>`;
}

export function element(name: string, { type, id }: Ref): string {
  return `<${name} type="${type}">${id}</${name}>`;
}

export class Client {
  readonly url: string;
  cookie = '';
  /** The one connection. */
  readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #content = new Map<string, Ref>();

  constructor(url: string) {
    this.url = url;
  }

  /** An object of the service content: `propertyCollector`, `viewManager`, `rootFolder` … */
  manager(name: string): Ref {
    const ref = this.#content.get(name);
    if (!ref) throw new Error(`${this.url} names no ${name} in its content`);
    return ref;
  }

  async readContent(): Promise<void> {
    const instance = { type: 'ServiceInstance', id: 'ServiceInstance' };
    const answer = await this.call('RetrieveServiceContent', instance);
    for (const [, name, type, id] of answer.matchAll(/<(\w+) type="(\w+)"[^>]*>([^<]+)</g)) {
      if (name && type && id) this.#content.set(name, { type, id });
    }
  }

  async login(user: string, password: string): Promise<void> {
    await this.readContent();
    const args = `<userName>${user}</userName><password>${password}</password>`;
    await this.call('Login', this.manager('sessionManager'), args);
  }

  /** The answer's text. Throws on a fault. */
  async call(method: string, on: Ref, args = ''): Promise<string> {
    return (await this.post(envelope(method, on, args))).toString();
  }

  /** Bytes of the answer, once the last one is here. Throws on a fault. */
  post(body: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const headers = {
        'Content-Type': 'text/xml; charset=utf-8',
        SOAPAction: '"urn:vim25/8.0.3.0"',
        Cookie: this.cookie,
      };
      const sent = request(this.url, { method: 'POST', agent: this.agent, headers }, (answer) => {
        const pieces: Buffer[] = [];
        const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
        if (cookie) this.cookie = cookie;
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () => {
          const bytes = Buffer.concat(pieces);
          if (answer.statusCode === 200) resolve(bytes);
          else reject(new Error(`${answer.statusCode}: ${bytes.toString().slice(0, 800)}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** The first reference named so in an answer. */
export function refIn(answer: string, name: string): Ref {
  const [, type, id] = new RegExp(`<${name} type="(\\w+)"[^>]*>([^<]+)<`).exec(answer) ?? [];
  if (!type || !id) throw new Error(`no ${name} in ${answer.slice(0, 400)}`);
  return { type, id };
}

/** A filter over what a view shows. No paths: all properties. */
export function filterSpec(view: Ref, type: string, paths: readonly string[]): string {
  const wanted = paths.map((path) => `<pathSet>${path}</pathSet>`).join('');
  return (
    `<propSet><type>${type}</type>${wanted || '<all>true</all>'}</propSet><objectSet>${element('obj', view)}<skip>true</skip>` +
    '<selectSet xsi:type="TraversalSpec"><name>view</name><type>ContainerView</type><path>view</path><skip>false</skip></selectSet></objectSet>'
  );
}
