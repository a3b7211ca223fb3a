/**
 * CustomizationSpecManager: named specifications of how to customize a guest.
 *
 * The items are held in `_specs`; `info` lists what they say of themselves.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { CustomizationSpecItem } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type Context, objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

type Self = Ref<'CustomizationSpecManager'>;

const FIRST_VERSION = '1';

export const customizationSpecManager = objectType({
  type: 'CustomizationSpecManager',
  methods: {
    DoesCustomizationSpecExist: (self, { name }, context) =>
      find(context, self, name) !== undefined,

    GetCustomizationSpec: (self, { name }, context) => demandItem(context, self, name),

    CreateCustomizationSpec: (self, { item }, context) => {
      demandFree(context, self, item.info.name);
      store(context, self, [...items(context, self), stamped(context, item, FIRST_VERSION)]);
    },

    OverwriteCustomizationSpec: (self, { item }, context) => {
      const old = demandItem(context, self, item.info.name);
      const { changeVersion } = item.info;
      if (changeVersion !== undefined && changeVersion !== old.info.changeVersion) {
        throw new VimFault('ConcurrentAccess');
      }
      replace(context, self, old, stamped(context, item, nextVersion(old)));
    },

    DeleteCustomizationSpec: (self, { name }, context) => {
      const old = demandItem(context, self, name);
      store(
        context,
        self,
        items(context, self).filter((each) => each !== old),
      );
    },

    DuplicateCustomizationSpec: (self, { name, newName }, context) => {
      const old = demandItem(context, self, name);
      demandFree(context, self, newName);
      const copy = stamped(context, renamed(old, newName), FIRST_VERSION);
      store(context, self, [...items(context, self), copy]);
    },

    RenameCustomizationSpec: (self, { name, newName }, context) => {
      const old = demandItem(context, self, name);
      if (newName === name) return;
      demandFree(context, self, newName);
      replace(context, self, old, stamped(context, renamed(old, newName), nextVersion(old)));
    },
  },
  derivations: [
    {
      type: 'CustomizationSpecManager',
      property: 'info',
      reads: ['_specs'],
      derive: (self, read) =>
        ((read(self, '_specs') ?? []) as readonly CustomizationSpecItem[]).map(({ info }) => info),
    },
  ],
});

function items({ inventory }: Context, self: Self): readonly CustomizationSpecItem[] {
  return (inventory.read(self as Ref, '_specs') ?? []) as readonly CustomizationSpecItem[];
}

function find(context: Context, self: Self, name: string): CustomizationSpecItem | undefined {
  return items(context, self).find(({ info }) => info.name === name);
}

function demandItem(context: Context, self: Self, name: string): CustomizationSpecItem {
  const item = find(context, self, name);
  if (!item) throw new VimFault('NotFound');
  return item;
}

function demandFree(context: Context, self: Self, name: string): void {
  if (find(context, self, name)) throw new VimFault('AlreadyExists', { name });
}

/** The item with version and time of this change. */
function stamped(
  { clock }: Context,
  item: CustomizationSpecItem,
  changeVersion: string,
): CustomizationSpecItem {
  const { _typeName, ...info } = item.info;
  return build('CustomizationSpecItem', {
    info: build('CustomizationSpecInfo', {
      ...info,
      changeVersion,
      lastUpdateTime: clock.iso(),
    }),
    spec: item.spec,
  });
}

function nextVersion({ info }: CustomizationSpecItem): string {
  return String(Number(info.changeVersion ?? 0) + 1);
}

function renamed(item: CustomizationSpecItem, name: string): CustomizationSpecItem {
  const { _typeName, ...info } = item.info;
  return build('CustomizationSpecItem', {
    info: build('CustomizationSpecInfo', { ...info, name }),
    spec: item.spec,
  });
}

function replace(
  context: Context,
  self: Self,
  old: CustomizationSpecItem,
  changed: CustomizationSpecItem,
): void {
  store(
    context,
    self,
    items(context, self).map((each) => (each === old ? changed : each)),
  );
}

function store(context: Context, self: Self, all: readonly CustomizationSpecItem[]): void {
  context.inventory.apply([assign(self, '_specs', all)], causeOf(context));
}
