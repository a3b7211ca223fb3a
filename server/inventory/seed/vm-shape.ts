/**
 * The shape of a VM in a seed file.
 */
import { CARD_TYPES, type CardType } from '../templates/vm-drives.ts';
import { allocation, positive, size } from './basic-shapes.ts';
import { demand, diskDemands } from './demand-shape.ts';
import type { SeedProfile, SeedVm } from './seed-vm.ts';
import {
  type Check,
  flag,
  listOf,
  mapOf,
  name,
  number,
  oneOf,
  oneOrMore,
  shape,
  text,
} from './shape.ts';

export const profile = shape<SeedProfile>({
  cpuPercent: number({ max: 100 }),
  activeMemoryPercent: number({ max: 100 }),
  dirtyRateMbPerSecond: size,
  workingSetMb: size,
  grantedMemoryMb: size,
  diskIops: size,
  diskOutstandingIo: size,
  diskLatencyMs: size,
  diskWriteMbPerSecond: size,
  diskGrowthMbPerHour: size,
  demand,
  disks: diskDemands,
});

/** As vCenter keeps it: a slash would end a step of an inventory path and of a file's path. */
const vmName: Check<string> = (node, report) => {
  const value = name(node, report);
  return value !== undefined && /[/\\]|%(?!25|2f|5c)/i.test(value)
    ? report.add(
        node.place,
        'must have %2f for a slash, %5c for a backslash, %25 for a percent sign',
      )
    : value;
};

const vmFields = {
  name: vmName,
  folder: text(),
  host: name,
  pool: text(),
  datastore: name,
  cpus: number({ min: 1, max: 768, whole: true }),
  coresPerSocket: number({ min: 1, max: 768, whole: true }),
  memoryMb: number({ min: 4, max: 25_165_824, whole: true }),
  guestId: text(),
  version: text(),
  firmware: oneOf('bios', 'efi'),
  annotation: text({ allowEmpty: true, max: 65_536 }),
  template: flag,
  power: oneOf('on', 'off', 'suspended'),
  tools: oneOf('running', 'guestManaged', 'notRunning', 'notInstalled'),
  ip: oneOrMore(text({ max: 64 })),
  hostName: text(),
  domain: text({ allowEmpty: true }),
  gateway: text(),
  dns: listOf(text()),
  scsi: oneOf(
    'ParaVirtualSCSIController',
    'VirtualLsiLogicController',
    'VirtualLsiLogicSASController',
    'VirtualBusLogicController',
  ),
  disks: listOf(
    shape<NonNullable<SeedVm['disks']>[number]>(
      {
        sizeGb: positive(63_488),
        provisioning: oneOf('thin', 'thick', 'eager'),
        usedGb: size,
        datastore: name,
        mode: oneOf(
          'persistent',
          'independent_persistent',
          'independent_nonpersistent',
          'nonpersistent',
          'undoable',
          'append',
        ),
        file: text(),
      },
      ['sizeGb'],
    ),
    15,
  ),
  nics: listOf(
    shape<NonNullable<SeedVm['nics']>[number]>(
      {
        network: name,
        type: oneOf(...(Object.keys(CARD_TYPES) as CardType[])),
        mac: text({ max: 17 }),
        connected: flag,
        ip: oneOrMore(text({ max: 64 })),
      },
      ['network'],
    ),
    10,
  ),
  cdrom: text(),
  cdromBus: oneOf('ide', 'sata'),
  cpu: allocation,
  memory: allocation,
  snapshots: listOf(
    shape<NonNullable<SeedVm['snapshots']>[number]>(
      {
        name,
        description: text({ allowEmpty: true }),
        memory: flag,
        quiesced: flag,
        deltaGb: size,
      },
      ['name'],
    ),
    32,
  ),
  extraConfig: mapOf(text({ allowEmpty: true })),
  profile,
} as const;
export const vm = shape<SeedVm>(vmFields, ['name']);
/** As a VM, but nothing is required. */
export const vmDefaults = shape<SeedVm>(vmFields);
