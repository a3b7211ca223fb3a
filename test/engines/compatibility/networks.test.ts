/** Cards that find their network, and yet may not use it. */
import type {
  NetworkFacts,
  NetworkPolicyFacts,
} from '../../../server/engines/compatibility/facts.ts';
import { reference } from '../../../server/vmodl/reference.ts';
import { faultsOf, findings, misfits } from './findings.ts';
import * as given from './given.ts';

const OFF = { powerState: 'poweredOff' } as const;
const distributed = (id: number, version: string): NetworkFacts => ({
  ref: reference('DistributedVirtualPortgroup', `dvportgroup-${id}`),
  name: `dvpg-${id}`,
  kind: 'distributed',
  distributedSwitch: {
    ref: reference('VmwareDistributedVirtualSwitch', `dvs-${id}`),
    vendor: 'VMware, Inc.',
    version,
  },
  takesReservations: true,
});
const OLD = distributed(1, '7.0.3');
const NEW = distributed(2, '8.0.3');
const POLICY: NetworkPolicyFacts = {
  network: 'VM Network',
  allowPromiscuous: false,
  macChanges: true,
  forgedTransmits: true,
  checksumOffload: true,
  segmentationOffload: true,
  zeroCopy: true,
};
const KNOWS_ALL = { networks: [given.VM_NETWORK, OLD, NEW].map(({ ref }) => ref) };

const plugged = (from: NetworkFacts, network: NetworkFacts, connected = true) => ({
  nics: [given.nic(network, { from, connected })],
});
const looser = { networkPolicies: [{ ...POLICY, allowPromiscuous: true }] };
const strict = { networkPolicies: [POLICY] };

const CASES: readonly (readonly [string, given.MoveChanges, readonly string[]])[] = [
  [
    'another switch of the same version',
    { vm: given.vm(plugged(NEW, distributed(2, '8.0.3'))) },
    [],
  ],
  [
    'from a standard switch to a distributed one',
    { vm: given.vm(plugged(given.VM_NETWORK, NEW)) },
    [],
  ],
  [
    'from a distributed switch to a standard one',
    { vm: given.vm(plugged(NEW, given.VM_NETWORK)) },
    ['networkTests error CannotUseNetwork'],
  ],
  [
    'from a distributed switch to a standard one, not connected',
    { vm: given.vm(plugged(NEW, given.VM_NETWORK, false)) },
    ['networkTests warning CannotUseNetwork'],
  ],
  [
    'from a distributed switch to a standard one, powered off',
    { vm: given.vm({ ...OFF, ...plugged(NEW, given.VM_NETWORK) }) },
    [],
  ],
  [
    'another switch of another version',
    { vm: given.vm(plugged(OLD, NEW)) },
    ['networkTests error CannotUseNetwork'],
  ],
  [
    'another switch of another version, powered off',
    { vm: given.vm({ ...OFF, ...plugged(OLD, NEW) }) },
    [],
  ],
  [
    'a port group which is more permissive there',
    { source: strict, destination: { ...KNOWS_ALL, ...looser } },
    ['networkTests error CannotUseNetwork'],
  ],
  [
    'a port group which is more permissive there, powered off',
    { vm: given.vm(OFF), source: strict, destination: { ...KNOWS_ALL, ...looser } },
    ['networkTests warning CannotUseNetwork'],
  ],
  [
    'a port group which is the same there',
    { source: strict, destination: { ...KNOWS_ALL, ...strict } },
    [],
  ],
  [
    'reserved bandwidth where none can be had',
    { vm: given.vm({ nics: [given.nic(given.VM_NETWORK, { reservationMbits: 100 })] }) },
    ['networkTests error CannotUseNetwork'],
  ],
  [
    'a change of network between hosts that cannot',
    { vm: given.vm(plugged(given.VM_NETWORK, NEW)), source: given.lacking('vmotionAcrossNetwork') },
    ['hostTests error VMotionAcrossNetworkNotSupported'],
  ],
  [
    'encryption which is demanded and not to be had',
    {
      vm: given.vm({ encryptedVmotion: 'required' }),
      destination: { ...KNOWS_ALL, ...given.lacking('encryptedVmotion') },
    },
    ['hostTests error MigrationFeatureNotSupported'],
  ],
  [
    'encryption which would be nice and is not to be had',
    { destination: { ...KNOWS_ALL, ...given.lacking('encryptedVmotion') } },
    [],
  ],
  [
    'more virtual CPUs than the software allows',
    {
      vm: given.vm({ ...OFF, vcpuCount: 16 }),
      destination: { abilities: { ...given.host(1).abilities, vcpusMax: 8 } },
    },
    ['hostTests error NumVirtualCpusNotSupported'],
  ],
];

describe('a network of the destination', () => {
  it.each(CASES)('%s', (_name, changes, expected) => {
    const move = given.move({ ...changes, destination: { ...KNOWS_ALL, ...changes.destination } });

    expect(findings(move)).toEqual(expected);
    expect(misfits(move)).toEqual([]);
  });

  it('is named with the reason why it cannot be used', () => {
    const [fault] = faultsOf(
      given.move({ vm: given.vm(plugged(NEW, given.VM_NETWORK)), destination: KNOWS_ALL }),
    );

    expect(fault).toEqual({
      name: 'CannotUseNetwork',
      detail: {
        device: 'Network adapter 1',
        backing: 'VM Network',
        connected: true,
        reason: 'VMotionToUnsupportedNetworkType',
        network: given.VM_NETWORK.ref,
      },
      message:
        "Currently connected network interface 'Network adapter 1' cannot use network 'VM Network', because " +
        '"the type of the destination network is not supported for vMotion based on the source network type".',
    });
  });
});
