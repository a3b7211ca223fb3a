/**
 * ExtensionManager: the extensions registered with this vCenter Server.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { Extension } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type Context, objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

type Self = Ref<'ExtensionManager'>;

export const extensionManager = objectType({
  type: 'ExtensionManager',
  methods: {
    FindExtension: (self, { extensionKey }, context) =>
      extensions(context, self).find(({ key }) => key === extensionKey),

    RegisterExtension: (self, { extension }, context) => {
      const known = extensions(context, self);
      if (extension.key === '' || known.some(({ key }) => key === extension.key)) {
        throw invalidArgument('extension.key');
      }
      store(context, self, [...known, beating(context, extension)]);
    },

    UpdateExtension: (self, { extension }, context) => {
      const old = demandExtension(context, self, extension.key);
      const renewed = beating(context, extension);
      store(
        context,
        self,
        extensions(context, self).map((each) => (each === old ? renewed : each)),
      );
    },

    UnregisterExtension: (self, { extensionKey }, context) => {
      const old = demandExtension(context, self, extensionKey);
      store(
        context,
        self,
        extensions(context, self).filter((each) => each !== old),
      );
    },

    QueryManagedBy: (_self, { extensionKey }, { inventory }) => [
      ...inventory
        .ofType('VirtualMachine')
        .filter((vm) => inventory.read(vm, 'config')?.managedBy?.extensionKey === extensionKey),
      ...inventory
        .ofType('VirtualApp')
        .filter(
          (app) => inventory.read(app, 'vAppConfig')?.managedBy?.extensionKey === extensionKey,
        ),
    ],

    /** No address of a pool is handed out by an extension. */
    QueryExtensionIpAllocationUsage: () => [],
  },
});

function extensions({ inventory }: Context, self: Self): readonly Extension[] {
  return inventory.read(self, 'extensionList') ?? [];
}

function demandExtension(context: Context, self: Self, extensionKey: string): Extension {
  const found = extensions(context, self).find(({ key }) => key === extensionKey);
  if (!found) throw new VimFault('NotFound');
  return found;
}

/** An extension which has just been heard of. */
function beating({ clock }: Context, extension: Extension): Extension {
  const { _typeName, ...members } = extension;
  return build('Extension', { ...members, lastHeartbeatTime: clock.iso() });
}

function store(context: Context, self: Self, extensionList: readonly Extension[]): void {
  context.inventory.apply([assign(self, 'extensionList', extensionList)], causeOf(context));
}
