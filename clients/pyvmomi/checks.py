"""Asks whether VMs could move, run and be cloned elsewhere, and finds the migrations to agree.

# vcmock: --time 60x
"""
from pyVim.task import WaitForTask
from pyVmomi import vim

from _server import check, connect, everything, named

service_instance = connect()
content = service_instance.RetrieveContent()
checker = content.vmProvisioningChecker
moving = named(content, vim.VirtualMachine, "Migration_Test")
local = named(content, vim.VirtualMachine, "local-only")
off = named(content, vim.VirtualMachine, "db-01")
target = next(
    host for host in everything(content, vim.HostSystem) if host != moving.runtime.host
)


def results(task):
    """The CheckResults of a task: vm, host, fault types that are errors, fault types that are warnings."""
    WaitForTask(task, si=service_instance)
    return [
        (
            result.vm,
            result.host,
            [type(each).__name__.split(".")[-1] for each in result.error],
            [type(each).__name__.split(".")[-1] for each in result.warning],
        )
        for result in task.info.result
    ]


def fault_of(act):
    try:
        act()
    except vim.fault.VimFault as fault:
        return type(fault).__name__.split(".")[-1]
    except Exception as fault:
        return type(fault).__name__.split(".")[-1]
    return None


spec = vim.vm.RelocateSpec(host=target)
found = results(checker.CheckRelocate_Task(moving, spec))
check(found == [(moving, target, [], [])], "CheckRelocate", found)

found = results(checker.CheckRelocate_Task(local, spec, ["datastoreTests"]))
check(
    found == [(local, target, ["CannotAccessVmDisk", "CannotAccessVmConfig"], [])],
    "CheckRelocate of a local disk",
    found,
)
task = checker.CheckRelocate_Task(local, spec)
WaitForTask(task, si=service_instance)
disk = task.info.result[0].error[0]
check(disk.device == "Hard disk 1", disk)
check(disk.backing.startswith("[LocalDS-172]"), disk)
check("not accessible" in disk.msg, disk.msg)
check(task.info.descriptionId == "vm.check.ProvisioningChecker.checkRelocate", task.info)
check(task.info.entity == local, task.info.entity)
refusal = fault_of(lambda: WaitForTask(local.RelocateVM_Task(spec), si=service_instance))
check(refusal == "CannotAccessVmDisk", "RelocateVM", refusal)

found = results(checker.CheckMigrate_Task(vm=moving))
check([result[1] for result in found] == list(target.parent.host), "CheckMigrate", found)
found = results(checker.CheckMigrate_Task(vm=moving, host=target, state="poweredOn"))
check(found == [(moving, target, [], [])], "CheckMigrate", found)
refusal = fault_of(lambda: checker.CheckMigrate_Task(vm=moving, host=target, state="poweredOff"))
check(refusal == "InvalidPowerState", refusal)

found = results(checker.QueryVMotionCompatibilityEx_Task([moving, local, off], [target]))
check([result[0] for result in found] == [moving, local, off], "QueryVMotionCompatibilityEx", found)
check([bool(result[2]) for result in found] == [False, True, False], found)

query = service_instance.QueryVMotionCompatibility(moving, [target], ["cpu", "software"])
check([(each.host, list(each.compatibility)) for each in query] == [(target, ["cpu", "software"])], query)

events = service_instance.ValidateMigration([moving, local], host=target)
kinds = [(type(each).__name__.split(".")[-1], each.vm.vm, each.dstHost.host) for each in events]
check(kinds == [("MigrationHostErrorEvent", local, target)] * 2, kinds)
check("Unable to migrate local-only" in events[0].fullFormattedMessage, events[0].fullFormattedMessage)

clone = vim.vm.CloneSpec(location=vim.vm.RelocateSpec(host=target), powerOn=False, template=False)
found = results(checker.CheckClone_Task(moving, moving.parent, "a-copy", clone))
check(found == [(moving, target, [], [])], "CheckClone", found)

compatibility = content.vmCompatibilityChecker
found = results(compatibility.CheckCompatibility_Task(vm=off))
check([(result[1], result[2]) for result in found] == [(host, []) for host in target.parent.host], found)
if hasattr(compatibility, "CheckPowerOn_Task"):
    found = results(compatibility.CheckPowerOn_Task(vm=off, host=target))
    check(found == [(off, target, [], [])], "CheckPowerOn", found)
    found = results(compatibility.CheckPowerOn_Task(vm=moving, host=target))
    check(found == [(moving, target, ["InvalidPowerState"], [])], "CheckPowerOn", found)
