"""A VM made, kept, copied and removed; each state as the object model shows it.

# vcmock: --seed dc0
"""
from pyVim.task import WaitForTask
from pyVmomi import vim

from _server import check, connect, everything

service_instance = connect()
content = service_instance.RetrieveContent()
datacenter = everything(content, vim.Datacenter)[0]
cluster = everything(content, vim.ClusterComputeResource)[0]
datastore = cluster.datastore[0]
folder = datacenter.vmFolder
pool = cluster.resourcePool


def wait(task):
    WaitForTask(task, si=service_instance)
    return task.info.result


def refused(fault, task):
    try:
        WaitForTask(task, si=service_instance)
    except fault:
        return
    raise AssertionError("not refused with %s" % fault)


def disk(key, controller, size_kb):
    backing = vim.vm.device.VirtualDisk.FlatVer2BackingInfo(diskMode="persistent", thinProvisioned=True, fileName="")
    device = vim.vm.device.VirtualDisk(
        key=key, controllerKey=controller, unitNumber=0, capacityInKB=size_kb, backing=backing
    )
    return vim.vm.device.VirtualDeviceSpec(operation="add", fileOperation="create", device=device)


controller = vim.vm.device.VirtualDeviceSpec(
    operation="add",
    device=vim.vm.device.ParaVirtualSCSIController(key=-1, busNumber=0, sharedBus="noSharing"),
)
spec = vim.vm.ConfigSpec(
    name="life",
    guestId="ubuntu64Guest",
    numCPUs=1,
    memoryMB=1024,
    files=vim.vm.FileInfo(vmPathName="[%s]" % datastore.name),
    deviceChange=[controller, disk(-2, -1, 1024 * 1024)],
)
vm = wait(folder.CreateVM_Task(config=spec, pool=pool))
check(isinstance(vm, vim.VirtualMachine) and vm.name == "life", vm)
check(vm in list(folder.childEntity) and vm in list(pool.vm) and vm in list(datastore.vm), "nobody shows it")
check(vm.config.hardware.memoryMB == 1024 and vm.runtime.powerState == "poweredOff", vm.summary)
check([one.capacityInKB for one in vm.config.hardware.device if isinstance(one, vim.vm.device.VirtualDisk)] == [1048576])
refused(vim.fault.DuplicateName, folder.CreateVM_Task(config=spec, pool=pool))

first = wait(vm.CreateSnapshot_Task(name="first", description="as made", memory=False, quiesce=False))
wait(vm.ReconfigVM_Task(vim.vm.ConfigSpec(memoryMB=2048)))
second = wait(vm.CreateSnapshot_Task(name="second", memory=False, quiesce=False))
tree = vm.snapshot.rootSnapshotList[0]
check(tree.name == "first" and tree.childSnapshotList[0].snapshot == second, tree)
check(vm.snapshot.currentSnapshot == second and list(first.childSnapshot) == [second])
check(first.config.hardware.memoryMB == 1024 and second.config.hardware.memoryMB == 2048)
wait(first.RevertToSnapshot_Task())
check(vm.config.hardware.memoryMB == 1024 and vm.snapshot.currentSnapshot == first, vm.snapshot)

where = vim.vm.RelocateSpec(pool=pool, datastore=datastore)
copy = wait(vm.CloneVM_Task(folder=folder, name="copy", spec=vim.vm.CloneSpec(location=where, template=False, powerOn=True)))
check(copy.config.uuid != vm.config.uuid and copy.runtime.powerState == "poweredOn", copy.summary)
linking = vim.vm.RelocateSpec(pool=pool, datastore=datastore, diskMoveType="createNewChildDiskBacking")
linked = wait(vm.CloneVM_Task(folder=folder, name="linked", spec=vim.vm.CloneSpec(location=linking, template=False, powerOn=False, snapshot=first)))
backing = next(one.backing for one in linked.config.hardware.device if isinstance(one, vim.vm.device.VirtualDisk))
check(backing.parent is not None and "life/" in backing.parent.fileName, backing)
check(linked.summary.storage.unshared <= linked.summary.storage.committed)

wait(vm.RemoveAllSnapshots_Task())
check(vm.snapshot is None, vm.snapshot)
wait(copy.PowerOffVM_Task())
for each in (linked, copy, vm):
    wait(each.Destroy_Task())
names = [each.name for each in everything(content, vim.VirtualMachine)]
check(not {"life", "copy", "linked"} & set(names), names)
