/**
 * Operations that are alike for devices of every kind but for their words: `param` is what a service calls the
 * identifier of its devices (`floppy`, `port`).
 */
import type { VapiContext } from '../../../../service.ts';
import { idsOf, machineOf, removeDevice, replug } from './hardware-calls.ts';
import type { DeviceKind } from './kinds.ts';

type Named<P extends string> = Readonly<Record<'vm' | P, string>>;

/** Identifiers of all, and taking one away. */
export function removable<P extends string>(kind: DeviceKind, param: P) {
  return {
    list: ({ vm }: { readonly vm: string }, context: VapiContext) =>
      idsOf(machineOf(context, vm), kind).map((id) => ({ [param]: id }) as Record<P, string>),
    delete: (input: Named<P>, context: VapiContext) =>
      removeDevice(context, input.vm, kind, input[param]),
  };
}

/** The same of those that can be plugged in and out while the VM runs. */
export function pluggable<P extends string>(kind: DeviceKind, param: P) {
  const plug = (connected: boolean) => (input: Named<P>, context: VapiContext) =>
    replug(context, input.vm, { kind, id: input[param], connected });
  return { ...removable(kind, param), connect: plug(true), disconnect: plug(false) };
}
