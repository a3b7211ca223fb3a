/**
 * How vCenter gets to a host that it is to manage: the host must be there, be who the caller takes it for,
 * and let him in.
 *
 * Any name is that of an ESXi host which is there, but names below `.invalid`, which by RFC 2606 are
 * nobody's. Its certificate is self-signed, with a thumbprint that follows from its name; it lets in
 * whoever gives a user name and a password.
 */
import { uuidOf } from '../../../inventory/seed/identity.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { HostConnectSpec } from '../../../vmodl/generated/data.ts';

const NAME = /^(?=.{1,255}$)[a-z0-9]([-a-z0-9.:]*[a-z0-9])?$/i;
const THUMBPRINT_DIGITS = 40;

/** The name of the host; empty when the specification names none. */
export function hostToAdd({ hostName }: Pick<HostConnectSpec, 'hostName'>): string {
  return (hostName ?? '').trim();
}

/** SHA-1 thumbprint of the host's certificate: `A1:B2:…`. */
export function thumbprintOfHost(name: string): string {
  const known = name.toLowerCase();
  const hex = (uuidOf(`certificate of ${known}`) + uuidOf(`key of ${known}`))
    .replaceAll('-', '')
    .slice(0, THUMBPRINT_DIGITS);
  return (hex.toUpperCase().match(/../g) ?? []).join(':');
}

/** Throws NoHost, SSLVerifyFault with the thumbprint to trust, InvalidLogin: in the order they are met. */
export function demandReachable(
  name: string,
  spec: Pick<HostConnectSpec, 'sslThumbprint' | 'userName' | 'password'>,
): void {
  if (!NAME.test(name) || /\.invalid$/i.test(name)) {
    throw new VimFault('NoHost', { name }, `The host '${name}' cannot be reached.`);
  }
  const thumbprint = thumbprintOfHost(name);
  if (spec.sslThumbprint?.trim().toUpperCase() !== thumbprint) {
    throw new VimFault(
      'SSLVerifyFault',
      { selfSigned: true, thumbprint },
      "Authenticity of the host's SSL certificate is not verified.",
    );
  }
  if (!spec.userName || !spec.password) throw new VimFault('InvalidLogin');
}
