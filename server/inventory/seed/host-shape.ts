/**
 * The shape of a host in a seed file.
 */
import { VMKNIC_SERVICES } from '../templates/vmknics.ts';
import { count, names, pool, positive, size } from './basic-shapes.ts';
import type { SeedHost } from './seed.ts';
import { flag, listOf, name, number, oneOf, shape, text } from './shape.ts';

const vswitch = shape<NonNullable<SeedHost['vswitches']>[number]>(
  {
    name,
    nics: names,
    mtu: number({ min: 1280, max: 9000, whole: true }),
    portgroups: listOf(
      shape<{ readonly name: string; readonly vlan?: number | undefined }>(
        { name, vlan: count(4095) },
        ['name'],
      ),
    ),
  },
  ['name'],
);

const vmknic = shape<NonNullable<SeedHost['vmknics']>[number]>(
  {
    device: name,
    ip: text({ max: 45 }),
    netmask: text({ max: 45 }),
    mtu: number({ min: 1280, max: 9000, whole: true }),
    portgroup: name,
    stack: oneOf('defaultTcpipStack', 'vmotion', 'vSphereProvisioning'),
    services: listOf(oneOf(...VMKNIC_SERVICES)),
  },
  ['ip', 'portgroup'],
);

const hostFields = {
  name,
  folder: text(),
  pools: listOf(pool),
  cpu: shape<NonNullable<SeedHost['cpu']>>({
    model: text(),
    packages: number({ min: 1, max: 32, whole: true }),
    coresPerPackage: number({ min: 1, max: 256, whole: true }),
    threadsPerCore: number({ min: 1, max: 4, whole: true }),
    mhz: number({ min: 100, max: 10_000, whole: true }),
  }),
  memoryGb: positive(24_576),
  memoryBytes: count(2 ** 45),
  vendor: text(),
  model: text(),
  nics: listOf(
    shape<NonNullable<SeedHost['nics']>[number]>({ device: name, gbps: number({ max: 400 }) }, [
      'device',
    ]),
  ),
  vswitches: listOf(vswitch),
  vmknics: listOf(vmknic),
  localDatastores: listOf(
    shape<NonNullable<SeedHost['localDatastores']>[number]>(
      { name, capacityGb: positive(65_536), freeGb: size, ssd: flag },
      ['name', 'capacityGb'],
    ),
  ),
  state: oneOf('connected', 'disconnected', 'notResponding'),
  power: oneOf('on', 'off', 'standby'),
  maintenance: flag,
  gateway: text(),
  dns: listOf(text()),
  domain: text({ allowEmpty: true }),
} as const;
export const host = shape<SeedHost>(hostFields, ['name']);
/** As a host, but nothing is required. */
export const hostDefaults = shape<SeedHost>(hostFields);
