/** The token service over HTTP: who gets a token, for how long, and what a login makes of it. */

import { serverForThisFile } from '../../helpers/server.ts';
import { SESSION_MANAGER } from '../../helpers/soap-client.ts';
import { parseXml, type XmlElement } from '../../helpers/xml-element.ts';
import { holder, type Requested, tokenLogin, tokenRequest } from '../tokens/messages.ts';

const server = serverForThisFile({ seed: 'dc0' });
const ADMIN = ['administrator@vsphere.local', 'VMware1!'] as const;
const alice = holder('alice');
const nowMs = () => Math.floor(server.services.wall.nowMs());

async function post(text: string, path = '/sts/STSService/vsphere.local') {
  const response = await fetch(server.running.url + path, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: text,
  });
  return { status: response.status, text: await response.text() };
}

async function ask(asked: Omit<Requested, 'nowMs'>) {
  const { status, text } = await post(tokenRequest({ nowMs: nowMs(), ...asked }));
  return { status, text, token: /<saml2:Assertion .*<\/saml2:Assertion>/s.exec(text)?.[0] ?? '' };
}

/** Code and text of a fault, which are the only texts of its document. */
function faultOf(text: string): string[] {
  const texts = (node: XmlElement): string[] => [
    ...(node.text === '' ? [] : [node.text]),
    ...node.children.flatMap(texts),
  ];
  return texts(parseXml(text));
}

/** Ms between two times of an answer's `Lifetime`. */
function lifeMs(text: string): number {
  const time = (name: string) =>
    Date.parse(new RegExp(`<wsu:${name}[^>]*>([^<]+)`).exec(text)?.[1] ?? '');
  return time('Expires') - time('Created');
}

describe('Issue', () => {
  it('gives who knows the password a token that logs in', async () => {
    const { token, text } = await ask({ user: ADMIN });
    const client = server.client();

    const reply = await client.post(tokenLogin(token, nowMs()));

    expect(
      parseXml(reply.text).textAt('Envelope/Body/LoginByTokenResponse/returnval/userName'),
    ).toBe('VSPHERE.LOCAL\\administrator');
    expect(client.secret).toMatch(/^[0-9a-f]{40}$/);
    expect(token).toContain('vsphere.local\\Administrators');
    expect(token).toContain(`${server.running.url}/websso/SAML2/Metadata/vsphere.local`);
    expect(lifeMs(text)).toBe(300_000);
  });

  it('answers a wrong password in two words, as its clients take it apart', async () => {
    const { status, text } = await ask({ user: [ADMIN[0], 'wrong'] });

    expect(status).toBe(500);
    expect(faultOf(text)).toEqual(['ns0:FailedAuthentication', 'Invalid credentials']);
  });

  it('says the same of a user it does not know', async () => {
    const { text } = await ask({ user: ['nobody@vsphere.local', 'VMware1!'] });

    expect(faultOf(text)).toEqual(['ns0:FailedAuthentication', 'Invalid credentials']);
  });

  it('binds a token to the key of who asks for that', async () => {
    const createdMs = nowMs();
    const { token, text } = await ask({
      user: ADMIN,
      shown: alice,
      keyType: 'PublicKey',
      lifetime: [createdMs, createdMs + 86_400_000],
    });
    const client = server.client();

    const unsigned = await client.post(tokenLogin(token, nowMs()));
    const signed = await client.post(tokenLogin(token, nowMs(), alice.key));

    expect(lifeMs(text)).toBe(86_400_000);
    expect(unsigned.text).toContain('InvalidLogin');
    expect(signed.status).toBe(200);
  });

  it('gives a bearer token five minutes, however long is asked for', async () => {
    const { text } = await ask({ user: ADMIN, lifetime: [nowMs(), nowMs() + 86_400_000] });

    expect(lifeMs(text)).toBeLessThanOrEqual(300_000 + 1000);
  });

  it('acts for the bearer of a delegatable token, no longer than that lives', async () => {
    const { token: bearer } = await ask({
      user: ADMIN,
      members: '<Delegatable>true</Delegatable>',
    });
    const actAs = `<t:ActAs xmlns:t="http://docs.oasis-open.org/ws-sx/ws-trust/200802">${bearer}</t:ActAs>`;

    const { token, text } = await ask({ shown: alice, keyType: 'PublicKey', members: actAs });

    expect(token).toContain('administrator@VSPHERE.LOCAL');
    expect(token).toContain('del:Delegate ');
    expect(lifeMs(text)).toBeLessThanOrEqual(300_000);
  });

  it.each<[claim: string, asked: () => Omit<Requested, 'nowMs'>, code: string]>([
    [
      'a certificate nobody knows',
      () => ({ shown: alice, keyType: 'PublicKey' }),
      'FailedAuthentication',
    ],
    ['nobody', () => ({}), 'FailedAuthentication'],
    [
      'a bound token without a signature',
      () => ({ user: ADMIN, keyType: 'PublicKey' }),
      'InvalidRequest',
    ],
    [
      'a signature of another key',
      () => ({ user: ADMIN, shown: { ...alice, key: holder('x').key } }),
      'FailedAuthentication',
    ],
    [
      'times that are over',
      () => ({ user: ADMIN, lifetime: [nowMs() - 7_200_000, nowMs() - 3_600_000] }),
      'InvalidTimeRange',
    ],
    ['a renewal of nothing', () => ({ user: ADMIN, type: 'Renew' }), 'InvalidRequest'],
  ])('refuses %s', async (_claim, asked, code) => {
    const { status, text } = await ask(asked());

    expect(status).toBe(500);
    expect(faultOf(text)[0]).toBe(`ns0:${code}`);
  });

  it('refuses a request of another hour', async () => {
    const { text } = await post(tokenRequest({ user: ADMIN, nowMs: nowMs() - 3_600_000 }));

    expect(faultOf(text)[0]).toBe('ns0:ExpiredData');
  });

  it('calls what is no request one that is invalid', async () => {
    const answers = await Promise.all(['', '<a/>', 'no xml', '<a>'].map((text) => post(text)));

    for (const { status, text } of answers) {
      expect(status).toBe(500);
      expect(faultOf(text)[0]).toBe('ns0:InvalidRequest');
    }
  });
});

describe('Renew and Validate', () => {
  const renewable = '<Renewing Allow="true"/>';
  const bound = () => ask({ user: ADMIN, shown: alice, keyType: 'PublicKey', members: renewable });

  it('renews a bound token for its holder, a limited number of times', async () => {
    const { token } = await bound();

    const renewed = await ask({
      type: 'Renew',
      shown: alice,
      members: `<RenewTarget>${token}</RenewTarget>`,
    });

    expect(token).toContain('Count="10"');
    expect(renewed.token).toContain('Count="9"');
  });

  it('does not renew for somebody else, nor a token for whoever bears it', async () => {
    const { token } = await bound();
    const { token: bearer } = await ask({ user: ADMIN, members: renewable });
    const renew = (target: string, shown = alice) =>
      ask({ type: 'Renew', shown, members: `<RenewTarget>${target}</RenewTarget>` });

    expect(faultOf((await renew(token, holder('mallory'))).text)[0]).toBe(
      'ns0:FailedAuthentication',
    );
    expect(faultOf((await renew(bearer)).text)[0]).toBe('ns0:UnableToRenew');
  });

  it('tells whether a token is valid', async () => {
    const { token } = await ask({ user: ADMIN });
    const status = async (target: string) => {
      const { text } = await ask({
        type: 'Validate',
        members: `<ValidateTarget>${target}</ValidateTarget>`,
      });
      return /status\/(\w+)/.exec(text)?.[1];
    };

    expect(await status(token)).toBe('valid');
    expect(await status(token.replace('>administrator@', '>Root@'))).toBe('invalid');
  });
});

describe('LoginByToken', () => {
  it('without a token is a login that fails', async () => {
    const fault = await server.client().faultOf('LoginByToken', SESSION_MANAGER);

    expect(fault.name).toBe('InvalidLogin');
  });
});
