/**
 * What the search index looks up: hosts and virtual machines by UUID, address, DNS name and file,
 * entities by their place and name.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { KeyIndex, type KeyRule } from './key-index.ts';

/** How something is searched: `vm.uuid`, `host.ip` … */
export type SearchKey =
  | 'vm.uuid'
  | 'vm.instanceUuid'
  | 'vm.path'
  | 'vm.dns'
  | 'vm.ip'
  | 'host.uuid'
  | 'host.dns'
  | 'host.ip';

export class EntityIndex {
  readonly #inventory: Inventory;
  readonly #indexes: ReadonlyMap<SearchKey, KeyIndex>;
  readonly #children: KeyIndex;

  constructor(services: { readonly inventory: Inventory; readonly catalog: Catalog }) {
    const { inventory, catalog } = services;
    this.#inventory = inventory;
    const make = (rule: KeyRule) =>
      new KeyIndex(inventory, rule, (type) => catalog.isA(type, rule.type));
    this.#indexes = new Map(searchRules(inventory).map(([key, rule]) => [key, make(rule)]));
    this.#children = make(childRule(inventory));
    const all = [...this.#indexes.values(), this.#children];
    inventory.subscribe((commit) => {
      for (const index of all) index.hear(commit);
    });
  }

  /** Case does not matter, except in file paths. */
  find(key: SearchKey, text: string): Ref[] {
    return this.#indexes.get(key)?.find(key === 'vm.path' ? text : text.toLowerCase()) ?? [];
  }

  /** The child of that name; of several the first that came. `/ \ %` in names may come escaped or not. */
  child(parent: Ref, name: string): Ref | undefined {
    return this.#children.find(childKey(parent, name))[0];
  }

  /** Is the entity in the datacenter? */
  isIn(ref: Ref, datacenter: Ref): boolean {
    for (let at: unknown = ref; isReference(at); at = this.#aboveOf(at)) {
      if (at.value === datacenter.value) return true;
    }
    return false;
  }

  #aboveOf(ref: Ref): unknown {
    if (!this.#inventory.find(ref.value)) return undefined;
    // A virtual machine in a vApp has no folder.
    return this.#inventory.read(ref, 'parent') ?? this.#inventory.read(ref, 'parentVApp');
  }
}

function searchRules(inventory: Inventory): [SearchKey, KeyRule][] {
  const read = (ref: Ref, property: string, ...members: readonly string[]): unknown =>
    members.reduce<unknown>((at, name) => member(at, name), inventory.read(ref, property));
  const rule = (type: string, property: string, keysOf: (ref: Ref) => unknown[]): KeyRule => ({
    type,
    properties: [property],
    keysOf: (ref) => texts(keysOf(ref)),
  });
  const vm = (property: string, keysOf: (ref: Ref) => unknown[]) =>
    rule('VirtualMachine', property, keysOf);
  const host = (property: string, keysOf: (ref: Ref) => unknown[]) =>
    rule('HostSystem', property, keysOf);
  return [
    ['vm.uuid', vm('config', (ref) => [read(ref, 'config', 'uuid')])],
    ['vm.instanceUuid', vm('config', (ref) => [read(ref, 'config', 'instanceUuid')])],
    ['vm.path', pathRule(read)],
    ['vm.dns', vm('guest', (ref) => [read(ref, 'guest', 'hostName')])],
    ['vm.ip', vm('guest', (ref) => guestAddresses(read(ref, 'guest')))],
    ['host.uuid', host('hardware', (ref) => [read(ref, 'hardware', 'systemInfo', 'uuid')])],
    ['host.dns', dnsRule(read)],
    ['host.ip', host('config', (ref) => hostAddresses(read(ref, 'config', 'network')))],
  ];
}

type Read = (ref: Ref, property: string, ...members: readonly string[]) => unknown;

function pathRule(read: Read): KeyRule {
  return {
    type: 'VirtualMachine',
    properties: ['config'],
    keysOf: (ref) => {
      const path = read(ref, 'config', 'files', 'vmPathName');
      return typeof path === 'string' ? [path] : [];
    },
  };
}

/** A host answers to its name in the inventory and to that which it has on its network. */
function dnsRule(read: Read): KeyRule {
  return {
    type: 'HostSystem',
    properties: ['name', 'config'],
    keysOf: (ref) => {
      const dns = read(ref, 'config', 'network', 'dnsConfig');
      const [host, domain] = [member(dns, 'hostName'), member(dns, 'domainName')];
      return texts([read(ref, 'name'), host, domain ? `${host}.${domain}` : undefined]);
    },
  };
}

/** Entities by what contains them and their name. */
function childRule(inventory: Inventory): KeyRule {
  return {
    type: 'ManagedEntity',
    properties: ['name', 'parent', 'resourcePool', 'parentFolder'],
    keysOf: (ref) => {
      const name = inventory.read(ref, 'name');
      const above = [inventory.read(ref, 'parent')];
      if (ref.type === 'VirtualMachine') above.push(inventory.read(ref, 'resourcePool'));
      if (ref.type === 'VirtualApp') above.push(inventory.read(ref, 'parentFolder'));
      const parents = above.filter((parent) => isReference(parent));
      return typeof name === 'string' ? parents.map((parent) => childKey(parent, name)) : [];
    },
  };
}

function childKey(parent: Ref, name: string): string {
  const escaped = name
    .replaceAll('/', '%2f')
    .replaceAll('\\', '%5c')
    .replace(/%(2F|5C)/g, (code) => code.toLowerCase());
  return `${parent.value}/${escaped}`;
}

function guestAddresses(guest: unknown): unknown[] {
  const cards = items(member(guest, 'net'));
  return [member(guest, 'ipAddress'), ...cards.flatMap((card) => items(member(card, 'ipAddress')))];
}

function hostAddresses(network: unknown): unknown[] {
  const cards = [...items(member(network, 'vnic')), ...items(member(network, 'consoleVnic'))];
  return cards.map((card) => member(member(member(card, 'spec'), 'ip'), 'ipAddress'));
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Those that are text, each once, in lower case. */
function texts(values: readonly unknown[]): string[] {
  const found = values.filter((value) => typeof value === 'string' && value !== '');
  return [...new Set(found.map((text) => String(text).toLowerCase()))];
}
