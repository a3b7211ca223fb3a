import { listSeeds } from '../../../server/inventory/seed/built-in.ts';
import { loadSeed, parseSeed } from '../../../server/inventory/seed/load-seed.ts';
import { seedChanges } from '../../../server/inventory/seed/seed-changes.ts';
import { SeedError } from '../../../server/inventory/seed/seed-error.ts';

const HEAD = 'name: x\ndescription: y\n';
const HOST = `${HEAD}datacenters:
  - name: DC
    hosts:
      - name: h1
    datastores:
      - { name: DS, capacityGb: 10 }
`;

/** What is wrong with a text, as its author is told. */
function complaint(text: string): string {
  try {
    parseSeed(text, 'seeds/x.yaml');
  } catch (error) {
    if (error instanceof SeedError) return error.message;
    throw error;
  }
  return '';
}

describe('a VM that does not run', () => {
  it.each(['power: "off"', 'power: suspended', 'template: true'])(
    'may lie on a host in standby (%s)',
    (state) => {
      const asleep = HOST.replace('name: h1', '{ name: h1, power: standby }');

      expect(complaint(`${asleep}    vms:\n      - { name: a, host: h1, ${state} }\n`)).toBe('');
    },
  );
});

describe('a seed with a mistake', () => {
  it.each([
    [
      'an unknown key',
      `${HOST}    vms:\n      - { name: a, cpuz: 2 }\n`,
      ':10:20: unknown key "cpuz", did you mean "cpus"?',
    ],
    [
      'a wrong type',
      `${HOST}    vms:\n      - { name: a, cpus: many }\n`,
      ':10:26: must be a whole number from 1 to 768, is string "many"',
    ],
    [
      'a number out of range',
      `${HOST}    vms:\n      - { name: a, cpus: 0 }\n`,
      ':10:26: must be a whole number from 1 to 768, is 0',
    ],
    ['a missing key', `${HOST}    vms:\n      - { cpus: 1 }\n`, ':10:9: lacks "name"'],
    [
      'an unknown host',
      `${HOST}    vms:\n      - { name: a, host: h2 }\n`,
      ':10:26: no host "h2"; there are: h1',
    ],
    ...(
      [
        ['power: standby', 'is in standby'],
        ['power: "off"', 'is switched off'],
        ['maintenance: true', 'is in maintenance'],
      ] as const
    ).map(([state, why]): [string, string, string] => [
      `a VM that runs on a host with ${state}`,
      `${HOST.replace('name: h1', `{ name: h1, ${state} }`)}    vms:\n      - { name: a, host: h1 }\n`,
      `:10:26: host "h1" ${why}: no VM can run there, give it power: "off"`,
    ]),
    [
      'an unknown network',
      `${HOST}    vms:\n      - { name: a, nics: [{ network: N }] }\n`,
      ':10:38: no network "N"; there are: VM Network',
    ],
    [
      'two VMs of a name',
      `${HOST}    vms:\n      - name: a\n      - name: a\n`,
      ':11:15: VM "a" is there twice',
    ],
    [
      'a word that is none of those known',
      `${HOST}    vms:\n      - { name: a, power: up }\n`,
      ':10:27: must be one of on, off, suspended, is string "up"',
    ],
    [
      'an address that is none',
      `${HOST}    vms:\n      - { name: a, ip: 10.0.0.300 }\n`,
      ':10:24: "10.0.0.300" is no IP address',
    ],
    [
      'more free than there is',
      HOST.replace('capacityGb: 10', 'capacityGb: 10, freeGb: 11'),
      'is more than the capacity of 10 GB',
    ],
    ['a duplicate key', 'name: a\nname: b\n', ':2:1: Map keys must be unique'],
    [
      'two recipes',
      `${HEAD}dc0: {}\ngenerate: {}\n`,
      ':1:1: needs one of "datacenters", "generate", "dc0"',
    ],
    [
      'more than a vCenter holds',
      `${HEAD}generate: { clusters: 400, hosts: 96 }\n`,
      ':3:11: 38400 hosts are more than 2500',
    ],
    [
      'an unknown role',
      `${HOST}permissions:\n  - { entity: /DC, principal: a, role: Boss }\n`,
      'no role "Boss"',
    ],
  ])('tells of %s with its place', (_name, text, expected) => {
    const told = complaint(text);

    expect(told).toMatch(/^seeds\/x\.yaml:\d+:\d+: /);
    expect(told).toContain(expected);
  });

  it('is told of all its mistakes at once', () => {
    const told = complaint(
      `${HOST}    vms:\n      - { name: a, cpuz: 2 }\n      - { name: b, host: 7, x: 1 }\n`,
    );

    expect(told.split('\n')).toHaveLength(2);
  });
});

describe('a hostile seed', () => {
  const lol = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (let index = 0; index < 8; index += 1) {
    const [before, after] = ['abcdefghi'[index], 'abcdefghi'[index + 1]];
    lol.push(`${after}: &${after} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`);
  }

  it.each([
    ['an alias bomb', lol.join('\n')],
    ['an anchor within itself', `name: &a\n  x: *a\n`],
    ['thousands of aliases', `a: &a 1\nb: [${'*a, '.repeat(5000)}*a]`],
    ['a tag that would make an object', `name: !!js/function 'function(){}'\n`],
    ['text larger than any seed', `name: ${'x'.repeat(5_000_000)}`],
    ['endless nesting', '['.repeat(50_000)],
    ['endless nesting, closed', `name: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['a key that names a prototype', `${HEAD}__proto__: { polluted: true }\ndc0: {}\n`],
    ['two documents', `${HEAD}dc0: {}\n---\n${HEAD}`],
    ['nothing', ''],
    ['a list', '- 1\n- 2\n'],
    ['a bare word', 'hello'],
    ['control characters in a name', `${HEAD}datacenters:\n  - name: "a\\u0000b"\n`],
    ['an unresolved alias', 'name: *nothing\n'],
    ['a broken quote', 'name: "abc\n'],
    ['a tab where none may be', 'name:\n\t- x\n'],
  ])('is refused with a message: %s', (_name, text) => {
    expect(() => parseSeed(text, 'seeds/x.yaml')).toThrow(SeedError);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each(['web/1', 'web\\1', '100%'])(
    'is refused with a VM called %s, which no vCenter has',
    (name) => {
      expect(() => parseSeed(`${HOST}    vms:\n      - { name: '${name}' }\n`, 'x')).toThrow(
        /must have %2f for a slash/,
      );
    },
  );

  it('is taken with a VM whose name is escaped', () => {
    const seed = parseSeed(`${HOST}    vms:\n      - { name: 'a%2fb 100%25' }\n`, 'x');

    expect(seed.datacenters[0]?.vms).toMatchObject([{ name: 'a%2fb 100%25' }]);
  });

  it('is refused when there is no such file', () => {
    expect(() => loadSeed('./no-such-seed.yaml')).toThrow(
      /^\.\/no-such-seed\.yaml: cannot be read/,
    );
  });
});

describe('built-in seeds', () => {
  it('are listed with what they are', () => {
    const listed = listSeeds();

    expect(listed.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'dc0',
        'dpm-cluster',
        'drs-cluster',
        'lab',
        'max',
        'storage-cluster',
      ]),
    );
    expect(listed.every(({ description }) => description !== '')).toBe(true);
  });

  it.each(listSeeds().map(({ name }) => name))('%s loads', (name) => {
    expect(loadSeed(name).name).toBe(name);
  });

  it.each(['lab', 'dc0', 'drs-cluster', 'dpm-cluster', 'storage-cluster'])(
    '%s makes equal worlds of two runs',
    (name) => {
      expect(seedChanges(loadSeed(name)).changes).toEqual(seedChanges(loadSeed(name)).changes);
    },
  );
});

describe('defaults of a seed', () => {
  it('fill what a VM leaves out and keep what it says', () => {
    const text = HOST.replace(
      'datacenters:',
      'defaults: { vm: { cpus: 4, memoryMb: 512 } }\ndatacenters:',
    );

    const seed = parseSeed(
      `${text}    vms:\n      - { name: a }\n      - { name: b, cpus: 1 }\n`,
      'x',
    );

    expect(seed.datacenters[0]?.vms).toMatchObject([
      { name: 'a', cpus: 4, memoryMb: 512 },
      { name: 'b', cpus: 1, memoryMb: 512 },
    ]);
  });
});

describe('disks of a seed', () => {
  it.each([
    ['{ sizeGb: 40 }', 10],
    ['{ sizeGb: 40, usedGb: 12 }', 12],
    ['{ sizeGb: 40, provisioning: thick }', 40],
    ['{ sizeGb: 40, provisioning: thick, usedGb: 12 }', 12],
    ['{ sizeGb: 40, provisioning: eager, usedGb: 12 }', 12],
  ])('%s hold %d GB that the guest has written', (disk, writtenGb) => {
    const { changes } = seedChanges(
      parseSeed(
        `${HOST.replace('capacityGb: 10', 'capacityGb: 100')}    vms: [{ name: a, disks: [${disk}] }]\n`,
        'x',
      ),
    );

    const vm = changes.find(
      (change) => change.op === 'create' && change.ref.type === 'VirtualMachine',
    );
    expect(JSON.stringify(vm)).toContain(`"_allocatedBytes":${writtenGb * 2 ** 30}`);
  });
});

describe('users, roles and permissions of a seed', () => {
  it('come with the objects they are for', () => {
    const seed = parseSeed(
      `${HOST}users:
  - { name: olga, password: secret }
roles:
  - { name: Starter, privileges: [VirtualMachine.Interact.PowerOn] }
permissions:
  - { entity: /DC/vm, principal: 'VSPHERE.LOCAL\\olga', role: Starter }
`,
      'x',
    );

    const state = seedChanges(seed);

    expect(state.users).toEqual([{ name: 'olga', password: 'secret' }]);
    expect(state.permissions).toMatchObject([
      { path: '/DC/vm', entity: { type: 'Folder' }, role: 'Starter', propagate: true },
    ]);
  });
});
