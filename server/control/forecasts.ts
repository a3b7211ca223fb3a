/**
 * What a test foretells of VMs, in place of vRealize Operations: predictive DRS acts on it.
 */
import { assign } from '../inventory/change.ts';
import {
  FORECAST,
  type Forecast,
  type ForecastPoint,
  type ForecastResource,
  forecastOfVm,
  forecastValue,
} from '../vim/facts/forecast-facts.ts';
import type { Services } from '../vim/method.ts';
import { vmNamed } from '../vim/search/vm-named.ts';
import type { Ref } from '../vmodl/reference.ts';
import { ControlError } from './control-error.ts';

export interface ForecastWish {
  readonly forecasts: readonly {
    /** Inventory path, id or name. */
    readonly vm: string;
    readonly resource: ForecastResource;
    /** MHz or MB at virtual times; none takes away what there was. */
    readonly points: readonly { readonly t: string; readonly value: number }[];
  }[];
}

export interface ForecastReport {
  readonly vm: string;
  readonly name: string;
  readonly cpu: readonly { readonly t: string; readonly value: number }[];
  readonly memory: readonly { readonly t: string; readonly value: number }[];
}

const CAUSE = { method: 'putForecasts' };

export class ForecastControl {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Throws ControlError when a VM is unknown or a time is none; then nothing changed. */
  put({ forecasts }: ForecastWish): readonly ForecastReport[] {
    const { inventory } = this.#services;
    const wanted = new Map<Ref<'VirtualMachine'>, Forecast>();
    for (const { vm: text, resource, points } of forecasts) {
      const vm = this.#named(text);
      const before = wanted.get(vm) ?? forecastOfVm(inventory, vm);
      wanted.set(vm, { ...before, [resource]: points.map(readPoint) });
    }
    inventory.apply(
      [...wanted].map(([vm, forecast]) => assign(vm, FORECAST, forecastValue(forecast))),
      CAUSE,
    );
    return [...wanted.keys()].map((vm) => this.#reportOf(vm));
  }

  #reportOf(vm: Ref<'VirtualMachine'>): ForecastReport {
    const { inventory, clock } = this.#services;
    const { cpu = [], memory = [] } = forecastOfVm(inventory, vm);
    const told = ({ atMs, value }: ForecastPoint) => ({ t: clock.iso(atMs), value });
    return {
      vm: vm.value,
      name: inventory.read(vm, 'name'),
      cpu: cpu.map(told),
      memory: memory.map(told),
    };
  }

  #named(text: string): Ref<'VirtualMachine'> {
    const found = vmNamed(this.#services, text);
    if (typeof found !== 'number') return found;
    throw found === 0
      ? new ControlError('not found', `there is no virtual machine "${text}"`)
      : new ControlError('conflict', `${found} virtual machines are called "${text}"`);
  }
}

function readPoint({ t, value }: { readonly t: string; readonly value: number }): ForecastPoint {
  const atMs = Date.parse(t);
  if (Number.isNaN(atMs)) throw new ControlError('invalid', `"${t}" is no moment`);
  return { atMs, value };
}
