import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { type AccessPolicy, refusalOf } from '../../../server/wire/control/access.ts';

function request(method: string, headers: Readonly<Record<string, string>>, hosts = ['localhost']) {
  const message = new IncomingMessage(new Socket());
  message.method = method;
  for (const host of hosts) message.rawHeaders.push('Host', host);
  message.headers = { ...(hosts[0] === undefined ? {} : { host: hosts[0] }), ...headers };
  return message;
}

const LOCAL: AccessPolicy = { beyondLoopback: false, allowedHosts: ['vcmock.ci'] };
const codeOf = (message: IncomingMessage, policy = LOCAL, open = false) =>
  refusalOf(message, policy, { open })?.code;

describe('the control plane is called by its own name', () => {
  it.each([
    'localhost',
    'localhost:8989',
    'LOCALHOST.',
    'mock.localhost',
    '127.0.0.1:8989',
    '10.1.2.3',
    '[::1]:8989',
    'vcmock.ci:443',
    'VCMOCK.ci',
  ])('%s', (host) => {
    expect(codeOf(request('GET', {}, [host]))).toBeUndefined();
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evil.example:8989',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    '',
    'a b',
    '[::1',
  ])('not as %j', (host) => {
    expect(codeOf(request('GET', {}, [host]))).toBe('FOREIGN_HOST');
  });

  it('nor by two names, nor by none', () => {
    expect(codeOf(request('GET', {}, ['localhost', 'evil.example']))).toBe('BAD_HOST');
    expect(codeOf(request('GET', {}, []))).toBe('BAD_HOST');
  });

  it('for health as well', () => {
    expect(codeOf(request('GET', {}, ['evil.example']), LOCAL, true)).toBe('FOREIGN_HOST');
  });
});

describe('pages of other sites are kept out', () => {
  const json = { 'content-type': 'application/json; charset=utf-8' };

  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'NOT_A_CONTROL_CALL'],
    ['plain text', { 'content-type': 'text/plain' }, 'NOT_A_CONTROL_CALL'],
    ['no body', {}, 'NOT_A_CONTROL_CALL'],
    ['JSON by another name', { 'content-type': 'application/jsonx' }, 'NOT_A_CONTROL_CALL'],
    ['a foreign origin', { ...json, origin: 'https://evil.example' }, 'FOREIGN_SITE'],
    ['a sandboxed page', { ...json, origin: 'null' }, 'FOREIGN_SITE'],
    ['another port', { ...json, origin: 'http://localhost:3000' }, 'FOREIGN_SITE'],
    ['a foreign page', { ...json, 'sec-fetch-site': 'cross-site' }, 'FOREIGN_SITE'],
    ['a sibling', { ...json, 'sec-fetch-site': 'same-site' }, 'FOREIGN_SITE'],
  ])('%s', (_what, headers, expected) => {
    expect(codeOf(request('POST', headers))).toBe(expected);
  });

  it.each([
    ['JSON', json],
    ['the header', { 'x-mock-control': '1' }],
    ['the own page', { ...json, origin: 'https://localhost', 'sec-fetch-site': 'same-origin' }],
    ['the address bar', { 'x-mock-control': '1', 'sec-fetch-site': 'none' }],
  ])('%s may pass', (_what, headers) => {
    expect(codeOf(request('DELETE', headers))).toBeUndefined();
  });

  it('also when they only read', () => {
    expect(codeOf(request('GET', { 'sec-fetch-site': 'cross-site' }))).toBe('FOREIGN_SITE');
  });
});

describe('the token', () => {
  const guarded: AccessPolicy = { ...LOCAL, beyondLoopback: true, token: 'abc' };

  it.each([
    [{}, 'WRONG_TOKEN'],
    [{ 'x-mock-token': 'abd' }, 'WRONG_TOKEN'],
    [{ authorization: 'Basic abc' }, 'WRONG_TOKEN'],
    [{ 'x-mock-token': 'abc' }, undefined],
    [{ authorization: 'Bearer abc' }, undefined],
  ])('is demanded: %j', (headers, expected) => {
    expect(codeOf(request('GET', headers), guarded)).toBe(expected);
  });

  it('is not demanded of probes', () => {
    expect(codeOf(request('GET', {}), guarded, true)).toBeUndefined();
  });

  it('must be set beyond loopback', () => {
    expect(codeOf(request('GET', {}), { ...LOCAL, beyondLoopback: true })).toBe('NO_TOKEN_SET');
  });
});
