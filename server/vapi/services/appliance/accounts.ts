/** `com.vmware.appliance.local_accounts`: users of the appliance's own, `root` first. */
import type { Inventory } from '../../../inventory/inventory.ts';
import { data } from '../../../vmodl/value.ts';
import { VapiError } from '../../error.ts';
import type { ApplianceLocalAccountsUpdateConfig } from '../../generated/types.ts';
import { type VapiContext, vapiService } from '../../service.ts';
import {
  type Account,
  type AccountPolicy,
  applianceError,
  applianceNotFound,
  applianceOf,
  invalid,
  message,
  setAppliance,
} from './appliance-store.ts';
import { installedMs } from './boot.ts';

const DAY_MS = 86_400_000;
const ROOT = 'root';
const NAME = /^[a-z_][a-z0-9_-]{0,31}$/;
const ROLES: ReadonlySet<string> = new Set(['operator', 'admin', 'superAdmin']);
const POLICY = { minDays: 0, maxDays: 90, warnDays: 7 };
const DAYS_MAX = 99_999;

export const localAccounts = vapiService('com.vmware.appliance.local_accounts', {
  list: (_input, context) => accountsOf(context).map(({ name }) => name),

  get({ username }, context) {
    const account = demandAccount(context, username);
    return {
      fullname: account.fullName,
      email: account.email,
      roles: account.roles,
      enabled: account.enabled,
      has_password: true,
      last_password_change: account.passwordChangedAt,
      password_expires_at: account.passwordExpiresAt,
      inactive_at: account.inactiveAt,
      min_days_between_password_change: account.minDays,
      max_days_between_password_change: account.maxDays,
      warn_days_before_password_expiration: account.warnDays,
    };
  },

  create({ username, config }, context) {
    if (!NAME.test(username)) {
      throw invalid('localaccounts.name.invalid', `'${username}' is no name.`, [username]);
    }
    const accounts = accountsOf(context);
    if (accounts.some(({ name }) => name === username)) {
      const text = `There is an account '${username}'.`;
      throw new VapiError('already_exists', message('localaccounts.exists', text, [username]));
    }
    const wrong = config.roles.find((role) => !ROLES.has(role));
    if (wrong !== undefined || config.password === '') {
      const text = wrong === undefined ? 'A password is needed.' : `There is no role '${wrong}'.`;
      throw invalid('localaccounts.config.invalid', text);
    }
    setAppliance(context, { accounts: [...accounts, changed(context, username, config)] });
  },

  set: ({ username, config }, context) => replace(context, username, config, undefined),

  update: ({ username, config }, context) =>
    replace(context, username, config, demandAccount(context, username)),

  delete({ username }, context) {
    demandAccount(context, username);
    if (username === ROOT) {
      throw applianceError('localaccounts.root', `Account '${ROOT}' cannot be deleted.`, [ROOT]);
    }
    const accounts = accountsOf(context).filter(({ name }) => name !== username);
    setAppliance(context, { accounts });
  },
});

export const accountPolicy = vapiService('com.vmware.appliance.local_accounts.policy', {
  get(_input, { inventory }) {
    const { minDays, maxDays, warnDays } = policyOf(inventory);
    return { min_days: minDays, max_days: maxDays, warn_days: warnDays };
  },

  /** For accounts made from now on. */
  set({ policy: { min_days, max_days, warn_days } }, context) {
    const days = [min_days, max_days, warn_days];
    const wrong = days.find((each) => each !== undefined && (each < -1 || each > DAYS_MAX));
    if (wrong !== undefined) {
      throw invalid('localaccounts.policy.invalid', `${wrong} days are out of range.`);
    }
    const { inventory } = context;
    const before = policyOf(inventory);
    setAppliance(context, {
      accountPolicy: data<AccountPolicy>('_ApplianceAccountPolicy', {
        minDays: min_days ?? before.minDays,
        maxDays: max_days ?? before.maxDays,
        warnDays: warn_days ?? before.warnDays,
      }),
    });
  },
});

function replace(
  context: VapiContext,
  name: string,
  config: ApplianceLocalAccountsUpdateConfig,
  before: Account | undefined,
): void {
  demandAccount(context, name);
  const wrong = config.roles?.find((role) => !ROLES.has(role));
  if (wrong !== undefined) {
    throw applianceError('localaccounts.role.invalid', `There is no role '${wrong}'.`, [wrong]);
  }
  const made = changed(context, name, config, before);
  const accounts = accountsOf(context).map((each) => (each.name === name ? made : each));
  setAppliance(context, { accounts });
}

type Config = ApplianceLocalAccountsUpdateConfig;

/** The account with what the config says; what it does not say is as before, or as the policy has it. */
function changed(context: VapiContext, name: string, config: Config, before?: Account): Account {
  const { inventory, clock } = context;
  const policy = before ?? policyOf(inventory);
  const isNewPassword = config.password !== undefined || before === undefined;
  const maxDays = config.max_days_between_password_change ?? policy.maxDays;
  const changedMs = isNewPassword ? midnight(clock.now()) : Date.parse(before.passwordChangedAt);
  return data<Account>('_ApplianceAccount', {
    ...{ name, maxDays },
    ...present('fullName', config.full_name ?? before?.fullName),
    ...present('email', config.email ?? before?.email),
    roles: config.roles ?? before?.roles ?? [],
    enabled: config.enabled ?? before?.enabled ?? true,
    passwordChangedAt: clock.iso(changedMs),
    ...present('passwordExpiresAt', expiry(context, config, { changedMs, maxDays })),
    ...present(
      'inactiveAt',
      inactivity(context, config, { changedMs, maxDays }) ?? before?.inactiveAt,
    ),
    minDays: config.min_days_between_password_change ?? policy.minDays,
    warnDays: config.warn_days_before_password_expiration ?? policy.warnDays,
  });
}

interface Term {
  readonly changedMs: number;
  readonly maxDays: number;
}

/** Told, else so many days after the password was changed; never for what is not to expire. */
function expiry({ clock }: VapiContext, config: Config, term: Term): string | undefined {
  const { password_expires: expires = true, password_expires_at: told } = config;
  if (!expires || term.maxDays < 0) return undefined;
  return told ?? clock.iso(term.changedMs + term.maxDays * DAY_MS);
}

function inactivity(context: VapiContext, config: Config, term: Term): string | undefined {
  const { inactive_after_password_expiration: applies, days_after_password_expiration: days = 0 } =
    config;
  const expiresAt = applies ? expiry(context, config, term) : undefined;
  return expiresAt && context.clock.iso(Date.parse(expiresAt) + days * DAY_MS);
}

function accountsOf(context: VapiContext): readonly Account[] {
  const { accounts } = applianceOf(context.inventory);
  if (accounts) return accounts;
  const changedMs = midnight(installedMs(context));
  return [
    data<Account>('_ApplianceAccount', {
      ...{ name: ROOT, fullName: ROOT, roles: ['superAdmin'], enabled: true, ...POLICY },
      passwordChangedAt: context.clock.iso(changedMs),
      passwordExpiresAt: context.clock.iso(changedMs + POLICY.maxDays * DAY_MS),
    }),
  ];
}

function demandAccount(context: VapiContext, username: string): Account {
  const account = accountsOf(context).find(({ name }) => name === username);
  if (account) return account;
  throw applianceNotFound('account', username);
}

function policyOf(inventory: Inventory): typeof POLICY {
  return { ...POLICY, ...applianceOf(inventory).accountPolicy };
}

function midnight(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

function present<N extends string>(name: N, value: string | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { readonly [M in N]?: string };
}
