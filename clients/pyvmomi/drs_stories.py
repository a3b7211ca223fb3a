"""DRS: a VM made without a host, bursts short and foretold, mandatory rules; DPM: a night and a morning.

# vcmock: --seed clients/pyvmomi/drs.yaml --time manual
# timeout: 120
"""
import datetime

from pyVmomi import vim

from _control import advance, control, reset
from _server import check, connect, named

MINUTE = 60
FIVE_MINUTES = 300
# MHz of a processor; VMs have two of them.
CORE_MHZ = 2100

service_instance = connect()
content = service_instance.RetrieveContent()
datacenter = named(content, vim.Datacenter, "DC")
cluster = named(content, vim.ClusterComputeResource, "C1")
hosts = {host.name: host for host in cluster.host}
vms = {vm.name: vm for host in cluster.host for vm in host.vm}


def ended(task, seconds=5):
    advance(seconds)
    check(task.info.state == "success", task.info)
    return task.info.result


def set_up(seconds=1, **parts):
    ended(cluster.ReconfigureComputeResource_Task(vim.cluster.ConfigSpecEx(**parts), True), seconds)


def automation(behavior, **more):
    set_up(drsConfig=vim.cluster.DrsConfigInfo(defaultVmBehavior=behavior, **more))


def ask(mhz):
    """What VMs ask for from now on, MHz by name."""
    for name, amount in mhz.items():
        percent = 100.0 * amount / (2 * CORE_MHZ)
        control("demand", {"vms": [name], "profile": {"cpuPercent": percent}}, method="PUT")


def quiet():
    """Nearly nothing is asked for, and the past is as quiet."""
    ask({name: 100 for name in "ABCD"})
    advance(FIVE_MINUTES + MINUTE)


def moved():
    infos = [task.info for task in content.taskManager.recentTask]
    return [info.entityName for info in infos if info.descriptionId == "Drm.ExecuteVMotionLRO"]


def events(*kinds):
    found = content.eventManager.QueryEvents(vim.event.EventFilterSpec())
    names = [type(event).__name__.rsplit(".", 1)[-1] for event in sorted(found, key=lambda each: each.key)]
    return [name for name in names if name in kinds]


def made_without_a_host():
    """a VM that is created in the cluster's pool is registered where less is asked for"""
    advance(MINUTE)
    spec = vim.vm.ConfigSpec(
        name="new", numCPUs=2, memoryMB=4096, files=vim.vm.FileInfo(vmPathName="[DS1]")
    )
    vm = ended(datacenter.vmFolder.CreateVM_Task(spec, cluster.resourcePool))
    check(vm.runtime.host == hosts["h2"], vm.runtime.host.name)


def short_burst():
    """a minute of much demand is a fifth of a period: nothing moves"""
    quiet()
    automation("fullyAutomated")
    advance(FIVE_MINUTES)
    ask({"A": 3000, "B": 2500, "C": 1500})
    advance(MINUTE)
    ask({"A": 100, "B": 100, "C": 100})
    advance(2 * FIVE_MINUTES)
    check(moved() == [] and not cluster.recommendation, moved())

    ask({"A": 3000, "B": 2500, "C": 1500, "D": 1000})
    advance(2 * FIVE_MINUTES)
    check(moved() == ["A"], moved())


def foretold_burst():
    """predictive DRS moves before a burst that is foretold, not before one that is too far away"""
    quiet()
    automation("fullyAutomated")
    now = service_instance.CurrentTime()

    def foretell(minutes):
        at = (now + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
        peaks = {"A": 3000, "B": 2500, "C": 1500, "D": 1000}
        forecasts = [
            {"vm": name, "resource": "cpu", "points": [{"t": at, "value": peak}]}
            for name, peak in peaks.items()
        ]
        control("forecasts", {"forecasts": forecasts}, method="PUT")

    foretell(40)
    advance(FIVE_MINUTES)
    check(moved() == [], "DRS took notice though it is not predictive")
    foretell(90)
    set_up(proactiveDrsConfig=vim.cluster.ProactiveDrsConfigInfo(enabled=True))
    advance(FIVE_MINUTES)
    check(moved() == [], "the burst is more than an hour away")
    foretell(50)
    advance(FIVE_MINUTES + MINUTE)
    check(moved() == ["A"] and vms["A"].runtime.host == hosts["h2"], moved())


def mandatory_rule():
    """a VM that must run on a host is not moved elsewhere, also when DRS is off"""
    automation("manual")
    groups = [
        vim.cluster.VmGroup(name="vms", vm=[vms["A"]]),
        vim.cluster.HostGroup(name="hosts", host=[hosts["h1"]]),
    ]
    rule = vim.cluster.VmHostRuleInfo(
        name="home", enabled=True, mandatory=True, vmGroupName="vms", affineHostGroupName="hosts"
    )
    set_up(
        groupSpec=[vim.cluster.GroupSpec(operation="add", info=group) for group in groups],
        rulesSpec=[vim.cluster.RuleSpec(operation="add", info=rule)],
    )

    def refused():
        task = vms["A"].MigrateVM_Task(host=hosts["h2"], priority="defaultPriority")
        advance(MINUTE)
        return type(task.info.error)

    check(refused() is vim.fault.VmHostAffinityRuleViolation, "the rule is not kept")
    set_up(drsConfig=vim.cluster.DrsConfigInfo(enabled=False))
    check(refused() is vim.fault.VmHostAffinityRuleViolation, "the rule is not kept without DRS")
    check(vms["A"].runtime.host == hosts["h1"], vms["A"].runtime.host.name)


def broken_rule():
    """a VM that stands where a rule does not want it is told of, and told of again once it has moved"""
    automation("manual")
    groups = [
        vim.cluster.VmGroup(name="vms", vm=[vms["A"]]),
        vim.cluster.HostGroup(name="hosts", host=[hosts["h2"]]),
    ]
    rule = vim.cluster.VmHostRuleInfo(
        name="should", enabled=True, mandatory=False, vmGroupName="vms", affineHostGroupName="hosts"
    )
    set_up(
        groupSpec=[vim.cluster.GroupSpec(operation="add", info=group) for group in groups],
        rulesSpec=[vim.cluster.RuleSpec(operation="add", info=rule)],
    )
    advance(FIVE_MINUTES)
    [one] = [each for each in cluster.recommendation if each.reason == "vmHostSoftAffinity"]
    cluster.ApplyRecommendation(one.key)
    advance(2 * FIVE_MINUTES)
    check(
        events("DrsSoftRuleViolationEvent", "DrsRuleComplianceEvent")
        == ["DrsSoftRuleViolationEvent", "DrsRuleComplianceEvent"],
        events("DrsSoftRuleViolationEvent", "DrsRuleComplianceEvent"),
    )


def night_and_morning():
    """DPM sends a host to sleep after a quiet while and wakes it when the other gets hot"""
    automation("fullyAutomated")
    ask({name: 100 for name in "ABCD"})
    set_up(dpmConfig=vim.cluster.DpmConfigInfo(enabled=True, defaultDpmBehavior="automated", hostPowerActionRate=1))
    for _ in range(3):
        advance(20 * MINUTE)
        cluster.name  # a session that asks nothing for half an hour ends
    asleep = [name for name, host in hosts.items() if host.runtime.powerState == "standBy"]
    check(len(asleep) == 1, asleep)
    check(cluster.summary.numEffectiveHosts == 1, cluster.summary.numEffectiveHosts)
    check(
        events("DrsEnteringStandbyModeEvent", "DrsVmMigratedEvent", "DrsEnteredStandbyModeEvent")[-1]
        == "DrsEnteredStandbyModeEvent",
        "events of the night",
    )

    ask({name: 2400 for name in "ABCD"})
    advance(2 * FIVE_MINUTES)
    check(hosts[asleep[0]].runtime.powerState == "poweredOn", hosts[asleep[0]].runtime)
    check(
        events("DrsExitingStandbyModeEvent", "DrsExitedStandbyModeEvent")
        == ["DrsExitingStandbyModeEvent", "DrsExitedStandbyModeEvent"],
        "events of the morning",
    )
    advance(2 * FIVE_MINUTES)
    check(len(hosts[asleep[0]].vm) > 0, "DRS left the woken host empty")


for story in (
    made_without_a_host,
    short_burst,
    foretold_burst,
    mandatory_rule,
    broken_rule,
    night_and_morning,
):
    reset()
    print(story.__doc__)
    story()
