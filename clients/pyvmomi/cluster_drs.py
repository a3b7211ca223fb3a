"""DRS of a cluster: configured, asked for recommendations, one of them applied."""
from pyVim.task import WaitForTask
from pyVmomi import vim

from _server import check, connect, everything

service_instance = connect()
content = service_instance.RetrieveContent()
cluster = everything(content, vim.ClusterComputeResource)[0]
vms = [vm for host in cluster.host for vm in host.vm if vm.runtime.powerState == "poweredOn"]
check(len(vms) >= 2, "too few VMs run in", cluster.name)


def reconfigure(**what):
    spec = vim.cluster.ConfigSpecEx(**what)
    WaitForTask(cluster.ReconfigureComputeResource_Task(spec, True), si=service_instance)


reconfigure(drsConfig=vim.cluster.DrsConfigInfo(enabled=True, defaultVmBehavior="manual", vmotionRate=3))
drs = cluster.configurationEx.drsConfig
check((drs.enabled, drs.defaultVmBehavior, drs.vmotionRate) == (True, "manual", 3), drs)

# Two VMs on one host that must not be: DRS proposes to part them.
pair = vms[:2]
if pair[0].runtime.host != pair[1].runtime.host:
    move = vim.vm.RelocateSpec(host=pair[0].runtime.host)
    WaitForTask(pair[1].RelocateVM_Task(move), si=service_instance)
rule = vim.cluster.AntiAffinityRuleSpec(name="apart", enabled=True, vm=pair)
reconfigure(rulesSpec=[vim.cluster.RuleSpec(operation="add", info=rule)])
check([each.name for each in cluster.configurationEx.rule] == ["apart"], cluster.configurationEx.rule)

cluster.RefreshRecommendation()
recommendations = list(cluster.recommendation)
check(recommendations, "DRS proposes nothing")
proposal = recommendations[0]
print(proposal.reasonText, [type(action).__name__ for action in proposal.action])
check(proposal.reason == "antiAffin", proposal.reason)
cluster.ApplyRecommendation(proposal.key)
check(pair[0].runtime.host != pair[1].runtime.host, "still together")
check(proposal.key not in [each.key for each in cluster.recommendation], "it is still proposed")
