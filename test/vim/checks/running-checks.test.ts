/** Whether VMs could run or power on somewhere, beside powering them on; and the older questions of vMotion. */
import { fileURLToPath } from 'node:url';
import type { Ref } from '../../../server/vmodl/reference.ts';
import type { DataObject } from '../../../server/vmodl/value.ts';
import { data } from '../../../server/vmodl/value.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import {
  element,
  type ObjectId,
  refElement,
  SERVICE_INSTANCE,
  type SoapClient,
} from '../../helpers/soap-client.ts';
import type { XmlElement } from '../../helpers/xml-element.ts';

const CHECKER: ObjectId = { type: 'VirtualMachineCompatibilityChecker', value: 'CompatChecker' };
/** Longer than any of these tasks, shorter than the server remembers them. */
const LONGEST_TASK_MS = 300_000;

const server = serverForThisFile({
  seed: fileURLToPath(new URL('./two-hosts.yaml', import.meta.url)),
});
let client: SoapClient;
beforeEach(async () => {
  await server.reset();
  client = await server.loggedIn();
});

const vm = (name: string) => server.named('VirtualMachine', name);
const host = (name: string) => server.named('HostSystem', name);
const cluster = () => server.named('ClusterComputeResource', 'C1') as Ref;
const to = (name: string) => refElement('host', host(name));

function assign(ref: ObjectId, path: string, value: DataObject | boolean | number): void {
  server.inventory.apply([{ op: 'assign', ref: ref as Ref, path, value }]);
}

async function ended(method: string, self: ObjectId, args = ''): Promise<XmlElement> {
  const task = await client.start(method, self, args);
  server.advance(LONGEST_TASK_MS);
  return client.taskInfo(task);
}

/** `H173: errors | warnings` */
async function check(method: string, ...args: readonly string[]): Promise<readonly string[]> {
  const info = await ended(method, CHECKER, args.join(''));
  expect(info.textAt('error/localizedMessage')).toBeUndefined();
  return info.all('result/CheckResult').map((result) => {
    const told = (severity: string) =>
      result
        .all(severity)
        .map((each) => each.at('fault')?.type)
        .join(', ');
    const ref = server.inventory
      .ofType('HostSystem')
      .find(({ value }) => value === result.textAt('host'));
    const name = ref && String(server.inventory.read(ref, 'name'));
    return `${name}: ${told('error')} | ${told('warning')}`;
  });
}

const ofVm = (name: string) => refElement('vm', vm(name));

/** The fault a power-on ends in; undefined when it succeeds. */
async function powerOn(name: string, ...args: readonly string[]): Promise<string | undefined> {
  return (await ended('PowerOnVM_Task', vm(name), args.join(''))).at('error/fault')?.type;
}

describe('CheckCompatibility_Task', () => {
  it('asks every host of the VM’s DRS cluster when none is named', async () => {
    expect(await check('CheckCompatibility_Task', ofVm('isolated'))).toEqual([
      'H172:  | ',
      'H173: CannotAccessNetwork | ',
    ]);
  });

  it('tells that a host cannot reach the disks, running or not', async () => {
    const args = [ofVm('local'), to('H173')];
    const running = await check('CheckCompatibility_Task', ...args);
    await ended('PowerOffVM_Task', vm('local'));

    const expected = ['H173: CannotAccessVmDisk, CannotAccessVmConfig | '];
    expect(running).toEqual(expected);
    expect(await check('CheckCompatibility_Task', ...args)).toEqual(expected);
  });

  it('refuses a host outside of the pool', async () => {
    const args = ofVm('web') + to('H174');
    const { name, detail } = await client.faultOf('CheckCompatibility_Task', CHECKER, args);

    expect([name, detail?.textAt('invalidProperty')]).toEqual(['InvalidArgument', 'pool']);
  });
});

describe('CheckPowerOn_Task', () => {
  it('finds nothing against a VM that could', async () => {
    expect(await check('CheckPowerOn_Task', ofVm('cold'), to('H173'))).toEqual(['H173:  | ']);
    expect(await check('CheckPowerOn_Task', ofVm('cold'), to('H174'))).toEqual(['H174:  | ']);
  });

  it('tells that a VM runs already', async () => {
    expect(await check('CheckPowerOn_Task', ofVm('web'), to('H172'))).toEqual([
      'H172: InvalidPowerState | ',
    ]);
  });

  it('tells that a host lacks disks or networks, as the power-on does', async () => {
    await ended('PowerOffVM_Task', vm('local'));
    await ended('PowerOffVM_Task', vm('isolated'));

    expect(await check('CheckPowerOn_Task', ofVm('local'), to('H173'))).toEqual([
      'H173: CannotAccessVmDisk, CannotAccessVmConfig | ',
    ]);
    expect(await powerOn('local', to('H173'))).toBe('CannotAccessVmDisk');
    expect(await powerOn('isolated', to('H173'))).toBe('CannotAccessNetwork');
    expect(await powerOn('isolated', to('H172'))).toBeUndefined();
  });

  it('demands a host or a pool', async () => {
    const { name } = await client.faultOf('CheckPowerOn_Task', CHECKER, ofVm('cold'));

    expect(name).toBe('InvalidArgument');
  });

  it('tells what a host and its pool lack, as the power-on does', async () => {
    assign(vm('cold'), 'config.memoryAllocation.reservation', 500_000);

    expect(await check('CheckPowerOn_Task', ofVm('cold'), to('H172'))).toEqual([
      'H172: InsufficientHostMemoryCapacityFault, InsufficientMemoryResourcesFault | ',
    ]);
    expect(await powerOn('cold')).toBe('InsufficientHostMemoryCapacityFault');
  });

  it('tells what HA keeps free, as the power-on does', async () => {
    assign(cluster(), 'configurationEx.dasConfig.enabled', true);
    assign(
      cluster(),
      'configurationEx.dasConfig.admissionControlPolicy',
      data('ClusterFailoverResourcesAdmissionControlPolicy', {
        cpuFailoverResourcesPercent: 100,
        memoryFailoverResourcesPercent: 50,
      }),
    );

    expect(await check('CheckPowerOn_Task', ofVm('cold'), to('H172'))).toEqual([
      'H172: InsufficientFailoverResourcesFault | ',
    ]);
    expect(await powerOn('cold')).toBe('InsufficientFailoverResourcesFault');

    assign(cluster(), 'configurationEx.dasConfig.admissionControlEnabled', false);
    expect(await powerOn('cold')).toBeUndefined();
  });

  it('keeps VMs off a failover host, as the power-on does', async () => {
    assign(cluster(), 'configurationEx.dasConfig.enabled', true);
    assign(
      cluster(),
      'configurationEx.dasConfig.admissionControlPolicy',
      data('ClusterFailoverHostAdmissionControlPolicy', { failoverHosts: [host('H172')] }),
    );

    expect(await check('CheckPowerOn_Task', ofVm('cold'), to('H172'))).toEqual([
      'H172: DisallowedOperationOnFailoverHost | ',
    ]);
    expect(await check('CheckPowerOn_Task', ofVm('cold'), to('H173'))).toEqual(['H173:  | ']);
    expect(await powerOn('cold')).toBe('DisallowedOperationOnFailoverHost');
  });

  it('misses room for the swap file, as the power-on does', async () => {
    assign(vm('cold'), 'config.hardware.memoryMB', 600_000);

    const [result] = await check('CheckPowerOn_Task', ofVm('cold'), to('H172'));

    expect(result).toContain('NoDiskSpace');
    expect(await powerOn('cold')).toBe('NoDiskSpace');
  });
});

describe('QueryVMotionCompatibility', () => {
  const query = async (...args: readonly string[]) => {
    const answer = await client.call('QueryVMotionCompatibility', SERVICE_INSTANCE, args.join(''));
    return answer
      .all('returnval')
      .map((each) => [each.textAt('host'), ...each.texts('compatibility')]);
  };

  it('tells which hosts suit a VM’s processor and software', async () => {
    expect(await query(ofVm('web'), to('H173'), to('H174'))).toEqual([
      [host('H173').value, 'cpu', 'software'],
      [host('H174').value, 'cpu', 'software'],
    ]);
  });

  it('tells of what is asked alone', async () => {
    const args = [ofVm('web'), to('H173'), element('compatibility', 'cpu')];

    expect(await query(...args)).toEqual([[host('H173').value, 'cpu']]);
  });

  it('refuses a kind of compatibility nobody knows', async () => {
    const args = ofVm('web') + to('H173') + element('compatibility', 'disk');
    const { name } = await client.faultOf('QueryVMotionCompatibility', SERVICE_INSTANCE, args);

    expect(name).toBe('InvalidArgument');
  });
});

describe('ValidateMigration', () => {
  const validate = async (...args: readonly string[]) =>
    (await client.call('ValidateMigration', SERVICE_INSTANCE, args.join(''))).all('returnval');

  it('answers events which nobody else gets to see', async () => {
    const before = server.services.events.all().length;

    const events = await validate(ofVm('isolated'), ofVm('unplugged'), to('H173'));

    expect(
      events.map((event) => [
        event.type,
        event.textAt('vm/name'),
        event.textAt('dstHost/name'),
        event.at('fault/fault')?.type,
      ]),
    ).toEqual([
      ['MigrationHostErrorEvent', 'isolated', 'H173', 'CannotAccessNetwork'],
      ['MigrationHostWarningEvent', 'unplugged', 'H173', 'CannotAccessNetwork'],
    ]);
    expect(server.services.events.all()).toHaveLength(before);
  });

  it('tells of the VM alone once, and of resources with the pool', async () => {
    assign(vm('web'), 'config.cpuAllocation.reservation', 500_000);
    assign(vm('web'), 'runtime.toolsInstallerMounted', true);

    const events = await validate(ofVm('web'), refElement('pool', poolOf('H174')));

    expect(events.map(({ type }) => type)).toEqual([
      'MigrationErrorEvent',
      'MigrationResourceErrorEvent',
      'MigrationResourceErrorEvent',
      'MigrationResourceErrorEvent',
    ]);
    expect(events[1]?.textAt('dstPool/resourcePool')).toBe(poolOf('H174').value);
    expect(events[1]?.textAt('dstHost/name')).toBe('H174');
  });

  it('finds nothing against a migration that would succeed', async () => {
    expect(await validate(ofVm('cold'), to('H173'))).toEqual([]);
  });
});

function poolOf(owner: string): ObjectId {
  const found = server.inventory.ofType('ResourcePool').find((one) => {
    const parent = server.inventory.read(one, 'parent') as Ref;
    return server.inventory.read(parent, 'name') === owner;
  });
  if (!found) throw new Error(`there is no pool of ${owner}`);
  return found;
}
