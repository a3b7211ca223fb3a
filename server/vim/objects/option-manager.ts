/**
 * OptionManager: the settings of vCenter Server (`VpxSettings`) and the advanced options of a host
 * (`EsxHostAdvSettings-…`), which are the host's `config.option` seen from here.
 */
import { assign } from '../../inventory/change.ts';
import type { Reader } from '../../inventory/schema.ts';
import { over } from '../../inventory/schema.ts';
import { HOST_OPTION_DEFINITIONS, HOST_OPTIONS } from '../../inventory/templates/host-options.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { DataTypes, OptionDef, OptionType, OptionValue } from '../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import { box, isBoxed, isDataObject, type Value } from '../../vmodl/value.ts';
import { VCENTER_OPTION_DEFINITIONS } from '../catalogues/vcenter-options.ts';
import { hostOf, ownConfig } from '../host-managers.ts';
import { type Context, objectType } from '../method.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { causeOf } from '../sessions/caller.ts';

/** vCenter takes settings nobody defined when they begin like this: they reach its daemon's file. */
const FREE_FORM = /^config\.[\w.[\]-]+$/;

export const optionManager = objectType({
  type: 'OptionManager',
  methods: {
    QueryOptions: (self, { name }, { inventory }) => {
      const settings = inventory.read(self, 'setting') ?? [];
      if (name === undefined || name === '') return settings;
      const found = settings.filter(({ key }) => isNamed(key, name));
      if (found.length === 0) throw new VimFault('InvalidName', { name, entity: self });
      return found;
    },

    UpdateOptions: (self, { changedValue }, context) => {
      const { inventory } = context;
      const host = hostOf(inventory, self);
      demandRight(context, host);

      const definitions = inventory.read(self, 'supportedOption') ?? [];
      const current = inventory.read(self, 'setting') ?? [];
      const wanted = changedValue.map((change) =>
        checked({ change, self, definitions, current, free: host === undefined }),
      );
      const settings = merged(current, wanted);

      const [object, path] = host
        ? ([host, 'config.option'] as const)
        : ([self, 'setting'] as const);
      inventory.apply([assign(object, path, settings)], causeOf(context));
    },
  },
  derivations: [
    {
      type: 'OptionManager',
      property: 'setting',
      reads: [over('_host', ['config'])],
      derive: (self: Ref, read: Reader): Value | undefined => {
        const config = ownConfig(self, read);
        return config && (config.option ?? HOST_OPTIONS);
      },
    },
    {
      type: 'OptionManager',
      property: 'supportedOption',
      reads: ['_host'],
      derive: (self: Ref, read: Reader): Value =>
        isReference(read(self, '_host')) ? HOST_OPTION_DEFINITIONS : VCENTER_OPTION_DEFINITIONS,
    },
  ],
});

/** A name ends in a dot to mean everything below it. */
function isNamed(key: string, name: string): boolean {
  return name.endsWith('.') ? key.startsWith(name) : key === name;
}

function demandRight(context: Context, host: Ref<'HostSystem'> | undefined): void {
  const { authorization, session } = context;
  if (host) authorization.demand(session.userName, 'Host.Config.AdvancedConfig', host);
  else authorization.demand(session.userName, 'Global.Settings', ROOT_FOLDER);
}

interface Wish {
  readonly change: OptionValue;
  readonly self: Ref;
  readonly definitions: readonly OptionDef[];
  readonly current: readonly OptionValue[];
  readonly free: boolean;
}

/** The value as it will be stored. Throws InvalidName for unknown keys, InvalidArgument for values. */
function checked({ change, self, definitions, current, free }: Wish): OptionValue {
  const { key } = change;
  const definition = definitions.find((each) => each.key === key);
  if (definition)
    return build('OptionValue', { key, value: fitting(definition.optionType, change) });
  const known = current.some((each) => each.key === key);
  if (!known && !(free && FREE_FORM.test(key))) {
    throw new VimFault('InvalidName', { name: key, entity: self });
  }
  return build('OptionValue', { key, value: change.value });
}

/** Checks a value against the option's type and gives it that type. */
function fitting(type: OptionType, { value, key }: OptionValue): unknown {
  if (type.valueIsReadonly) throw invalidArgument(key);
  const plain = isBoxed(value) ? value._value : value;
  if (isOption(type, 'BoolOption')) return typeof plain === 'boolean' ? plain : refuse(key);
  if (isOption(type, 'IntOption')) return within(plain, type, key);
  if (isOption(type, 'LongOption')) return box('long', within(plain, type, key));
  if (typeof plain !== 'string') return refuse(key);
  if (isOption(type, 'ChoiceOption') && !type.choiceInfo.some((choice) => choice.key === plain)) {
    return refuse(key);
  }
  return plain;
}

function isOption<K extends 'BoolOption' | 'IntOption' | 'LongOption' | 'ChoiceOption'>(
  type: OptionType,
  name: K,
): type is DataTypes[K] {
  return isDataObject(type) && type._typeName === name;
}

function within(
  value: unknown,
  range: { readonly min: number | bigint; readonly max: number | bigint },
  key: string,
): number | bigint {
  if (typeof value !== 'number' && typeof value !== 'bigint') return refuse(key);
  return value < range.min || value > range.max ? refuse(key) : value;
}

function refuse(key: string): never {
  throw invalidArgument(key);
}

/** The settings with the changes in their places; new ones come last. */
function merged(
  current: readonly OptionValue[],
  wanted: readonly OptionValue[],
): readonly OptionValue[] {
  const byKey = new Map(current.map((option) => [option.key, option]));
  for (const option of wanted) byKey.set(option.key, option);
  return [...byKey.values()];
}
