/** Tokens in the header of an HTTP request: whom they name, and for which request alone. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ManualWallClock } from '../../../server/clock/wall-clock.ts';
import { certificateFor } from '../../../server/tls.ts';
import { CLOCK_TOLERANCE_MS, SecurityTokens } from '../../../server/wire/tokens/security-tokens.ts';
import type { SignedContent } from '../../../server/wire/tokens/signed-request.ts';
import { TokenAuthority } from '../../../server/wire/tokens/token-authority.ts';
import { holder } from './messages.ts';

const wall = new ManualWallClock();
const tokens = new SecurityTokens({
  authority: new TokenAuthority((keys) => certificateFor(keys, ['signer'], wall.nowMs())),
  wall,
});
const alice = holder('alice');
const mallory = holder('mallory');
const USER = 'Alice@VSPHERE.LOCAL';
const REQUEST: SignedContent = {
  method: 'POST',
  path: '/api/session',
  host: 'VC.example:8989',
  body: Buffer.from('{}'),
};

function issue(certificate?: string): Promise<string> {
  const nowMs = wall.nowMs();
  return tokens.issue({
    ...{ issuer: 'https://localhost', subject: USER, groups: [], givenName: 'Alice', surname: '' },
    ...{ isSolution: false, authentication: 'password', delegates: [], audience: [] },
    ...{ issuedMs: nowMs, notBeforeMs: nowMs, notOnOrAfterMs: nowMs + 3_600_000 },
    holder: certificate,
  });
}

let count = 0;
function header(
  token: string,
  {
    key,
    hash = 'sha256',
    madeMs = wall.nowMs(),
  }: { key?: KeyObject; hash?: string; madeMs?: number } = {},
): string {
  const packed = `token="${gzipSync(token).toString('base64')}"`;
  if (!key) return packed;
  count += 1;
  const nonce = `${madeMs}:${count}`;
  const bodyHash = createHash(hash).update('{}').digest();
  const lines = `${nonce}\nPOST\n/api/session\nvc.example\n8989\n`;
  const signed = Buffer.concat([Buffer.from(lines), bodyHash, Buffer.from('\n')]);
  return [
    packed,
    `nonce="${nonce}"`,
    `bodyhash="${bodyHash.toString('base64')}"`,
    `signature_alg="RSA-${hash.toUpperCase()}"`,
    `signature="${sign(hash, signed, key).toString('base64')}"`,
  ].join(', ');
}

describe('a token in the header of a request', () => {
  it('names its user when anybody may bear it', async () => {
    const bearer = await issue();

    expect(tokens.userOfRequest(header(bearer), REQUEST)).toBe(USER);
  });

  it('names its user when its holder signs the request', async () => {
    const bound = await issue(alice.certificate);

    expect(tokens.userOfRequest(header(bound, { key: alice.key }), REQUEST)).toBe(USER);
    expect(tokens.userOfRequest(header(bound, { key: alice.key, hash: 'sha512' }), REQUEST)).toBe(
      USER,
    );
  });

  it('is good when cut and sent in several headers', async () => {
    const whole = header(await issue());
    const cut = `${whole.slice(0, 200)}", token="${whole.slice(200)}`;

    expect(tokens.userOfRequest(cut, REQUEST)).toBe(USER);
  });

  it.each<[what: string, change: Partial<SignedContent>]>([
    ['method', { method: 'PUT' }],
    ['path', { path: '/api/other' }],
    ['host', { host: 'other.example:8989' }],
    ['port', { host: 'vc.example' }],
    ['body', { body: Buffer.from('[]') }],
  ])('is no good for a request of another %s', async (_what, change) => {
    const bound = await issue(alice.certificate);

    const user = tokens.userOfRequest(header(bound, { key: alice.key }), { ...REQUEST, ...change });

    expect(user).toBeUndefined();
  });

  it('is no good a second time', async () => {
    const sent = header(await issue(alice.certificate), { key: alice.key });
    tokens.userOfRequest(sent, REQUEST);

    expect(tokens.userOfRequest(sent, REQUEST)).toBeUndefined();
  });

  it.each([-1, 1])('is no good from another time', async (sign) => {
    const madeMs = wall.nowMs() + sign * (CLOCK_TOLERANCE_MS + 1);
    const sent = header(await issue(alice.certificate), { key: alice.key, madeMs });

    expect(tokens.userOfRequest(sent, REQUEST)).toBeUndefined();
  });

  it('is no good from whoever has not its key', async () => {
    const bound = await issue(alice.certificate);

    expect(tokens.userOfRequest(header(bound), REQUEST)).toBeUndefined();
    expect(tokens.userOfRequest(header(bound, { key: mallory.key }), REQUEST)).toBeUndefined();
  });

  it.each([
    '',
    'token=""',
    'token="bm8gZ3ppcA=="',
    `token="${gzipSync('<a/>').toString('base64')}"`,
    `token="${gzipSync(Buffer.alloc(2 ** 21)).toString('base64')}"`,
  ])('is refused when it is none', (text) => {
    expect(tokens.userOfRequest(text, REQUEST)).toBeUndefined();
  });
});
