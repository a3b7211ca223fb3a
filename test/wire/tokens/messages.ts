/** Messages as clients of single sign-on write them: requests for tokens, logins by tokens, signed ones. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { certificateFor } from '../../../server/tls.ts';
import { canonical } from '../../../server/wire/tokens/canonical.ts';
import { DSIG, EXCLUSIVE, SOAP, TRUST, WSSE, WSU } from '../../../server/wire/tokens/namespaces.ts';
import { RSA_SHA256 } from '../../../server/wire/tokens/signature.ts';
import { denseCertificate } from '../../../server/wire/tokens/token-authority.ts';
import { readXml } from '../../../server/wire/tokens/xml-node.ts';

export interface Holder {
  readonly key: KeyObject;
  /** base64 of the DER. */
  readonly certificate: string;
}

/** Somebody with a key and a certificate for it. */
export function holder(name: string): Holder {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const certificate = denseCertificate(certificateFor(keys, [name], Date.UTC(2026, 0, 1)));
  return { key: keys.privateKey, certificate };
}

export interface Requested {
  readonly type?: 'Issue' | 'Renew' | 'Validate';
  readonly keyType?: 'Bearer' | 'PublicKey';
  readonly user?: readonly [name: string, password: string];
  /** Whose certificate is shown, and whose key signs. */
  readonly shown?: Holder;
  readonly lifetime?: readonly [createdMs: number, expiresMs: number];
  /** Further members. */
  readonly members?: string;
  /** Further tokens of the header. */
  readonly header?: string;
  readonly nowMs: number;
}

/** A request for a token, signed where a certificate is shown. */
export function tokenRequest(asked: Requested): string {
  const { type = 'Issue', keyType = 'Bearer', user, shown, lifetime, nowMs } = asked;
  const times = lifetime
    ? `<Lifetime><u:Created xmlns:u="${WSU}">${iso(lifetime[0])}</u:Created><u:Expires xmlns:u="${WSU}">${iso(lifetime[1])}</u:Expires></Lifetime>`
    : '';
  const body =
    `<RequestSecurityToken xmlns="${TRUST}"><RequestType>${TRUST}/${type}</RequestType>${times}` +
    `<KeyType>${TRUST}/${keyType}</KeyType>${asked.members ?? ''}</RequestSecurityToken>`;
  const tokens = [
    user
      ? `<w:UsernameToken><w:Username>${user[0]}</w:Username><w:Password>${user[1]}</w:Password></w:UsernameToken>`
      : '',
    shown ? `<w:BinarySecurityToken>${shown.certificate}</w:BinarySecurityToken>` : '',
    asked.header ?? '',
  ];
  return message({ body, header: tokens.join(''), signer: shown?.key, nowMs });
}

/** A login by a token, signed where there is a key. */
export function tokenLogin(token: string, nowMs: number, signer?: KeyObject): string {
  const body =
    '<LoginByToken xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this></LoginByToken>';
  return message({ body, header: token, signer, nowMs });
}

interface Parts {
  readonly body: string;
  readonly header: string;
  readonly signer: KeyObject | undefined;
  readonly nowMs: number;
}

function message({ body, header, signer, nowMs }: Parts): string {
  const stamp = `<u:Timestamp xmlns:u="${WSU}" u:Id="_stamp"><u:Created>${iso(nowMs)}</u:Created><u:Expires>${iso(nowMs + 60_000)}</u:Expires></u:Timestamp>`;
  const whole = `<s:Body xmlns:s="${SOAP}" xmlns:u="${WSU}" u:Id="_body">${body}</s:Body>`;
  const signature = signer
    ? signatureOver([['_stamp', stamp] as const, ['_body', whole] as const], signer)
    : '';
  return (
    `<s:Envelope xmlns:s="${SOAP}"><s:Header><w:Security xmlns:w="${WSSE}">${stamp}${header}${signature}` +
    `</w:Security></s:Header>${whole}</s:Envelope>`
  );
}

/** A signature over elements by their ids. */
export function signatureOver(
  elements: readonly (readonly [id: string, text: string])[],
  key: KeyObject,
): string {
  const references = elements.map(([id, text]) => {
    const digest = createHash('sha256')
      .update(canonical(readXml(text)))
      .digest('base64');
    return (
      `<d:Reference URI="#${id}"><d:Transforms><d:Transform Algorithm="${EXCLUSIVE}"/></d:Transforms>` +
      `<d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><d:DigestValue>${digest}</d:DigestValue></d:Reference>`
    );
  });
  const info =
    `<d:SignedInfo xmlns:d="${DSIG}"><d:CanonicalizationMethod Algorithm="${EXCLUSIVE}"/>` +
    `<d:SignatureMethod Algorithm="${RSA_SHA256}"/>${references.join('')}</d:SignedInfo>`;
  const value = sign('sha256', Buffer.from(canonical(readXml(info))), key).toString('base64');
  return `<d:Signature xmlns:d="${DSIG}">${info}<d:SignatureValue>${value}</d:SignatureValue></d:Signature>`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
