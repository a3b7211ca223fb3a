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
