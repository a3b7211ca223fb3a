/** UserDirectory: finds users and groups of the identity source. */
import { build } from '../../vmodl/build.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { UserSearchResult } from '../../vmodl/generated/data.ts';
import type { Principal } from '../authorization/authorization.ts';
import { principalKey } from '../authorization/principals.ts';
import { objectType } from '../method.ts';

export const userDirectory = objectType({
  type: 'UserDirectory',
  methods: {
    RetrieveUserGroups(_self, args, { authorization }) {
      const { domain = '', searchStr, belongsToGroup, belongsToUser, exactMatch } = args;
      const all = authorization.principals();
      if (domain !== '' && !all.some((each) => isIn(each, domain))) throw new VimFault('NotFound');
      if (belongsToGroup && !authorization.principal(belongsToGroup, { group: true })) {
        throw new VimFault('NotFound');
      }
      const member = belongsToUser ? authorization.principal(belongsToUser) : undefined;
      if (belongsToUser && !member) throw new VimFault('NotFound');

      return all
        .filter((each) => (each.group ? args.findGroups : args.findUsers))
        .filter((each) => domain === '' || isIn(each, domain))
        .filter((each) => isNamed(each, searchStr, exactMatch))
        .filter(
          (each) => !belongsToGroup || each.groups.some((name) => isSame(name, belongsToGroup)),
        )
        .filter((each) => !member || member.groups.some((name) => isSame(name, each.name)))
        .map((each) => found(each, domain !== ''));
    },
  },
});

function isIn(principal: Principal, domain: string): boolean {
  return principal.domain.toLowerCase() === domain.toLowerCase();
}

function isSame(left: string, right: string): boolean {
  return principalKey(left) === principalKey(right);
}

function isNamed(principal: Principal, searchStr: string, exactMatch: boolean): boolean {
  const name = bareName(principal).toLowerCase();
  const asked = searchStr.toLowerCase();
  if (exactMatch) return name === asked || isSame(principal.name, searchStr);
  return name.includes(asked) || principal.fullName.toLowerCase().includes(asked);
}

/** Who asks within a domain is answered with bare names. */
function found(principal: Principal, domainGiven: boolean): UserSearchResult {
  return build('UserSearchResult', {
    principal: domainGiven ? bareName(principal) : principal.name,
    fullName: principal.fullName,
    group: principal.group,
  });
}

function bareName(principal: Principal): string {
  return principal.name.slice(principal.name.indexOf('\\') + 1);
}
