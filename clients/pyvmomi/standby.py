"""Hosts go to standby and wake, by hand and by DPM; one loses its power and HA restarts its VM.

# vcmock: --seed clients/pyvmomi/standby.yaml --time manual
"""
from pyVmomi import vim

from _control import advance, control
from _server import connect, everything

content = connect().RetrieveContent()
cluster = everything(content, vim.ClusterComputeResource)[0]


def host(name):
    return next(one for one in everything(content, vim.HostSystem) if one.name == name)


def vm(name):
    return next(one for one in everything(content, vim.VirtualMachine) if one.name == name)


def expect(found, wanted):
    if found != wanted:
        raise SystemExit("found %r instead of %r" % (found, wanted))


def power(name):
    runtime = host(name).runtime
    return str(runtime.powerState), str(runtime.standbyMode), str(runtime.connectionState)


def events(*words):
    found = content.eventManager.QueryEvents(vim.event.EventFilterSpec())
    names = [type(event).__name__.rsplit(".", 1)[-1] for event in sorted(found, key=lambda e: e.key)]
    return [name for name in names if any(word in name for word in words)]


AWAKE = ("poweredOn", "none", "connected")
ASLEEP = ("standBy", "in", "notResponding")

# By hand.
task = host("h3").PowerDownHostToStandBy_Task(timeoutSec=0, evacuatePoweredOffVms=True)
advance(1)
expect(power("h3"), ("poweredOn", "entering", "connected"))
advance(120)
expect((task.info.state, task.info.descriptionId), ("success", "HostSystem.enterStandbyMode"))
expect(power("h3"), ASLEEP)
expect(cluster.summary.numEffectiveHosts, 2)
expect(vm("idle").runtime.host.name != "h3", True)

task = host("h3").PowerUpHostFromStandBy_Task(timeoutSec=60)
advance(61)
expect(isinstance(task.info.error, vim.fault.Timedout), True)
task = host("h3").PowerUpHostFromStandBy_Task(timeoutSec=0)
advance(180)
expect(power("h3"), AWAKE)
expect(
    events("Standby"),
    [
        "EnteringStandbyModeEvent",
        "EnteredStandbyModeEvent",
        "ExitingStandbyModeEvent",
        "ExitStandbyModeFailedEvent",
        "ExitingStandbyModeEvent",
        "ExitedStandbyModeEvent",
    ],
)

ipmi = vim.host.IpmiInfo(
    bmcIpAddress="192.0.2.7", bmcMacAddress="00:50:56:00:00:07", login="root", password="x"
)
host("h1").UpdateIpmi(ipmi)
expect((host("h1").config.ipmi.login, host("h1").config.ipmi.password), ("root", None))
try:
    host("h1").UpdateIpmi(vim.host.IpmiInfo(bmcMacAddress="?"))
    raise SystemExit("a wrong address was taken")
except vim.fault.InvalidIpmiMacAddress as fault:
    expect(fault.userProvidedMacAddress, "?")

# A host fails: its VM is restarted.
before = vm("web").runtime.host.name
control("hosts/" + before, {"state": "failed"}, method="PUT")
expect((str(vm("web").runtime.powerState), vm("web").runtime.connectionState), ("poweredOff", "disconnected"))
advance(15)
expect(str(vm("web").runtime.powerState), "poweredOn")
expect(vm("web").runtime.host.name != before, True)
expect(events("DasHostFailed", "RestartedOn"), ["DasHostFailedEvent", "VmRestartedOnAlternateHostEvent"])
control("hosts/" + before, {"state": "ok"}, method="PUT")
expect(power(before), AWAKE)

# DPM recommends, somebody applies.
spec = vim.cluster.ConfigSpecEx(
    dpmConfig=vim.cluster.DpmConfigInfo(
        enabled=True, defaultDpmBehavior="manual", hostPowerActionRate=1
    )
)
cluster.ReconfigureComputeResource_Task(spec, True)
for _ in range(3):
    advance(1200)
    cluster.name  # a session that asks nothing for half an hour ends
found = [one for one in cluster.recommendation if one.reason == "powerSaving"]
expect(len(found), 1)
expect([one["kind"] for one in control("drs/C1")["power"]["recommendations"]], ["powerOff"])
action = found[0].action[0]
expect((action.type, action.operationType), ("HostPowerV1", "powerOff"))
chosen = action.target.name
cluster.ApplyRecommendation(found[0].key)
advance(300)
expect(power(chosen), ASLEEP)
expect(events("DrsEnter"), ["DrsEnteringStandbyModeEvent", "DrsEnteredStandbyModeEvent"])
