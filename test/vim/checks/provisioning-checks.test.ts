/** Checks of migrations over SOAP, as clients ask for them, beside the migrations themselves. */
import { fileURLToPath } from 'node:url';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { serverForThisFile } from '../../helpers/server.ts';
import { element, type ObjectId, refElement, type SoapClient } from '../../helpers/soap-client.ts';
import type { XmlElement } from '../../helpers/xml-element.ts';

const CHECKER: ObjectId = { type: 'VirtualMachineProvisioningChecker', value: 'ProvChecker' };
/** Longer than any migration of these VMs, shorter than the server remembers tasks. */
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
const datastore = (name: string) => server.named('Datastore', name);
const pool = (owner: string) => {
  const [ref] = server.inventory
    .ofType('ResourcePool')
    .filter((one) => server.inventory.readPath(one, 'parent.type') !== undefined)
    .filter((one) => {
      const parent = server.inventory.read(one, 'parent') as Ref;
      return server.inventory.read(parent, 'name') === owner;
    });
  if (!ref) throw new Error(`there is no pool of ${owner}`);
  return ref;
};
const spec = (...members: readonly string[]) => `<spec>${members.join('')}</spec>`;
const tests = (...names: readonly string[]) =>
  names.map((name) => element('testType', name)).join('');

async function ended(method: string, self: ObjectId, args: string): Promise<XmlElement> {
  const task = await client.start(method, self, args);
  server.advance(LONGEST_TASK_MS);
  return client.taskInfo(task);
}

/** `H173: CannotAccessVmDisk, CannotAccessVmConfig | warnings` */
async function check(method: string, args: string): Promise<readonly string[]> {
  const info = await ended(method, CHECKER, args);
  expect(info.textAt('state')).toBe('success');
  expect(info.at('result')?.type).toBe('ArrayOfCheckResult');
  return info.all('result/CheckResult').map((result) => {
    const told = (severity: string) =>
      result
        .all(severity)
        .map((each) => each.at('fault')?.type)
        .join(', ');
    const name = nameOf(result.textAt('host'));
    return `${name}: ${told('error')} | ${told('warning')}`;
  });
}

function nameOf(id: string | undefined): string {
  const ref = server.inventory.ofType('HostSystem').find(({ value }) => value === id);
  return ref ? String(server.inventory.read(ref, 'name')) : 'nobody';
}

const relocate = (name: string, ...members: readonly string[]) =>
  refElement('vm', vm(name)) + spec(...members);
const to = (name: string) => refElement('host', host(name));

/** The fault in which the migration itself ends; undefined when it succeeds. */
async function migration(name: string, ...members: readonly string[]) {
  const info = await ended('RelocateVM_Task', vm(name), spec(...members));
  return info.at('error/fault')?.type;
}

async function hostOf(name: string): Promise<string> {
  return nameOf(await client.textOf(vm(name), 'runtime.host'));
}

function cardOn(name: string, network: string): string {
  const devices = server.inventory.readPath(vm(name) as Ref, 'config.hardware.device') as readonly {
    readonly _typeName: string;
    readonly key: number;
  }[];
  const card = devices.find(({ _typeName }) => _typeName === 'VirtualVmxnet3');
  return (
    '<deviceChange><operation>edit</operation>' +
    `<device xsi:type="VirtualVmxnet3"><key>${card?.key}</key>` +
    '<backing xsi:type="VirtualEthernetCardNetworkBackingInfo">' +
    `<deviceName>${network}</deviceName></backing></device></deviceChange>`
  );
}

describe('CheckRelocate_Task', () => {
  it('S-VM-2: tells that a host cannot reach a local disk, and the migration fails for it', async () => {
    const results = await check(
      'CheckRelocate_Task',
      relocate('local', to('H173')) + tests('datastoreTests'),
    );

    expect(results).toEqual(['H173: CannotAccessVmDisk, CannotAccessVmConfig | ']);
    expect(await migration('local', to('H173'))).toBe('CannotAccessVmDisk');
    expect(await hostOf('local')).toBe('H172');
  });

  it('S-VM-2: finds nothing when the files go along', async () => {
    const members = [refElement('datastore', datastore('DS1')), to('H173')];

    expect(await check('CheckRelocate_Task', relocate('local', ...members))).toEqual(['H173:  | ']);
    expect(await migration('local', ...members)).toBeUndefined();
    expect(await hostOf('local')).toBe('H173');
  });

  it('S-VM-3: tells that a host lacks the network of a connected card', async () => {
    expect(await check('CheckRelocate_Task', relocate('isolated', to('H173')))).toEqual([
      'H173: CannotAccessNetwork | ',
    ]);
    expect(await migration('isolated', to('H173'))).toBe('CannotAccessNetwork');
    expect(await hostOf('isolated')).toBe('H172');
  });

  it('S-VM-3: warns of a card that is not connected, and lets the migration be', async () => {
    expect(await check('CheckRelocate_Task', relocate('unplugged', to('H173')))).toEqual([
      'H173:  | CannotAccessNetwork',
    ]);
    expect(await migration('unplugged', to('H173'))).toBeUndefined();
    expect(await hostOf('unplugged')).toBe('H173');
  });

  it('S-VM-3: finds nothing when the card is plugged in elsewhere on the way', async () => {
    const members = [to('H173'), cardOn('isolated', 'VM Network')];

    expect(await check('CheckRelocate_Task', relocate('isolated', ...members))).toEqual([
      'H173:  | ',
    ]);
    expect(await migration('isolated', ...members)).toBeUndefined();
    expect(await client.idsOf(vm('isolated'), 'network')).toEqual([
      server.named('Network', 'VM Network').value,
    ]);
  });

  it('S-VM-5: tells of a host in maintenance and of one that is disconnected', async () => {
    await ended('EnterMaintenanceMode_Task', host('H174'), element('timeout', 0));
    const args = relocate('web', refElement('pool', pool('H174')), to('H174')) + tests('hostTests');
    const maintained = await check('CheckRelocate_Task', args);
    await ended('ExitMaintenanceMode_Task', host('H174'), element('timeout', 0));
    await ended('DisconnectHost_Task', host('H174'), '');
    const disconnected = await check('CheckRelocate_Task', args);

    expect(maintained).toEqual(['H174: InvalidHostState | ']);
    expect(disconnected).toEqual(['H174: InvalidHostConnectionState | ']);
  });

  it('S-SV-2: tells that a datastore is too small', async () => {
    const members = [refElement('datastore', datastore('DS2'))];

    expect(await check('CheckRelocate_Task', relocate('large', ...members))).toEqual([
      'H172: NoDiskSpace | ',
    ]);
    expect(await migration('large', ...members)).toBe('NoDiskSpace');
  });

  it('asks of the host the VM is on when nothing else is named', async () => {
    const members = [refElement('datastore', datastore('DS2'))];

    expect(await check('CheckRelocate_Task', relocate('web', ...members))).toEqual(['H172:  | ']);
  });

  it('refuses what contradicts itself at once', async () => {
    const apart = relocate('web', refElement('pool', pool('H174')), to('H173'));
    const gone = refElement('vm', { type: 'VirtualMachine', value: 'vm-4711' }) + spec();

    const [contradiction, missing, unknown] = [
      await client.faultOf('CheckRelocate_Task', CHECKER, apart),
      await client.faultOf('CheckRelocate_Task', CHECKER, gone),
      await client.faultOf(
        'CheckRelocate_Task',
        CHECKER,
        relocate('web', to('H173')) + tests('cpuTests'),
      ),
    ];

    expect([contradiction.name, contradiction.detail?.textAt('invalidProperty')]).toEqual([
      'InvalidArgument',
      'spec.host',
    ]);
    expect(missing.name).toBe('ManagedObjectNotFound');
    expect([unknown.name, unknown.detail?.textAt('invalidProperty')]).toEqual([
      'InvalidArgument',
      'testType',
    ]);
  });

  it('is a task on the VM under its own name, which no migration has to wait for', async () => {
    const task = await client.start('CheckRelocate_Task', CHECKER, relocate('web', to('H173')));
    const moved = await migration('web', to('H173'));
    const info = await client.taskInfo(task);

    expect(moved).toBeUndefined();
    expect(info.textAt('name')).toBe('CheckRelocate_Task');
    expect(info.textAt('descriptionId')).toBe('vm.check.ProvisioningChecker.checkRelocate');
    expect(info.textAt('entity')).toBe(vm('web').value);
  });

  it('answers in this shape', async () => {
    const task = await client.start(
      'CheckRelocate_Task',
      CHECKER,
      relocate('local', to('H173')) + tests('datastoreTests'),
    );
    server.advance(LONGEST_TASK_MS);
    const body =
      '<RetrieveProperties xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this>' +
      '<specSet><propSet><type>Task</type><pathSet>info.result</pathSet></propSet>' +
      `<objectSet><obj type="Task">${task.value}</obj></objectSet></specSet></RetrieveProperties>`;
    const { text } = await client.post(
      '<?xml version="1.0"?><Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>' +
        `${body}</Body></Envelope>`,
    );

    const [val = ''] = /<val .*<\/val>/s.exec(text) ?? [];
    expect(val.replaceAll('><', '>\n<').split('\n')).toEqual([
      '<val xsi:type="ArrayOfCheckResult">',
      '<CheckResult xsi:type="CheckResult">',
      `<vm type="VirtualMachine">${vm('local').value}</vm>`,
      `<host type="HostSystem">${host('H173').value}</host>`,
      '<error>',
      '<fault xsi:type="CannotAccessVmDisk">',
      '<device>Hard disk 1</device>',
      '<backing>[L172] local/local.vmdk</backing>',
      '<connected>true</connected>',
      '<fault>',
      '<fault xsi:type="CannotAccessFile">',
      '<file>[L172] local/local.vmdk</file>',
      '</fault>',
      '<localizedMessage>Unable to access file [L172] local/local.vmdk</localizedMessage>',
      '</fault>',
      '</fault>',
      "<localizedMessage>Virtual disk 'Hard disk 1' is not accessible on the host: Unable to access file [L172] local/local.vmdk</localizedMessage>",
      '</error>',
      '<error>',
      '<fault xsi:type="CannotAccessVmConfig">',
      '<reason>',
      '<fault xsi:type="CannotAccessFile">',
      '<file>[L172] local/local.vmx</file>',
      '</fault>',
      '<localizedMessage>Unable to access file [L172] local/local.vmx</localizedMessage>',
      '</reason>',
      '</fault>',
      '<localizedMessage>Unable to access the virtual machine configuration: Unable to access file [L172] local/local.vmx</localizedMessage>',
      '</error>',
      '</CheckResult>',
      '</val>',
    ]);
  });
});

describe('CheckMigrate_Task', () => {
  const migrate = (name: string, ...args: readonly string[]) =>
    refElement('vm', vm(name)) + args.join('');

  function setRules(...rules: readonly object[]): void {
    const cluster = server.named('ClusterComputeResource', 'C1') as Ref;
    server.inventory.apply([
      { op: 'assign', ref: cluster, path: 'configurationEx.rule', value: rules as never },
    ]);
  }

  it('S-VM-9: warns of a rule between VMs, and lets the migration be', async () => {
    const apart = { key: 1, name: 'apart', enabled: true, vm: [vm('web'), vm('other')] };
    setRules(data('ClusterAntiAffinityRuleSpec', apart));

    const info = await ended('CheckMigrate_Task', CHECKER, migrate('web', to('H173')));
    const [warning] = info.all('result/CheckResult/warning');

    expect(info.all('result/CheckResult/error')).toEqual([]);
    expect(warning?.at('fault')?.type).toBe('RuleViolation');
    expect(warning?.textAt('fault/host')).toBe(host('H173').value);
    expect(warning?.at('fault/rule')?.type).toBe('ClusterAntiAffinityRuleSpec');
    expect(await migration('web', to('H173'))).toBeUndefined();
    expect(await hostOf('web')).toBe('H173');
  });

  it.each([true, false])('holds mandatory rules with hosts, DRS enabled: %s', async (enabled) => {
    const cluster = server.named('ClusterComputeResource', 'C1') as Ref;
    const group = [
      data('ClusterVmGroup', { name: 'vms', vm: [vm('web')] }),
      data('ClusterHostGroup', { name: 'hosts', host: [host('H172')] }),
    ];
    setRules(
      data('ClusterVmHostRuleInfo', {
        ...{ key: 2, name: 'stay', enabled: true, mandatory: true },
        ...{ vmGroupName: 'vms', affineHostGroupName: 'hosts' },
      }),
    );
    server.inventory.apply([
      { op: 'assign', ref: cluster, path: 'configurationEx.group', value: group as never },
      { op: 'assign', ref: cluster, path: 'configurationEx.drsConfig.enabled', value: enabled },
    ]);

    const results = await check('CheckMigrate_Task', migrate('web', to('H173')));

    expect(results).toEqual(['H173: VmHostAffinityRuleViolation | ']);
    expect(await migration('web', to('H173'))).toBe('VmHostAffinityRuleViolation');
  });

  it('tests every host of a DRS cluster that is in service when none is named', async () => {
    expect(await check('CheckMigrate_Task', migrate('isolated'))).toEqual([
      'H172:  | ',
      'H173: CannotAccessNetwork | ',
    ]);

    await ended('DisconnectHost_Task', host('H173'), '');
    expect(await check('CheckMigrate_Task', migrate('isolated'))).toEqual(['H172:  | ']);
  });

  it('finds the only host of a pool by itself', async () => {
    const results = await check(
      'CheckMigrate_Task',
      migrate('cold', refElement('pool', pool('H174'))),
    );

    expect(results).toEqual(['H174:  | ']);
  });

  it('refuses a state the VM is not in', async () => {
    const args = migrate('cold', to('H173'), element('state', 'poweredOn'));
    const { name, detail } = await client.faultOf('CheckMigrate_Task', CHECKER, args);

    expect(name).toBe('InvalidPowerState');
    expect(detail?.textAt('requestedState')).toBe('poweredOn');
    expect(detail?.textAt('existingState')).toBe('poweredOff');
  });

  it('refuses a running VM without a host where DRS chooses none', async () => {
    const cluster = server.named('ClusterComputeResource', 'C1') as Ref;
    server.inventory.apply([
      { op: 'assign', ref: cluster, path: 'configurationEx.drsConfig.enabled', value: false },
    ]);

    const { name, detail } = await client.faultOf('CheckMigrate_Task', CHECKER, migrate('web'));

    expect([name, detail?.textAt('invalidProperty')]).toEqual(['InvalidArgument', 'host']);
  });

  it('refuses a cluster that has no host in service', async () => {
    await ended('DisconnectHost_Task', host('H172'), '');
    await ended('DisconnectHost_Task', host('H173'), '');

    const { name, detail } = await client.faultOf('CheckMigrate_Task', CHECKER, migrate('cold'));

    expect(name).toBe('NoActiveHostInCluster');
    expect(detail?.textAt('computeResource')).toBe(
      server.named('ClusterComputeResource', 'C1').value,
    );
  });
});

describe('QueryVMotionCompatibilityEx_Task', () => {
  it('takes each VM with each host, as if all ran and were in service', async () => {
    await ended('DisconnectHost_Task', host('H173'), '');
    const args =
      refElement('vm', vm('cold')) + refElement('vm', vm('local')) + to('H172') + to('H173');

    expect(await check('QueryVMotionCompatibilityEx_Task', args)).toEqual([
      'H172:  | ',
      'H173:  | ',
      'H172:  | ',
      'H173: CannotAccessVmDisk, CannotAccessVmConfig | ',
    ]);
  });
});

describe('CheckClone_Task', () => {
  const clone = (name: string, copy: string, location: string, powerOn = false) =>
    refElement('vm', vm(name)) +
    refElement('folder', {
      type: 'Folder',
      value: String(
        server.inventory.readPath(server.named('Datacenter', 'DC') as Ref, 'vmFolder.value'),
      ),
    }) +
    element('name', copy) +
    spec(
      `<location>${location}</location>`,
      element('template', false),
      element('powerOn', powerOn),
    );

  it('takes a copy beside the original', async () => {
    expect(await check('CheckClone_Task', clone('web', 'web-2', to('H173')))).toEqual([
      'H173:  | ',
    ]);
  });

  it('misses room for the copy', async () => {
    const location = refElement('datastore', datastore('DS2')) + to('H173');

    expect(await check('CheckClone_Task', clone('large', 'large-2', location))).toEqual([
      'H173: NoDiskSpace | ',
    ]);
  });

  it('does not need the original’s datastore where the copy runs', async () => {
    const location = refElement('datastore', datastore('DS1')) + to('H173');

    expect(await check('CheckClone_Task', clone('local', 'local-2', location))).toEqual([
      'H173:  | ',
    ]);
  });

  it('warns of a network that a copy which stays off cannot use, and refuses it for one which runs', async () => {
    const off = clone('isolated', 'isolated-2', to('H173'));
    const on = clone('isolated', 'isolated-2', to('H173'), true);

    expect(await check('CheckClone_Task', off)).toEqual(['H173:  | CannotAccessNetwork']);
    expect(await check('CheckClone_Task', on)).toEqual(['H173: CannotAccessNetwork | ']);
  });

  it('refuses a name that is taken', async () => {
    const { name } = await client.faultOf(
      'CheckClone_Task',
      CHECKER,
      clone('web', 'cold', to('H173')),
    );

    expect(name).toBe('DuplicateName');
  });
});
