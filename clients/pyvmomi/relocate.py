"""vMotion of a running VM, its progress watched; then everybody agrees where it is.

# vcmock: --time 60x
"""
from pyVim.task import WaitForTask
from pyVmomi import vim

from _server import check, connect, everything

service_instance = connect()
content = service_instance.RetrieveContent()
vm = next(
    each
    for each in everything(content, vim.VirtualMachine)
    if each.runtime.powerState == "poweredOn" and isinstance(each.resourcePool.owner, vim.ClusterComputeResource)
)
source = vm.runtime.host
target = next(host for host in source.parent.host if host != source and host.runtime.connectionState == "connected")
print("%s: %s to %s" % (vm.name, source.name, target.name))

task = vm.RelocateVM_Task(vim.vm.RelocateSpec(host=target), vim.VirtualMachine.MovePriority.defaultPriority)
steps = []
WaitForTask(task, si=service_instance, onProgressUpdate=lambda task, step: steps.append(step))
print("progress:", steps)

check(vm.runtime.host == target, "it is on", vm.runtime.host)
check(vm in list(target.vm), "the target does not show it")
check(vm not in list(source.vm), "the source still shows it")
check(vm.runtime.powerState == "poweredOn", vm.runtime.powerState)
info = task.info
check(info.state == "success", info.state)
check(info.entity == vm and info.entityName == vm.name, info.entity, info.entityName)
check(info.queueTime <= info.startTime <= info.completeTime, info.queueTime, info.startTime, info.completeTime)
percents = [step for step in steps if isinstance(step, int)]
check(percents == sorted(percents), percents)
