/** Namespaces and other fixed names of SAML, WS-Security, WS-Trust and XML signatures. */

export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
export const XSD = 'http://www.w3.org/2001/XMLSchema';

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-';
export const WSSE = `${WSS}wssecurity-secext-1.0.xsd`;
export const WSU = `${WSS}wssecurity-utility-1.0.xsd`;
export const PASSWORD_TEXT = `${WSS}username-token-profile-1.0#PasswordText`;

/** WS-Trust 1.3; faults are named in the same namespace with a slash at its end, as vCenter does it. */
export const TRUST = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512';
/** WS-Trust 1.4: `ActAs`. */
export const TRUST_14 = 'http://docs.oasis-open.org/ws-sx/ws-trust/200802';
export const POLICY = 'http://schemas.xmlsoap.org/ws/2004/09/policy';
export const ADDRESSING = 'http://www.w3.org/2005/08/addressing';

export const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
export const HOLDER_OF_KEY = 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key';
/** Extension of the token service's maker: how often a token may be renewed. */
export const RENEW_RESTRICTION = 'http://www.rsa.com/names/2009/12/std-ext/SAML2.0';
export const DELEGATION = 'urn:oasis:names:tc:SAML:2.0:conditions:delegation';
