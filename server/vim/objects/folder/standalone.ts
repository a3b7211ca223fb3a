/**
 * Hosts that stand for themselves: the compute resource of one, and AddStandaloneHost_Task.
 */
import { type Change, create } from '../../../inventory/change.ts';
import { poolConfig, standaloneConfig } from '../../../inventory/templates/compute.ts';
import { entityProperties } from '../../../inventory/templates/entity.ts';
import { build } from '../../../vmodl/build.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { ComputeResourceConfigInfo } from '../../../vmodl/generated/data.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import { type Ref, reference } from '../../../vmodl/reference.ts';
import { demandFreeName } from '../../entity-names.ts';
import type { Context, MethodTable } from '../../method.ts';
import { hostAdded } from '../cluster-compute-resource/add-host.ts';
import { editedStandalone } from '../cluster-compute-resource/configuration.ts';
import { newRef } from './new-ref.ts';

type Folder = Ref<Kinds['Folder']>;

export const addStandaloneMethods: MethodTable<'Folder'> = {
  AddStandaloneHost_Task(self, { spec, compResSpec, addConnected }, context) {
    const { inventory } = context;
    const takes: readonly string[] = inventory.read(self, 'childType') ?? [];
    if (!takes.includes('ComputeResource')) throw new VimFault('NotSupported');
    const config = compResSpec
      ? editedStandalone(standaloneConfig(), compResSpec, { modify: true })
      : standaloneConfig();
    return hostAdded(self, context, {
      method: 'AddStandaloneHost_Task',
      spec,
      connected: addConnected,
      place: (name) => {
        demandFreeName(context, { type: 'ComputeResource', parent: self, name });
        const { owner, changes } = standaloneCompute(self, name, config, context);
        const argument = build('ComputeResourceEventArgument', { name, computeResource: owner });
        return {
          parent: owner,
          folder: self,
          changes,
          members: { computeResource: argument },
          result: owner,
        };
      },
    });
  },
};

export interface StandaloneCompute {
  readonly owner: Ref<'ComputeResource'>;
  readonly pool: Ref<'ResourcePool'>;
  readonly changes: readonly Change[];
}

/** The compute resource of one host, named as the host, with its pool and browsers. */
export function standaloneCompute(
  folder: Folder,
  name: string,
  configurationEx: ComputeResourceConfigInfo,
  context: Context,
): StandaloneCompute {
  const owner = newRef('ComputeResource', 'domain-s', context);
  const pool = newRef('ResourcePool', 'resgroup-', context);
  const browser = reference('EnvironmentBrowser', `envbrowser-${/\d+$/.exec(owner.value)?.[0]}`);
  const datastores = reference('HostDatastoreBrowser', `datastoreBrowser-${owner.value}`);
  return {
    owner,
    pool,
    changes: [
      create(owner, {
        ...entityProperties(folder),
        name,
        configurationEx,
        environmentBrowser: browser,
        lifecycleManaged: false,
      }),
      create(pool, {
        ...entityProperties(owner),
        name: 'Resources',
        owner,
        config: poolConfig(pool, {}, {}),
      }),
      create(datastores, { _owner: owner }),
      create(browser, { _owner: owner, datastoreBrowser: datastores }),
    ],
  };
}
