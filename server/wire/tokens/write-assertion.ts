/**
 * SAML 2.0 assertions as vCenter's token service writes them: the members its clients take apart,
 * in their order.
 */
import { secureId } from '../../clock/random.ts';
import { escapeAttribute, escapeText } from '../soap/text.ts';
import {
  BEARER,
  DELEGATION,
  DSIG,
  HOLDER_OF_KEY,
  RENEW_RESTRICTION,
  SAML,
  XSD,
  XSI,
} from './namespaces.ts';
import { envelopedSignature } from './signature.ts';
import type { SigningIdentity } from './token-authority.ts';

export interface Delegate {
  readonly subject: string;
  readonly atMs: number;
}

export interface AssertionContent {
  /** URL of the token service. */
  readonly issuer: string;
  /** `Administrator@VSPHERE.LOCAL` */
  readonly subject: string;
  /** `vsphere.local\Administrators` … */
  readonly groups: readonly string[];
  readonly givenName: string;
  readonly surname: string;
  readonly isSolution: boolean;
  readonly issuedMs: number;
  readonly notBeforeMs: number;
  readonly notOnOrAfterMs: number;
  /** How the subject proved who it is. */
  readonly authentication: 'password' | 'certificate';
  /** base64 of the certificate whose owner alone may use the token; a bearer token has none. */
  readonly holder?: string | undefined;
  /** How often it may be delegated; not at all when absent. */
  readonly proxyCount?: number | undefined;
  /** How often it may be renewed; not at all when absent. */
  readonly renewCount?: number | undefined;
  readonly delegates: readonly Delegate[];
  /** For whom alone it is; for all when empty. */
  readonly audience: readonly string[];
}

const ID_BYTES = 16;
const ENTITY = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';
const PRINCIPAL_NAME = 'http://schemas.xmlsoap.org/claims/UPN';
const CONTEXTS = {
  password: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  certificate: 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509',
};
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const GROUP_IDENTITY = 'http://rsa.com/schemas/attr-names/2009/01/GroupIdentity';
const IS_SOLUTION = 'http://vmware.com/schemas/attr-names/2011/07/isSolution';

/** The signed text of an assertion, in its canonical form. */
export function writeAssertion(
  content: AssertionContent,
  { privateKey, certificate }: SigningIdentity,
): string {
  const id = `_${uuidOf(secureId(ID_BYTES))}`;
  const issued = moment(content.issuedMs);
  const head =
    `<saml2:Assertion xmlns:saml2="${SAML}" xmlns:xs="${XSD}" xmlns:xsi="${XSI}" ID="${id}" IssueInstant="${issued}" Version="2.0">` +
    `<saml2:Issuer Format="${ENTITY}">${escapeText(content.issuer)}</saml2:Issuer>`;
  const tail = `${subjectOf(content)}${conditionsOf(content)}${statementsOf(content)}</saml2:Assertion>`;
  const signature = envelopedSignature(head + tail, {
    id,
    inclusive: ['xs', 'xsi'],
    key: privateKey,
    certificate,
  });
  return head + signature + tail;
}

/** `yyyy-MM-ddTHH:mm:ss.fffZ` */
export function moment(ms: number): string {
  return new Date(ms).toISOString();
}

function subjectOf({ subject, holder, notOnOrAfterMs }: AssertionContent): string {
  const method = holder === undefined ? BEARER : HOLDER_OF_KEY;
  const data =
    holder === undefined
      ? `<saml2:SubjectConfirmationData NotOnOrAfter="${moment(notOnOrAfterMs)}"></saml2:SubjectConfirmationData>`
      : `<saml2:SubjectConfirmationData xsi:type="saml2:KeyInfoConfirmationDataType"><ds:KeyInfo xmlns:ds="${DSIG}"><ds:X509Data>` +
        `<ds:X509Certificate>${holder}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></saml2:SubjectConfirmationData>`;
  return (
    `<saml2:Subject>${nameId(subject)}<saml2:SubjectConfirmation Method="${method}">${data}` +
    '</saml2:SubjectConfirmation></saml2:Subject>'
  );
}

function conditionsOf(content: AssertionContent): string {
  const { notBeforeMs, notOnOrAfterMs, audience, proxyCount, renewCount, delegates } = content;
  const times = `NotBefore="${moment(notBeforeMs)}" NotOnOrAfter="${moment(notOnOrAfterMs)}"`;
  const conditions = [
    audience.length === 0
      ? ''
      : `<saml2:AudienceRestriction>${audience
          .map((each) => `<saml2:Audience>${escapeText(each)}</saml2:Audience>`)
          .join('')}</saml2:AudienceRestriction>`,
    proxyCount === undefined
      ? ''
      : `<saml2:ProxyRestriction Count="${proxyCount}"></saml2:ProxyRestriction>`,
    renewCount === undefined
      ? ''
      : `<saml2:Condition xmlns:rsa="${RENEW_RESTRICTION}" Count="${renewCount}" xsi:type="rsa:RenewRestrictionType"></saml2:Condition>`,
    ...delegates.map(
      ({ subject, atMs }) =>
        `<saml2:Condition xmlns:del="${DELEGATION}" xsi:type="del:DelegationRestrictionType">` +
        `<del:Delegate DelegationInstant="${moment(atMs)}">${nameId(subject)}</del:Delegate></saml2:Condition>`,
    ),
  ];
  return `<saml2:Conditions ${times}>${conditions.join('')}</saml2:Conditions>`;
}

function statementsOf(content: AssertionContent): string {
  const { issuedMs, authentication, groups, givenName, surname, isSolution } = content;
  return (
    `<saml2:AuthnStatement AuthnInstant="${moment(issuedMs)}"><saml2:AuthnContext>` +
    `<saml2:AuthnContextClassRef>${CONTEXTS[authentication]}</saml2:AuthnContextClassRef>` +
    '</saml2:AuthnContext></saml2:AuthnStatement><saml2:AttributeStatement>' +
    attribute('Groups', GROUP_IDENTITY, groups) +
    attribute('givenName', `${CLAIMS}/givenname`, [givenName]) +
    attribute('surname', `${CLAIMS}/surname`, [surname]) +
    attribute('Subject Type', IS_SOLUTION, [String(isSolution)]) +
    '</saml2:AttributeStatement>'
  );
}

function nameId(subject: string): string {
  return `<saml2:NameID Format="${PRINCIPAL_NAME}">${escapeText(subject)}</saml2:NameID>`;
}

function attribute(friendlyName: string, name: string, values: readonly string[]): string {
  const format = 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri';
  const written = values.map(
    (value) =>
      `<saml2:AttributeValue xsi:type="xs:string">${escapeText(value)}</saml2:AttributeValue>`,
  );
  return (
    `<saml2:Attribute FriendlyName="${escapeAttribute(friendlyName)}" Name="${name}" NameFormat="${format}">` +
    `${written.join('')}</saml2:Attribute>`
  );
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
