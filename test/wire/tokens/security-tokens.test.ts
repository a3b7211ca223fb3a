/** What is taken for a token and what is not; time is a wall clock moved by hand. */
import { ManualWallClock } from '../../../server/clock/wall-clock.ts';
import { certificateFor } from '../../../server/tls.ts';
import { SecurityTokens } from '../../../server/wire/tokens/security-tokens.ts';
import { TokenAuthority } from '../../../server/wire/tokens/token-authority.ts';
import type { AssertionContent } from '../../../server/wire/tokens/write-assertion.ts';
import { holder, signatureOver, tokenLogin } from './messages.ts';

const LIFE_MS = 300_000;

function newTokens(wall: ManualWallClock): SecurityTokens {
  const authority = new TokenAuthority((keys) => certificateFor(keys, ['signer'], wall.nowMs()));
  return new SecurityTokens({ authority, wall });
}

const wall = new ManualWallClock();
const tokens = newTokens(wall);
const alice = holder('alice');
const mallory = holder('mallory');

function content(more: Partial<AssertionContent> = {}): AssertionContent {
  const nowMs = wall.nowMs();
  return {
    issuer: 'https://localhost/websso/SAML2/Metadata/vsphere.local',
    subject: 'Alice@VSPHERE.LOCAL',
    groups: ['vsphere.local\\Everyone'],
    givenName: 'Alice & co',
    surname: 'vsphere.local',
    isSolution: false,
    issuedMs: nowMs,
    notBeforeMs: nowMs,
    notOnOrAfterMs: nowMs + LIFE_MS,
    authentication: 'password',
    delegates: [],
    audience: [],
    ...more,
  };
}

let bearer: string;
let bound: string;
beforeAll(async () => {
  bearer = await tokens.issue(content());
  bound = await tokens.issue(content({ holder: alice.certificate }));
});

describe('a bearer token', () => {
  it('names its user', () => {
    expect(tokens.userOfToken(bearer)).toBe('Alice@VSPHERE.LOCAL');
  });

  it('is good from another document, with whatever prefixes that declares', () => {
    const login = tokenLogin(bearer, wall.nowMs());

    expect(tokens.userOfMessage(login)).toBe('Alice@VSPHERE.LOCAL');
  });

  it.each<[claim: string, change: (token: string) => string]>([
    ['another subject', (token) => token.replace('>Alice@', '>Root@')],
    [
      'a comment in the subject',
      (token) => token.replace('>Alice@', '>Root@VSPHERE.LOCAL<!-- -->Alice@'),
    ],
    ['a longer life', (token) => token.replace(/NotOnOrAfter="\d{4}/g, 'NotOnOrAfter="2999')],
    ['another group', (token) => token.replace('Everyone', 'Administrators')],
    ['another id', (token) => token.replace(/ ID="_./, ' ID="_0x')],
    ['no signature', (token) => token.replace(/<ds:Signature .*<\/ds:Signature>/s, '')],
    [
      'a signature value changed',
      (token) =>
        token.replace(
          /(<ds:SignatureValue>)(.)/,
          (_all, tag, first) => tag + (first === 'A' ? 'B' : 'A'),
        ),
    ],
    [
      'a digest changed',
      (token) =>
        token.replace(
          /(<ds:DigestValue>)(.)/,
          (_all, tag, first) => tag + (first === 'A' ? 'B' : 'A'),
        ),
    ],
    [
      'an algorithm nobody trusts',
      (token) => token.replace('xmldsig-more#rsa-sha256', 'xmldsig#rsa-sha1'),
    ],
    [
      'a second subject',
      (token) =>
        token.replace(
          '<saml2:Subject>',
          '<saml2:Subject><saml2:NameID>Root@X</saml2:NameID></saml2:Subject><saml2:Subject>',
        ),
    ],
    [
      'an element before it in its signature',
      (token) =>
        token
          .replace('<ds:KeyInfo>', '<ds:Object><x/></ds:Object><ds:KeyInfo>')
          .replace('>Alice@', '>Root@'),
    ],
    ['text that is no XML', (token) => token.slice(0, -3)],
    ['a document type', (token) => `<!DOCTYPE x [<!ENTITY e "Root">]>${token}`],
  ])('is no more with %s', (_claim, change) => {
    expect(change(bearer)).not.toBe(bearer);
    expect(tokens.userOfToken(change(bearer))).toBeUndefined();
  });

  it('is not good when wrapped by another one that says more', () => {
    const id = / ID="([^"]+)"/.exec(bearer)?.[1] ?? '';
    const forged = bearer.replace('>Alice@', '>Root@').replace(`ID="${id}"`, 'ID="_forged"');
    const inside = forged.replace(
      '</ds:Signature>',
      `<ds:Object>${bearer}</ds:Object></ds:Signature>`,
    );
    const beside = tokenLogin(forged + bearer, wall.nowMs());

    expect(tokens.userOfToken(inside)).toBeUndefined();
    expect(tokens.userOfMessage(tokenLogin(inside, wall.nowMs()))).toBeUndefined();
    expect(tokens.userOfMessage(beside)).toBeUndefined();
  });

  it('is not good when signed by somebody else, who brings the key along', async () => {
    const others = newTokens(wall);
    const foreign = await others.issue(content());

    expect(others.userOfToken(foreign)).toBe('Alice@VSPHERE.LOCAL');
    expect(tokens.userOfToken(foreign)).toBeUndefined();
  });

  it('is not good for an audience, after its time, or long before it', async () => {
    const aimed = await tokens.issue(content({ audience: ['https://elsewhere'] }));
    const early = await tokens.issue(
      content({ notBeforeMs: wall.nowMs() + 3_600_000, notOnOrAfterMs: wall.nowMs() + 7_200_000 }),
    );
    const short = await tokens.issue(content({ notOnOrAfterMs: wall.nowMs() + 1000 }));

    expect(tokens.userOfToken(aimed)).toBeUndefined();
    expect(tokens.userOfToken(early)).toBeUndefined();
    expect(tokens.userOfToken(short)).toBe('Alice@VSPHERE.LOCAL');
    wall.advance(1000);
    expect(tokens.userOfToken(short)).toBeUndefined();
  });
});

describe('a token for the holder of a key', () => {
  it('is good in a message signed with the key', () => {
    expect(tokens.userOfMessage(tokenLogin(bound, wall.nowMs(), alice.key))).toBe(
      'Alice@VSPHERE.LOCAL',
    );
  });

  it('is not good for its bearer, nor for somebody with another key', () => {
    expect(tokens.userOfToken(bound)).toBeUndefined();
    expect(tokens.read(bound)?.holder).toBeDefined();
    expect(tokens.userOfMessage(tokenLogin(bound, wall.nowMs()))).toBeUndefined();
    expect(tokens.userOfMessage(tokenLogin(bound, wall.nowMs(), mallory.key))).toBeUndefined();
  });

  it('is not good in a message of another time', () => {
    const old = tokenLogin(bound, wall.nowMs() - 3_600_000, alice.key);

    expect(tokens.userOfMessage(old)).toBeUndefined();
  });

  it('is not good when the body is not the one that was signed', () => {
    const login = tokenLogin(bound, wall.nowMs(), alice.key);
    const changed = login.replace('>SessionManager<', '>Other<');
    const body = /<s:Body.*<\/s:Body>/s.exec(login)?.[0] ?? '';
    const moved = login
      .replace(
        body,
        body.replace('u:Id="_body"', 'u:Id="_mine"').replace('LoginByToken', 'LoginByToken a="1"'),
      )
      .replace('</s:Header>', `<x>${body}</x></s:Header>`);
    const twice = login.replace('</s:Header>', `<x>${body}</x></s:Header>`);

    for (const forged of [changed, moved, twice]) {
      expect(forged).not.toBe(login);
      expect(tokens.userOfMessage(forged)).toBeUndefined();
    }
  });

  it('is not good when only part of the message was signed', () => {
    const login = tokenLogin(bound, wall.nowMs(), alice.key);
    const stamp = /<u:Timestamp.*<\/u:Timestamp>/s.exec(login)?.[0] ?? '';
    const partly = login.replace(
      /<d:Signature .*<\/d:Signature>/s,
      signatureOver([['_stamp', stamp]], alice.key),
    );

    expect(partly).not.toBe(login);
    expect(tokens.userOfMessage(partly)).toBeUndefined();
  });
});

describe('before the first token', () => {
  it('nothing is one', () => {
    expect(newTokens(wall).userOfToken(bearer)).toBeUndefined();
  });
});
