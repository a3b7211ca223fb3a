/**
 * What makes files of a VM grow beyond what its datastore has free is refused, and changes nothing.
 */
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { Vcenter } from '../../../helpers/vcenter.ts';

const SEED = `
name: room
description: a datastore with one gigabyte left
datacenters:
  - name: DC
    hosts: [{ name: h }]
    datastores: [{ name: DS, capacityGb: 100, freeGb: 1 }]
    vms:
      - { name: running, memoryMb: 2048 }
      - { name: held, memoryMb: 2048, memory: { reservation: 2048 } }
      - { name: small, memoryMb: 512 }
`;

describe('On a datastore with little room', () => {
  const vcenter = new Vcenter({ seedText: SEED });
  afterAll(() => vcenter.stop());
  const vm = (name: string) => vcenter.named('VirtualMachine', name);
  const snapshot = { name: 's', description: '', memory: true, quiesce: false };
  const reservation = (megabytes: number) => ({
    spec: {
      _typeName: 'VirtualMachineConfigSpec',
      memoryAllocation: { _typeName: 'ResourceAllocationInfo', reservation: megabytes },
    },
  });

  it.each([
    ['a snapshot with memory', 'running', 'CreateSnapshot_Task', snapshot, /\.vmem$/],
    ['a suspension that writes what was reserved', 'held', 'SuspendVM_Task', {}, /\.vmem$/],
    ['a larger swap file', 'held', 'ReconfigVM_Task', reservation(0), /\.vswp$/],
  ])('%s is refused', (_what, name, method, args, file) => {
    const before = [
      vcenter.inventory.read(vm(name) as Ref, '_space'),
      vcenter.read(vm(name), 'runtime'),
    ];

    const ask = () => vcenter.run(vm(name), method, args);

    expect(ask).toThrow(expect.objectContaining({ name: 'NoDiskSpace' }));
    expect(ask).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({ datastore: 'DS', file: expect.stringMatching(file) }),
      }),
    );
    const after = [
      vcenter.inventory.read(vm(name) as Ref, '_space'),
      vcenter.read(vm(name), 'runtime'),
    ];
    expect(after).toEqual(before);
  });

  it.each([
    ['a snapshot without memory', 'running', 'CreateSnapshot_Task', { ...snapshot, memory: false }],
    ['a suspension that writes what was swap before', 'running', 'SuspendVM_Task', {}],
    ['a small snapshot', 'small', 'CreateSnapshot_Task', snapshot],
  ])('%s is not', (_what, name, method, args) => {
    vcenter.run(vm(name), method, args);

    const { capacity, freeSpace } = vcenter.read(vcenter.named('Datastore', 'DS'), 'summary');
    expect(Number(freeSpace)).toBeGreaterThanOrEqual(0);
    expect(Number(freeSpace)).toBeLessThan(Number(capacity));
  });
});

describe('On a datastore that is full but for a little', () => {
  const full = (freeGb: number) =>
    new Vcenter({
      seedText: `
name: full
description: a datastore that is full but for a little
datacenters:
  - name: DC
    hosts: [{ name: h }]
    datastores: [{ name: DS, capacityGb: 100, freeGb: ${freeGb} }]
    vms: [{ name: off, memoryMb: 1024, power: "off" }]
`,
    });

  it('no VM starts for whose monitor there is no swap file, beside its own', () => {
    const vcenter = full(1.05);

    const start = () => vcenter.run(vcenter.named('VirtualMachine', 'off'), 'PowerOnVM_Task');

    expect(start).toThrow(expect.objectContaining({ name: 'NoDiskSpace' }));
    expect(vcenter.read(vcenter.named('Datastore', 'DS'), 'summary.freeSpace')).toBeGreaterThan(0);
    vcenter.stop();
  });

  it('a thin disk needs room for its descriptor', () => {
    const vcenter = full(0);
    const device = {
      ...{ _typeName: 'VirtualDisk', key: -1, controllerKey: 1000, capacityInKB: 1_048_576 },
      backing: {
        ...{ _typeName: 'VirtualDiskFlatVer2BackingInfo', fileName: '', diskMode: 'persistent' },
        ...{ thinProvisioned: true, datastore: vcenter.named('Datastore', 'DS') },
      },
    };
    const change = { operation: 'add', fileOperation: 'create', device };
    const deviceChange = [{ _typeName: 'VirtualDeviceConfigSpec', ...change }];
    const spec = { _typeName: 'VirtualMachineConfigSpec', deviceChange };

    const add = () =>
      vcenter.run(vcenter.named('VirtualMachine', 'off'), 'ReconfigVM_Task', { spec });

    expect(add).toThrow(expect.objectContaining({ name: 'NoDiskSpace' }));
    vcenter.stop();
  });
});
