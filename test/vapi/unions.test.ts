/** Unions in what clients send. */
import { VapiError } from '../../server/vapi/error.ts';
import { loadVapiModel } from '../../server/vapi/model.ts';
import { demandUnions } from '../../server/vapi/unions.ts';

const model = loadVapiModel();
const HARDWARE = 'com.vmware.vcenter.vm.hardware';

/** The id of the message that refuses it; undefined when it may pass. */
function refusal(service: string, operation: string, input: object): string | undefined {
  const { input: types } = model.operation(service, operation) ?? {};
  if (!types) throw new Error(`there is no ${service}.${operation}`);
  try {
    demandUnions(model, types, input as Record<string, unknown>);
    return undefined;
  } catch (error) {
    if (!(error instanceof VapiError)) throw error;
    return error.messages[0]?.id;
  }
}

describe('a union', () => {
  it.each([
    ['is whole', { type: 'SCSI', scsi: { bus: 0 } }, undefined],
    ['lacks what it need not have', { type: 'SCSI' }, undefined],
    ['has no tag', { new_vmdk: {} }, undefined],
    ['has a member of another case', { type: 'SCSI', ide: {} }, 'vapi.data.structure.union.extra'],
    ['has a member and no tag', { ide: {} }, 'vapi.data.structure.union.extra'],
    [
      'lacks a member, deeper',
      { backing: { type: 'VMDK_FILE' } },
      'vapi.data.structure.union.missing',
    ],
  ])('that %s', (_what, spec, id) => {
    expect(refusal(`${HARDWARE}.disk`, 'create', { vm: 'vm-1', spec })).toBe(id);
  });

  it('is looked at in lists too', () => {
    const devices = [{ type: 'CDROM' }, { type: 'ETHERNET' }];

    expect(refusal(`${HARDWARE}.boot.device`, 'set', { vm: 'vm-1', devices })).toBe(
      'vapi.data.structure.union.missing',
    );
  });
});
