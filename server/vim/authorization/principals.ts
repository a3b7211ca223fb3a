/**
 * The identity source: finds users and groups by any way their names are written.
 *
 * `administrator@vsphere.local`, `VSPHERE.LOCAL\Administrator` and, in the default domain, plain
 * `Administrator` are one user; case does not matter. vCenter shows the second form.
 */
import type { Principal } from './authorization.ts';
import type { AuthorizationData } from './authorization-data.ts';

const DEFAULT_DOMAIN = 'vsphere.local';

export class Principals {
  readonly #users = new Map<string, Principal>();
  readonly #groups = new Map<string, Principal>();

  constructor(data: Pick<AuthorizationData, 'users' | 'groups'>) {
    for (const { name, domain, fullName, groups } of data.users) {
      this.#users.set(principalKey(`${name}@${domain}`), {
        name: shownName(name, domain),
        fullName: fullName ?? name,
        domain,
        group: false,
        groups: (groups ?? []).map((group) => shownName(group, domain)),
      });
    }
    for (const { name, domain, description } of data.groups) {
      this.#groups.set(principalKey(`${name}@${domain}`), {
        name: shownName(name, domain),
        fullName: description ?? name,
        domain,
        group: true,
        groups: [],
      });
    }
  }

  user(name: string): Principal | undefined {
    return this.#users.get(principalKey(name));
  }

  group(name: string): Principal | undefined {
    return this.#groups.get(principalKey(name));
  }

  all(): readonly Principal[] {
    return [...this.#users.values(), ...this.#groups.values()];
  }
}

/** One key for all ways to write a name. */
export function principalKey(name: string): string {
  const { user, domain } = parts(name);
  return `${user}@${domain ?? DEFAULT_DOMAIN}`.toLowerCase();
}

/** A user whom the identity source does not know, named as vCenter would. */
export function strangerNamed(name: string): Principal {
  const { user, domain } = parts(name);
  return {
    name: domain === undefined ? user : shownName(user, domain),
    fullName: user,
    domain: domain ?? DEFAULT_DOMAIN,
    group: false,
    groups: [],
  };
}

function shownName(user: string, domain: string): string {
  return `${domain.toUpperCase()}\\${user}`;
}

function parts(name: string): { readonly user: string; readonly domain: string | undefined } {
  const slash = name.indexOf('\\');
  if (slash > 0) return { user: name.slice(slash + 1), domain: name.slice(0, slash) };
  const at = name.lastIndexOf('@');
  if (at > 0) return { user: name.slice(0, at), domain: name.slice(at + 1) };
  return { user: name, domain: undefined };
}
