/**
 * What no move can be made of, sent as SOAP: the fault is the vendor's, nothing has changed, and the server
 * serves the next caller.
 */
import { type ObjectId, refElement, type SoapFault } from '../helpers/soap-client.ts';
import { storiesOf } from '../helpers/story.ts';
import { MISTAKES_SEED, wordsOf } from './mistake-words.ts';
import {
  HOST_MISTAKES,
  MIGRATE_MISTAKES,
  type Mistake,
  OTHER_MISTAKES,
  STORAGE_MISTAKES,
} from './mistaken-moves.ts';

const CHECKER: ObjectId = { type: 'VirtualMachineProvisioningChecker', value: 'ProvChecker' };
const LIMIT_MS = 30_000;

const story = storiesOf({ seed: 'refused.yaml', seedText: MISTAKES_SEED });

/** All that is stored: not sessions, which change with each call, nor the log of events. */
function stored(): readonly string[] {
  const asText = (_key: string, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value;
  const { states } = story.server.inventory.takeSnapshot();
  return [...states].map((each) => JSON.stringify(each, asText));
}

const vmOf = ({ vm = 'runs' }: Mistake): ObjectId =>
  vm === 'gone' ? { type: 'VirtualMachine', value: 'vm-0' } : story.vm(vm);

/** Asks for it, and lets time pass: the fault, once it is certain that nothing came of it. */
async function refusal(method: string, self: ObjectId, args: string): Promise<SoapFault> {
  const before = stored();
  const events = story.server.services.events.all().length;

  const fault = await story.client.faultOf(method, self, args);

  expect(stored()).toEqual(before);
  story.pass(60_000);
  expect(stored()).toEqual(before);
  expect(story.server.services.events.all().length).toBe(events);
  expect(await story.hostOf('runs')).toBe('H1');
  return fault;
}

function expectFault(fault: SoapFault, { faults, property }: Mistake): void {
  expect(faults).toContain(fault.name);
  if (property) expect(fault.detail?.textAt('invalidProperty')).toBe(property);
  expect(fault.message).not.toBe('');
}

describe('RelocateVM_Task', () => {
  it.each([...HOST_MISTAKES, ...STORAGE_MISTAKES, ...OTHER_MISTAKES])(
    'refuses $what, and changes nothing',
    async (mistake) => {
      const args = mistake.args(wordsOf(story));
      expectFault(await refusal('RelocateVM_Task', vmOf(mistake), args), mistake);
    },
    LIMIT_MS,
  );
});

describe('MigrateVM_Task', () => {
  it.each(MIGRATE_MISTAKES)('refuses $what, and changes nothing', async (mistake) => {
    const args = mistake.args(wordsOf(story));
    expectFault(await refusal('MigrateVM_Task', vmOf(mistake), args), mistake);
  });
});

describe('CheckRelocate_Task', () => {
  // It takes no priority.
  const mistakes = [...HOST_MISTAKES, ...STORAGE_MISTAKES, ...OTHER_MISTAKES].filter(
    ({ what }) => !what.includes('priority'),
  );

  it.each(mistakes)(
    'refuses $what as the move does',
    async (mistake) => {
      const args = refElement('vm', vmOf(mistake)) + mistake.args(wordsOf(story));
      expectFault(await refusal('CheckRelocate_Task', CHECKER, args), mistake);
    },
    LIMIT_MS,
  );
});
