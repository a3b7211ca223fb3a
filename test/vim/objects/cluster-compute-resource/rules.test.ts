/** Rules, groups and overrides of a cluster. */
import { SeededRandom } from '../../../../server/clock/random.ts';
import type { ClusterGroupInfo, ClusterRuleInfo } from '../../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import {
  addGroup,
  addRule,
  apart,
  ClusterLab,
  editGroup,
  editRule,
  hostGroup,
  offHosts,
  onHosts,
  removeGroup,
  removeRule,
  together,
  vmGroup,
} from '../../../helpers/cluster.ts';
import { faultOf } from '../../../helpers/vcenter.ts';

let lab: ClusterLab;
beforeEach(() => {
  lab = new ClusterLab();
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const rules = (...rulesSpec: object[]) => lab.reconfigure({ rulesSpec });
const groups = (...groupSpec: object[]) => lab.reconfigure({ groupSpec });
const rule = (name: string): ClusterRuleInfo =>
  lab.config.rule.find((one: ClusterRuleInfo) => one.name === name);
const refused = (act: () => void) => faultOf(act);
const wrong = (invalidProperty: string) => ({
  name: 'InvalidArgument',
  detail: { invalidProperty },
});
const stranger = () => lab.read(lab.named('HostSystem', 'DC0_H0'), 'vm')[0] as Ref;

describe('rulesSpec', () => {
  it('numbers new rules and gives them an identity', () => {
    rules(addRule(apart('a', lab.vms.slice(0, 2))), addRule(together('b', lab.vms.slice(2, 4))));

    expect(lab.config.rule).toMatchObject([
      { key: 1, name: 'a', enabled: true, mandatory: false, userCreated: true },
      { key: 2, name: 'b', enabled: true, mandatory: false, userCreated: true },
    ]);
    expect(new Set(lab.config.rule.map((one: ClusterRuleInfo) => one.ruleUuid)).size).toBe(2);
  });

  it('never gives a number twice', () => {
    rules(addRule(apart('a', lab.vms.slice(0, 2))), addRule(apart('b', lab.vms.slice(2, 4))));

    rules(removeRule(2));
    rules(addRule(apart('c', lab.vms.slice(2, 4))));

    expect(rule('c').key).toBe(3);
  });

  it('leaves a rule off unless it is told', () => {
    rules(addRule(data('ClusterAffinityRuleSpec', { name: 'a', vm: lab.vms.slice(0, 2) })));

    expect(rule('a').enabled).toBe(false);
  });

  it('edits by number and leaves what is not named', () => {
    rules(addRule(apart('a', lab.vms.slice(0, 2))));
    const before = rule('a');

    rules(editRule(apart('a', lab.vms.slice(1, 4), { key: 1, enabled: false })));

    expect(rule('a')).toMatchObject({
      key: 1,
      enabled: false,
      ruleUuid: before.ruleUuid,
      vm: lab.vms.slice(1, 4),
    });
  });

  it('replaces all rules when it is not incremental', () => {
    rules(addRule(apart('a', lab.vms.slice(0, 2))));

    lab.reconfigure({ rulesSpec: [addRule(apart('b', lab.vms.slice(0, 2)))] }, false);

    expect(lab.config.rule).toMatchObject([{ key: 2, name: 'b' }]);
  });

  it.each<[string, () => object, string]>([
    ['of one VM', () => apart('a', [lab.vm(0)]), 'vm'],
    ['that names a VM twice and no other', () => apart('a', [lab.vm(0), lab.vm(0)]), 'vm'],
    ["with another's VM", () => apart('a', [lab.vm(0), stranger()]), 'vm'],
    ['without name', () => apart('', lab.vms), 'name'],
    ['of a group that is not there', () => onHosts('a', 'web', 'rack'), 'vmGroupName'],
  ])('refuses a rule %s', (_what, info, member) => {
    expect(refused(() => rules(addRule(info() as never)))).toMatchObject(
      wrong(`spec.rulesSpec[0].info.${member}`),
    );
  });

  it('refuses to edit or remove what is not there', () => {
    expect(refused(() => rules(removeRule(7)))).toMatchObject(wrong('spec.rulesSpec[0].removeKey'));
    expect(refused(() => rules(editRule(apart('a', lab.vms, { key: 7 }))))).toMatchObject(
      wrong('spec.rulesSpec[0].info'),
    );
  });

  it('refuses a name twice', () => {
    rules(addRule(apart('a', lab.vms.slice(0, 2))));

    expect(refused(() => rules(addRule(together('a', lab.vms.slice(2, 4)))))).toMatchObject({
      name: 'DuplicateName',
      detail: { name: 'a' },
    });
  });
});

describe('rules that contradict each other', () => {
  it('leave the older in force and disable the newer', () => {
    rules(addRule(together('old', [lab.vm(0), lab.vm(1)])));

    rules(addRule(apart('new', [lab.vm(0), lab.vm(1)])));

    expect(rule('old').enabled).toBe(true);
    expect(rule('new').enabled).toBe(false);
  });

  it('are found across rules that chain VMs together', () => {
    rules(
      addRule(together('one', [lab.vm(0), lab.vm(1)])),
      addRule(together('two', [lab.vm(1), lab.vm(2)])),
      addRule(apart('three', [lab.vm(0), lab.vm(2)])),
    );

    expect(rule('three').enabled).toBe(false);
  });

  it('are none while one of them is off', () => {
    rules(addRule(together('old', [lab.vm(0), lab.vm(1)], { enabled: false })));

    rules(addRule(apart('new', [lab.vm(0), lab.vm(1)])));

    expect(rule('new').enabled).toBe(true);
  });

  it('count by age, not by who was edited last', () => {
    rules(addRule(together('old', [lab.vm(0), lab.vm(1)], { enabled: false })));
    rules(addRule(apart('new', [lab.vm(0), lab.vm(1)])));

    rules(editRule(together('old', [lab.vm(0), lab.vm(1)], { key: 1 })));

    expect([rule('old').enabled, rule('new').enabled]).toEqual([true, false]);
  });

  it('are those that leave a VM no host', () => {
    groups(
      addGroup(vmGroup('web', [lab.vm(0)])),
      addGroup(hostGroup('left', [lab.host(0)])),
      addGroup(hostGroup('right', [lab.host(1)])),
    );

    rules(
      addRule(onHosts('left', 'web', 'left')),
      addRule(onHosts('right', 'web', 'right')),
      addRule(offHosts('not right', 'web', 'right')),
      addRule(offHosts('not left', 'web', 'left')),
    );

    const inForce = lab.config.rule.filter(({ enabled }: ClusterRuleInfo) => enabled);
    expect(inForce.map(({ name }: ClusterRuleInfo) => name)).toEqual(['left', 'not right']);
  });
});

describe('the state of a rule', () => {
  it('follows the VMs that run', () => {
    const [one, two] = [lab.vm(0), lab.vm(1)];
    for (const vm of [one, two]) lab.assign(vm, 'runtime.host', lab.host(0));
    rules(addRule(apart('apart', [one, two])), addRule(together('together', [one, lab.vm(2)])));
    lab.assign(lab.vm(2), 'runtime.host', lab.host(0));

    expect(rule('apart')).toMatchObject({ inCompliance: false, status: 'red' });
    expect(rule('together')).toMatchObject({ inCompliance: true, status: 'green' });

    lab.assign(two, 'runtime.host', lab.host(1));
    expect(rule('apart')).toMatchObject({ inCompliance: true, status: 'green' });

    lab.assign(one, 'runtime.host', lab.host(1));
    lab.assign(one, 'runtime.powerState', 'poweredOff');
    expect(rule('apart').inCompliance).toBe(true);
  });

  it('shows in the older configuration too', () => {
    for (const vm of lab.vms) lab.assign(vm, 'runtime.host', lab.host(0));

    rules(addRule(apart('a', lab.vms.slice(0, 2))));

    expect(lab.inventory.show(lab.cluster, 'configuration')).toMatchObject({
      rule: [{ name: 'a', inCompliance: false, status: 'red' }],
    });
  });

  it('follows the groups of a rule between VMs and hosts', () => {
    lab.assign(lab.vm(0), 'runtime.host', lab.host(2));
    groups(addGroup(vmGroup('web', [lab.vm(0)])), addGroup(hostGroup('rack', [lab.host(0)])));
    rules(addRule(onHosts('home', 'web', 'rack')));
    expect(rule('home').inCompliance).toBe(false);

    groups(editGroup(hostGroup('rack', [lab.host(0), lab.host(2)])));

    expect(rule('home').inCompliance).toBe(true);
  });
});

describe('groupSpec', () => {
  it('adds, replaces the members, removes', () => {
    groups(addGroup(vmGroup('web', lab.vms.slice(0, 2))), addGroup(hostGroup('rack', lab.hosts)));
    groups(editGroup(vmGroup('web', [lab.vm(3)])), removeGroup('rack'));

    expect(lab.config.group).toMatchObject([
      { _typeName: 'ClusterVmGroup', name: 'web', vm: [lab.vm(3)], userCreated: true },
    ]);
  });

  it('refuses a name that is taken, members of others, a change of kind', () => {
    groups(addGroup(vmGroup('web', [])));

    expect(refused(() => groups(addGroup(hostGroup('web', []))))).toMatchObject(
      wrong('spec.groupSpec[0].info'),
    );
    expect(refused(() => groups(editGroup(vmGroup('web', [stranger()]))))).toMatchObject(
      wrong('spec.groupSpec[0].info.vm'),
    );
    expect(refused(() => groups(editGroup(hostGroup('web', lab.hosts))))).toMatchObject(
      wrong('spec.groupSpec[0].info'),
    );
    expect(refused(() => groups(removeGroup('none')))).toMatchObject(
      wrong('spec.groupSpec[0].removeKey'),
    );
  });

  it('takes along the rules that name a removed group', () => {
    groups(addGroup(vmGroup('web', [lab.vm(0)])), addGroup(hostGroup('rack', lab.hosts)));
    rules(addRule(onHosts('home', 'web', 'rack')));

    groups(removeGroup('rack'));

    expect(lab.config.rule).toEqual([]);
  });

  it('can be used by a rule of the same specification', () => {
    lab.reconfigure({
      groupSpec: [addGroup(vmGroup('web', [lab.vm(0)])), addGroup(hostGroup('rack', lab.hosts))],
      rulesSpec: [addRule(onHosts('home', 'web', 'rack', { mandatory: true }))],
    });

    expect(rule('home')).toMatchObject({ mandatory: true, affineHostGroupName: 'rack' });
  });
});

describe('a rule between VMs and hosts', () => {
  beforeEach(() => {
    groups(
      addGroup(vmGroup('web', [lab.vm(0)])),
      addGroup(hostGroup('left', [lab.host(0)])),
      addGroup(hostGroup('right', [lab.host(1)])),
    );
  });

  it('may name hosts to run on and hosts not to', () => {
    rules(addRule(onHosts('home', 'web', 'left', { antiAffineHostGroupName: 'right' })));

    expect(rule('home')).toMatchObject({
      enabled: true,
      affineHostGroupName: 'left',
      antiAffineHostGroupName: 'right',
    });
  });

  it('is disabled when it leaves its VMs no host', () => {
    rules(addRule(onHosts('home', 'web', 'left', { antiAffineHostGroupName: 'left' })));

    expect(rule('home').enabled).toBe(false);
  });

  it('turns round when an edit names hosts the other way', () => {
    rules(addRule(onHosts('home', 'web', 'left')));

    rules(editRule({ ...offHosts('home', 'web', 'left'), key: 1 } as never));

    expect(rule('home')).toMatchObject({ antiAffineHostGroupName: 'left' });
    expect(rule('home')).not.toHaveProperty('affineHostGroupName');
  });

  it('must name hosts', () => {
    const info = data('ClusterVmHostRuleInfo', { name: 'home', vmGroupName: 'web' });

    expect(refused(() => rules(addRule(info)))).toMatchObject(
      wrong('spec.rulesSpec[0].info.affineHostGroupName'),
    );
  });
});

describe('a rule of dependency', () => {
  it('names two groups of VMs', () => {
    groups(addGroup(vmGroup('app', [])), addGroup(vmGroup('db', [])));
    const dependency = (dependsOnVmGroup: string) =>
      addRule(
        data('ClusterDependencyRuleInfo', { name: 'order', vmGroup: 'app', dependsOnVmGroup }),
      );

    expect(refused(() => rules(dependency('app')))).toMatchObject(
      wrong('spec.rulesSpec[0].info.dependsOnVmGroup'),
    );
    rules(dependency('db'));
    expect(rule('order')).toMatchObject({ vmGroup: 'app', dependsOnVmGroup: 'db' });
  });
});

describe('overrides', () => {
  const drsVm = (operation: string, members: object) =>
    lab.reconfigure({
      drsVmConfigSpec: [
        data('ClusterDrsVmConfigSpec', {
          operation,
          info: data('ClusterDrsVmConfigInfo', { key: lab.vm(0), ...members }),
        }),
      ],
    });

  it('are added, edited and removed by VM', () => {
    drsVm('add', { behavior: 'manual' });
    drsVm('edit', { enabled: false });
    expect(lab.config.drsVmConfig).toMatchObject([
      { key: lab.vm(0), behavior: 'manual', enabled: false },
    ]);

    lab.reconfigure({
      drsVmConfigSpec: [
        data('ClusterDrsVmConfigSpec', { operation: 'remove', removeKey: lab.vm(0) }),
      ],
    });
    expect(lab.config.drsVmConfig).toEqual([]);
  });

  it('follow the cluster in what they do not say', () => {
    drsVm('add', {});
    const key = lab.vm(0);
    const dasSettings = data('ClusterDasVmSettings', { restartPriority: 'high' });
    const info = data('ClusterDasVmConfigInfo', { key, dasSettings });
    lab.reconfigure({
      dasVmConfigSpec: [data('ClusterDasVmConfigSpec', { operation: 'add', info })],
    });

    expect(lab.config.drsVmConfig).toMatchObject([{ enabled: true, behavior: 'fullyAutomated' }]);
    expect(lab.config.dasVmConfig).toMatchObject([
      {
        dasSettings: {
          restartPriority: 'high',
          isolationResponse: 'clusterIsolationResponse',
        },
      },
    ]);
  });

  it('are one for each VM', () => {
    drsVm('add', { behavior: 'manual' });

    expect(refused(() => drsVm('add', { behavior: 'manual' }))).toMatchObject(
      wrong('spec.drsVmConfigSpec[0].info'),
    );
  });

  it('are for hosts as well', () => {
    const info = data('ClusterDpmHostConfigInfo', { key: lab.host(1), enabled: false });

    lab.reconfigure({
      dpmHostConfigSpec: [data('ClusterDpmHostConfigSpec', { operation: 'add', info })],
    });

    expect(lab.config.dpmHostConfig).toEqual([{ ...info, behavior: 'automated' }]);
  });

  it('may follow the cluster, which itself follows nobody', () => {
    const readiness = (readyCondition: string) => ({
      vmOrchestrationSpec: [
        data('ClusterVmOrchestrationSpec', {
          operation: 'add',
          info: data('ClusterVmOrchestrationInfo', {
            vm: lab.vm(0),
            vmReadiness: data('ClusterVmReadiness', { readyCondition }),
          }),
        }),
      ],
    });

    expect(refused(() => lab.reconfigure(readiness('never')))).toMatchObject(
      wrong('spec.vmOrchestrationSpec[0].info.vmReadiness.readyCondition'),
    );
    lab.reconfigure(readiness('useClusterDefault'));
    expect(lab.config.vmOrchestration).toHaveLength(1);
  });
});

describe('FindRulesForVm', () => {
  it('finds the rules that name the VM or one of its groups', () => {
    groups(addGroup(vmGroup('web', [lab.vm(0)])), addGroup(hostGroup('rack', lab.hosts)));
    rules(
      addRule(apart('mine', [lab.vm(0), lab.vm(1)])),
      addRule(apart('theirs', [lab.vm(2), lab.vm(3)])),
      addRule(onHosts('home', 'web', 'rack')),
    );

    const found = lab.call(lab.cluster, 'FindRulesForVm', { vm: lab.vm(0) });

    expect(found.map(({ name }: ClusterRuleInfo) => name)).toEqual(['mine', 'home']);
    expect(found[0].status).toBeDefined();
  });
});

describe('rules and groups edited at random', () => {
  it.each([1, 2, 3])('keep their keys apart and name nothing that is gone (seed %i)', (seed) => {
    const random = new SeededRandom(`rules ${seed}`);
    const pick = <T>(list: readonly T[]): T => list[random.int(0, list.length - 1)] as T;
    const some = <T>(list: readonly T[]) => list.filter(() => random.int(0, 1) === 0);
    const keys = new Set<number>();
    const edits = [
      () => addRule(apart(`r${random.int(0, 8)}`, some(present()))),
      () => addRule(together(`r${random.int(0, 8)}`, some(present()))),
      () => addRule(onHosts(`r${random.int(0, 8)}`, pick(['web', 'db']), pick(['left', 'right']))),
      () => removeRule(random.int(0, 19)),
      () => addGroup(vmGroup(pick(['web', 'db']), some(present()))),
      () => addGroup(hostGroup(pick(['left', 'right']), some(lab.hosts))),
      () => editGroup(vmGroup(pick(['web', 'db']), some(present()))),
      () => removeGroup(pick(['web', 'db', 'left', 'right'])),
    ];
    const present = () => lab.vms.filter((vm) => lab.inventory.has(vm));

    for (let step = 0; step < 80; step += 1) {
      if (step % 25 === 24) destroyOne(pick(present()));
      else attempt(pick(edits)());
      const { rule: shown, group } = lab.config;
      expect(new Set(shown.map(({ key }: ClusterRuleInfo) => key)).size).toBe(shown.length);
      for (const { key } of shown as readonly ClusterRuleInfo[]) keys.add(Number(key));
      expect(dead(shown, group)).toEqual([]);
    }
    expect(keys.size).toBeGreaterThan(3);
  });

  const attempt = (update: ReturnType<typeof addRule>) => {
    const part = update._typeName === 'ClusterRuleSpec' ? 'rulesSpec' : 'groupSpec';
    try {
      lab.reconfigure({ [part]: [update] });
    } catch {
      // A refusal leaves everything as it was; what is looked at is what stands.
    }
  };

  const destroyOne = (vm: Ref) => {
    lab.run(vm, 'PowerOffVM_Task');
    lab.run(vm, 'Destroy_Task');
  };

  const dead = (shown: readonly ClusterRuleInfo[], group: readonly ClusterGroupInfo[]) => {
    const names = new Set(group.map(({ name }) => name));
    const refs = [...shown, ...group].flatMap((one) => {
      const { vm = [], host = [] } = one as { vm?: readonly Ref[]; host?: readonly Ref[] };
      return [...vm, ...host];
    });
    const named = shown.flatMap((one) => {
      const { vmGroupName, affineHostGroupName } = one as {
        vmGroupName?: string;
        affineHostGroupName?: string;
      };
      return [vmGroupName, affineHostGroupName].filter((name) => name !== undefined);
    });
    return [
      ...refs.filter((ref) => !lab.inventory.has(ref)),
      ...named.filter((name) => !names.has(name)),
    ];
  };
});
