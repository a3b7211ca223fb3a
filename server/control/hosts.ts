/**
 * What a test may do to hosts: take their power away, and give it back.
 */
import { failHost, restoreHost } from '../vim/ha/host-failure.ts';
import type { Services } from '../vim/method.ts';
import { hasFailed } from '../vim/objects/host-system/host-failure-state.ts';
import type { Ref } from '../vmodl/reference.ts';
import { objectNamed } from './object-named.ts';

type Host = Ref<'HostSystem'>;

export interface HostWish {
  readonly state: 'failed' | 'ok';
}

export interface HostReport {
  readonly host: string;
  readonly name: string;
  readonly state: 'failed' | 'ok';
  readonly connectionState: string;
  readonly powerState: string;
  /** Ids of the VMs registered there. */
  readonly vms: readonly string[];
}

export class HostControl {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  report(text: string): HostReport {
    return this.#reportOf(this.#named(text));
  }

  /** Throws ControlError when there is no such host, or several. */
  change(text: string, { state }: HostWish): HostReport {
    const host = this.#named(text);
    if (state === 'failed') failHost(this.#services, host);
    else restoreHost(this.#services, host);
    return this.#reportOf(host);
  }

  #reportOf(host: Host): HostReport {
    const { inventory } = this.#services;
    const { connectionState, powerState } = inventory.read(host, 'runtime');
    return {
      host: host.value,
      name: inventory.read(host, 'name'),
      state: hasFailed(inventory, host) ? 'failed' : 'ok',
      connectionState,
      powerState,
      vms: (inventory.read(host, 'vm') ?? []).map(({ value }) => value),
    };
  }

  /** By id or name. */
  #named(text: string): Host {
    const kind = { type: 'HostSystem', words: 'host' } as const;
    return objectNamed(this.#services.inventory, kind, text);
  }
}
