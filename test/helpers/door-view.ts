/**
 * One inventory as its doors show it: what all of them can tell of VMs, hosts, resource pools, datastores
 * and places, by id; alike if the doors agree.
 */

export type Plain = string | number | boolean | undefined;
export type Told = Readonly<Record<string, Plain | readonly string[]>>;
/** `VirtualMachine vm-12` → what is told of it. */
export type View = Readonly<Record<string, Told>>;

/** Devices that every door tells of, as text: what, which, connected, how large or with which address. */
export function deviceText(type: string, key: Plain, connected: Plain, detail: Plain): string {
  const kind = DEVICE_KINDS.find(([pattern]) => pattern.test(type))?.[1];
  if (kind === undefined) return '';
  return [kind, key, kind === 'disk' ? '' : connected, detail ?? ''].join(' ').trimEnd();
}

const DEVICE_KINDS: readonly (readonly [RegExp, string])[] = [
  [/^VirtualDisk$/, 'disk'],
  [/^VirtualCdrom/, 'cdrom'],
  [/^Virtual(?:E1000e?|Vmxnet[23]?|PCNet32|SriovEthernetCard)$/, 'nic'],
  [/^VirtualFloppy$/, 'floppy'],
];

/** In order of ids, without what is unset. */
export function sorted(entries: readonly (readonly [string, Told])[]): View {
  const inOrder = entries
    .map(([key, { devices, ...told }]) => {
      const plain = Object.entries(told).filter(([, value]) => value !== undefined);
      const own = Array.isArray(devices) ? { devices: devices.filter(Boolean).toSorted() } : {};
      return [key, { ...Object.fromEntries(plain), ...own } as Told] as const;
    })
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(inOrder);
}
