"""A cluster set up: DRS, rules and groups, what contradicts, what is broken, EVC.

# vcmock: --seed dc0 --time 60x
"""
from pyVim.task import WaitForTask
from pyVmomi import vim, vmodl

from _server import check, connect, named

service_instance = connect()
content = service_instance.RetrieveContent()
cluster = named(content, vim.ClusterComputeResource, "DC0_C0")
vms = [vm for host in cluster.host for vm in host.vm]
pair = vms[:2]


def reconfigure(modify=True, **what):
    spec = vim.cluster.ConfigSpecEx(**what)
    task = cluster.ReconfigureComputeResource_Task(spec, modify)
    WaitForTask(task, si=service_instance)
    return task.info


def rule(name):
    return next(each for each in cluster.configurationEx.rule if each.name == name)


info = reconfigure(
    drsConfig=vim.cluster.DrsConfigInfo(enabled=True, defaultVmBehavior="manual", vmotionRate=3)
)
check(info.descriptionId == "ClusterComputeResource.reconfigureEx", info.descriptionId)
drs = cluster.configurationEx.drsConfig
check((drs.enabled, drs.defaultVmBehavior, drs.vmotionRate) == (True, "manual", 3), drs)
check(cluster.configuration.drsConfig.vmotionRate == 3, cluster.configuration.drsConfig)

# A group, a rule for it and one between VMs, in one go.
reconfigure(
    groupSpec=[
        vim.cluster.GroupSpec(operation="add", info=vim.cluster.VmGroup(name="web", vm=pair)),
        vim.cluster.GroupSpec(
            operation="add", info=vim.cluster.HostGroup(name="rack", host=[cluster.host[0]])
        ),
    ],
    rulesSpec=[
        vim.cluster.RuleSpec(
            operation="add",
            info=vim.cluster.AntiAffinityRuleSpec(name="apart", enabled=True, vm=pair),
        ),
        vim.cluster.RuleSpec(
            operation="add",
            info=vim.cluster.VmHostRuleInfo(
                name="home", enabled=True, vmGroupName="web", affineHostGroupName="rack"
            ),
        ),
    ],
)
check([each.name for each in cluster.configurationEx.rule] == ["apart", "home"], cluster.configurationEx.rule)
check(rule("apart").ruleUuid and rule("apart").key, rule("apart"))
together = pair[0].runtime.host == pair[1].runtime.host
check(rule("apart").inCompliance == (not together), rule("apart"))
check(rule("apart").status == ("red" if together else "green"), rule("apart").status)
found = cluster.FindRulesForVm(pair[0])
check(sorted(each.name for each in found) == ["apart", "home"], found)

# What contradicts an older rule is disabled.
contrary = vim.cluster.AffinityRuleSpec(name="together", enabled=True, vm=pair)
reconfigure(rulesSpec=[vim.cluster.RuleSpec(operation="add", info=contrary)])
check(not rule("together").enabled and rule("apart").enabled, cluster.configurationEx.rule)
reconfigure(rulesSpec=[vim.cluster.RuleSpec(operation="remove", removeKey=rule("together").key)])

# Overrides by VM; a specification out of bounds is refused at once.
override = vim.cluster.DrsVmConfigInfo(key=pair[0], enabled=False)
reconfigure(drsVmConfigSpec=[vim.cluster.DrsVmConfigSpec(operation="add", info=override)])
check(cluster.configurationEx.drsVmConfig[0].key == pair[0], cluster.configurationEx.drsVmConfig)
reconfigure(drsVmConfigSpec=[vim.cluster.DrsVmConfigSpec(operation="remove", removeKey=pair[0])])
check(not cluster.configurationEx.drsVmConfig, cluster.configurationEx.drsVmConfig)
try:
    cluster.ReconfigureComputeResource_Task(
        vim.cluster.ConfigSpecEx(drsConfig=vim.cluster.DrsConfigInfo(vmotionRate=7)), True
    )
    check(False, "a rate of 7 was taken")
except vmodl.fault.InvalidArgument as fault:
    check(fault.invalidProperty == "spec.drsConfig.vmotionRate", fault.invalidProperty)

usage = cluster.GetResourceUsage()
check(0 < usage.cpuCapacityMHz and usage.memUsedMB < usage.memCapacityMB, usage)

manager = cluster.EvcManager()
best = cluster.host[0].summary.maxEVCModeKey
check(best in [mode.key for mode in manager.evcState.supportedEVCMode], manager.evcState)
WaitForTask(manager.ConfigureEvcMode_Task(best), si=service_instance)
check(cluster.summary.currentEVCModeKey == best, cluster.summary.currentEVCModeKey)
check(cluster.host[0].summary.currentEVCModeKey == best, cluster.host[0].summary.currentEVCModeKey)
try:
    WaitForTask(manager.ConfigureEvcMode_Task("intel-merom"), si=service_instance)
    check(False, "VMs that run have seen more")
except vim.fault.ActiveVMsBlockingEVC as fault:
    check(fault.evcMode == "intel-merom", fault)
task = manager.CheckConfigureEvcMode_Task("intel-merom")
WaitForTask(task, si=service_instance)
check(len(task.info.result) == 1, task.info.result)

# Not incremental: what is not said is the default again.
reconfigure(modify=False, drsConfig=vim.cluster.DrsConfigInfo(enabled=True))
check(not cluster.configurationEx.rule and not cluster.configurationEx.group, cluster.configurationEx)
check(cluster.configurationEx.drsConfig.defaultVmBehavior == "fullyAutomated")
