/** What the token service answers, as WS-Trust 1.3 has it. */
import { SAML, SOAP, TRUST, WSU } from '../tokens/namespaces.ts';
import { moment } from '../tokens/write-assertion.ts';

export interface IssuedToken {
  /** The text of an assertion. */
  readonly token: string;
  readonly notBeforeMs: number;
  readonly notOnOrAfterMs: number;
}

export function issueAnswer(issued: IssuedToken): string {
  return envelope(
    `<wst:RequestSecurityTokenResponseCollection xmlns:wst="${TRUST}">` +
      `<wst:RequestSecurityTokenResponse>${issuedMembers(issued)}</wst:RequestSecurityTokenResponse>` +
      '</wst:RequestSecurityTokenResponseCollection>',
  );
}

export function renewAnswer(issued: IssuedToken): string {
  return envelope(
    `<wst:RequestSecurityTokenResponse xmlns:wst="${TRUST}">${issuedMembers(issued)}</wst:RequestSecurityTokenResponse>`,
  );
}

export function validateAnswer(valid: boolean): string {
  const code = `${TRUST}/status/${valid ? 'valid' : 'invalid'}`;
  return envelope(
    `<wst:RequestSecurityTokenResponse xmlns:wst="${TRUST}"><wst:TokenType>${TRUST}/RSTR/Status</wst:TokenType>` +
      `<wst:Status><wst:Code>${code}</wst:Code></wst:Status></wst:RequestSecurityTokenResponse>`,
  );
}

function issuedMembers({ token, notBeforeMs, notOnOrAfterMs }: IssuedToken): string {
  return (
    `<wst:TokenType>${SAML}</wst:TokenType>` +
    `<wst:RequestedSecurityToken>${token}</wst:RequestedSecurityToken>` +
    `<wst:Lifetime><wsu:Created xmlns:wsu="${WSU}">${moment(notBeforeMs)}</wsu:Created>` +
    `<wsu:Expires xmlns:wsu="${WSU}">${moment(notOnOrAfterMs)}</wsu:Expires></wst:Lifetime>`
  );
}

function envelope(body: string): string {
  return `<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="${SOAP}"><S:Body>${body}</S:Body></S:Envelope>`;
}
