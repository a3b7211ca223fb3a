// Set-Cluster, New-DrsRule, New-DrsClusterGroup, Get-DrsRecommendation -Refresh, Invoke-DrsRecommendation
using System.Linq;
using Vim25Api;
using static Session;

static class Cluster {
    static ManagedObjectReference cluster;

    public static void Play() {
        cluster = Find("ClusterComputeResource").First();
        Configure(new ClusterConfigSpecEx { drsConfig = new ClusterDrsConfigInfo {
            enabled = true, enabledSpecified = true, defaultVmBehavior = DrsBehavior.manual, defaultVmBehaviorSpecified = true,
            option = new[] { new OptionValue { key = "TryBalanceVmsPerHost", value = "1" } } } });
        var drs = Configuration().drsConfig;
        Check(drs.defaultVmBehavior == DrsBehavior.manual && drs.option.Length == 1, "DRS is not as configured");

        var host = ((ManagedObjectReference[])Read(cluster, "host")).First(each => Running(each).Length > 1);
        var apart = Running(host).Take(2).ToArray();
        Group(apart, host);
        Rules(apart);
        Recommendations(apart);
    }

    static void Group(ManagedObjectReference[] vms, ManagedObjectReference host) {
        Configure(new ClusterConfigSpecEx { groupSpec = new[] {
            new ClusterGroupSpec { operation = ArrayUpdateOperation.add, info = new ClusterVmGroup { name = "vms", vm = vms } },
            new ClusterGroupSpec { operation = ArrayUpdateOperation.add, info = new ClusterHostGroup { name = "hosts", host = new[] { host } } } } });
        var groups = Configuration().group;
        Check(groups.OfType<ClusterVmGroup>().Single().vm.Length == 2 && groups.OfType<ClusterHostGroup>().Single().host.Length == 1, "groups");
    }

    static void Rules(ManagedObjectReference[] vms) {
        Configure(new ClusterConfigSpecEx { rulesSpec = new[] {
            Rule(new ClusterAntiAffinityRuleSpec { name = "apart", vm = vms }),
            Rule(new ClusterVmHostRuleInfo { name = "at home", vmGroupName = "vms", affineHostGroupName = "hosts" }) } });
        var rules = Configuration().rule;
        Check(rules.OfType<ClusterAntiAffinityRuleSpec>().Single().vm.Length == 2, "rule over VMs");
        var atHome = rules.OfType<ClusterVmHostRuleInfo>().Single();
        Check(atHome.affineHostGroupName == "hosts" && !atHome.mandatory, "rule over groups");

        // Set-DrsRule -Enabled:$false, Remove-DrsRule
        atHome.enabled = false;
        Configure(new ClusterConfigSpecEx { rulesSpec = new[] { new ClusterRuleSpec { operation = ArrayUpdateOperation.edit, info = atHome } } });
        Check(!Configuration().rule.Single(each => each.key == atHome.key).enabled, "the rule is on");
        Configure(new ClusterConfigSpecEx { rulesSpec = new[] { new ClusterRuleSpec { operation = ArrayUpdateOperation.remove, removeKey = atHome.key } } });
        var lonely = new ClusterConfigSpecEx { rulesSpec = new[] { Rule(new ClusterAffinityRuleSpec { name = "alone", vm = vms.Take(1).ToArray() }) } };
        Refused<InvalidArgument>(() => Configure(lonely));
    }

    static void Recommendations(ManagedObjectReference[] apart) {
        var wanted = Wanted(apart);
        Check(wanted.reason == "antiAffin" && wanted.rating > 0 && wanted.type == "V1", wanted.reason + " " + wanted.type);
        // DRS may look again by itself, and recommend anew.
        for (var tries = 0; tries < 5; tries++) {
            try {
                vim.ApplyRecommendation(cluster, wanted.key);
                break;
            } catch (Refusal refusal) {
                Check(refusal.Fault is InvalidArgument && ((InvalidArgument)refusal.Fault).invalidProperty == "key", refusal.Message);
                wanted = Wanted(apart);
            }
        }
        var move = MoveIn(wanted).drsMigration;
        for (var tries = 0; tries < 100 && !Arrived(move); tries++) System.Threading.Thread.Sleep(100);
        Check(Arrived(move), "the recommendation was not carried out");
        Refused<InvalidArgument>(() => vim.ApplyRecommendation(cluster, wanted.key));
    }

    static ClusterRecommendation Wanted(ManagedObjectReference[] apart) {
        vim.RefreshRecommendation(cluster);
        var all = (ClusterRecommendation[])Read(cluster, "recommendation");
        return all.First(each => MoveIn(each) != null && apart.Any(vm => Same(vm, MoveIn(each).drsMigration.vm)));
    }

    static ClusterMigrationAction MoveIn(ClusterRecommendation recommendation) {
        return recommendation.action.OfType<ClusterMigrationAction>().FirstOrDefault();
    }

    static bool Arrived(ClusterDrsMigration move) { return Same((ManagedObjectReference)Read(move.vm, "runtime.host"), move.destination); }

    static ManagedObjectReference[] Running(ManagedObjectReference host) {
        return ((ManagedObjectReference[])Read(host, "vm") ?? new ManagedObjectReference[0])
            .Where(each => (VirtualMachinePowerState)Read(each, "runtime.powerState") == VirtualMachinePowerState.poweredOn).ToArray();
    }

    static ClusterRuleSpec Rule(ClusterRuleInfo info) {
        info.enabled = info.enabledSpecified = true;
        return new ClusterRuleSpec { operation = ArrayUpdateOperation.add, info = info };
    }

    static ClusterConfigInfoEx Configuration() { return (ClusterConfigInfoEx)Read(cluster, "configurationEx"); }

    static void Configure(ClusterConfigSpecEx spec) { Done(vim.ReconfigureComputeResource_Task(cluster, spec, true)); }
}
