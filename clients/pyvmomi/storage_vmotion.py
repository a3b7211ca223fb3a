"""Storage vMotion: files go to another datastore while the VM runs on; time, room, names, warning, single disks.

# vcmock: --seed clients/pyvmomi/migration.yaml --time manual --storage-vmotion-warning on
"""
from pyVmomi import vim

from _moves import (
    CLEANUP, MOMENT, PREPARATION, Counted, advance, close, cluster_of, datastore_of, ended, events_of, failed,
    host_of, kind, migration, picture, play, relocate, seconds_between, succeeded, told, vm_of,
)
from _server import check

GB = 2**30
MB = 2**20
# DS1 is read at 200 MB/s, DS2 written at 150, of which the guest's own writes take 10.
COPY_RATE = 140
# The guest stands still while the VM changes hands.
STUN = 0.3


def files_of(vm):
    return [each.name for each in vm.layoutEx.file]


def free(*names):
    return [datastore_of(name).summary.freeSpace for name in names]


def whole_vm():
    """all files of a VM that runs go to DS2 in the time that its disk's written blocks take"""
    vm, host, target = vm_of("Migration_Test"), host_of("H172"), datastore_of("DS2")
    vmotions = cluster_of("C1").summary.numVmotions
    before, size = free("DS1", "DS2"), sum(each.size for each in vm.layoutEx.file)
    task = relocate(vm, datastore=target)
    advance(PREPARATION + 40)
    info = task.info
    check(info.state == "running" and info.cancelable, info)
    during = free("DS1", "DS2")
    # The source keeps its files until all is copied, the destination has the room taken from the start.
    check(during[0] == before[0] and during[1] == before[1] - size, before, during, size)
    seen = migration(task)
    disk = [each for each in seen["disks"] if each["label"] == "Hard disk 1"][0]
    check(close(disk["totalMb"], 12288, 1) and 0 < disk["copiedMb"] < disk["totalMb"], disk)
    check(close(disk["copiedMb"] / disk["seconds"], COPY_RATE, 0.01), disk)
    check(close(disk["mirroredMb"] / disk["seconds"], 10, 0.01), disk)
    check(close(info.progress, 10 + 80 * 40 * COPY_RATE / 12288, 2), "it is at", info.progress)
    check(vm.runtime.host == host and list(vm.datastore) == [datastore_of("DS1")], vm.datastore)

    # 12288 MB at 140 MB/s are 87.771 s; the home's few files come on top.
    home = [each for each in seen["disks"] if each["label"] == "VM home"][0]
    lasts = PREPARATION + 12288 / COPY_RATE + home["totalMb"] / COPY_RATE + STUN + CLEANUP
    advance(lasts - PREPARATION - 40 - 0.1)
    check(task.info.state == "running", task.info)
    advance(0.2)
    info = task.info
    check(info.state == "success", info)
    check(close(seconds_between(info.startTime, info.completeTime), lasts, 0.05), info, lasts)
    seen = migration(task)
    disk = [each for each in seen["disks"] if each["label"] == "Hard disk 1"][0]
    check(close(disk["seconds"], 87.771, 0.05), disk)
    check(close(seen["downtimeMs"], STUN * 1000), seen)
    check(seen["kind"] == "storageVmotion", seen)

    check(vm.runtime.host == host and vm.runtime.powerState == "poweredOn", vm.runtime)
    check(list(vm.datastore) == [target] and vm in list(target.vm), vm.datastore)
    check(vm not in list(datastore_of("DS1").vm), "DS1 still lists it")
    files = vm.config.files
    check(files.vmPathName == "[DS2] Migration_Test/Migration_Test.vmx", files.vmPathName)
    check(vm.summary.config.vmPathName == files.vmPathName, vm.summary.config)
    check(files.logDirectory == "[DS2] Migration_Test/", files.logDirectory)
    (disk,) = [each for each in vm.config.hardware.device if isinstance(each, vim.vm.device.VirtualDisk)]
    check(disk.backing.fileName == "[DS2] Migration_Test/Migration_Test.vmdk", disk.backing.fileName)
    check(disk.backing.datastore == target and disk.backing.thinProvisioned, disk.backing)
    strange = [name for name in files_of(vm) if not name.startswith("[DS2] Migration_Test/")]
    check(not strange, "files elsewhere:", strange)
    check([each.datastore for each in vm.storage.perDatastoreUsage] == [target], vm.storage)
    after = free("DS1", "DS2")
    check(after[0] - before[0] == before[1] - after[1] == size, "free:", before, after, size)
    # The warning, which this server is asked for, belongs to the chain.
    chain = ["VmBeingRelocatedEvent", "VmRelocatedEvent", "VmMessageWarningEvent"]
    check(told(task) == ["TaskEvent", *chain], told(task))
    _, began, done, _ = events_of(vm, info.eventChainId)
    check((began.destHost.host, began.destDatastore.name) == (host, "DS2"), began)
    check((done.sourceHost.host, done.sourceDatastore.name) == (host, "DS1"), done)
    # The host's own history has them too.
    seen = [kind(each) for each in events_of(host, info.eventChainId)]
    check(seen[-3:] == chain, seen)
    check(cluster_of("C1").summary.numVmotions == vmotions, "it was no vMotion")


def whole_vm_is_counted():
    """statistics count one Storage vMotion"""
    with Counted(numSVMotion=1):
        succeeded(relocate(vm_of("Migration_Test"), datastore=datastore_of("DS2")))
    with Counted(numChangeDS=1):
        succeeded(relocate(vm_of("off"), datastore=datastore_of("DS2")))


def formats():
    """a thick copy of a thin disk takes the time and the room of all it may hold"""
    vm, target = vm_of("Migration_Test"), datastore_of("DS2")
    disk = next(each for each in vm.config.hardware.device if isinstance(each, vim.vm.device.VirtualDisk))
    backing = vim.vm.device.VirtualDisk.FlatVer2BackingInfo(fileName="", diskMode="persistent", thinProvisioned=False)
    locator = vim.vm.RelocateSpec.DiskLocator(diskId=disk.key, datastore=target, diskBackingInfo=backing)
    (before,) = free("DS2")
    task = relocate(vm, datastore=target, disk=[locator])
    advance(60)
    check(free("DS2")[0] <= before - 40 * GB, "the room is not taken")
    succeeded(task)
    (copied,) = [each for each in migration(task)["disks"] if each["key"] == str(disk.key)]
    check(close(copied["seconds"], 40960 / COPY_RATE, 0.05), "292.571 s expected:", copied)
    disk = next(each for each in vm.config.hardware.device if each.key == disk.key)
    check(not disk.backing.thinProvisioned, disk.backing)
    check(before - 41 * GB - 4096 * MB < free("DS2")[0] <= before - 40 * GB, before, free("DS2"))


def too_large():
    """what does not fit is refused before a byte moves"""
    vm = vm_of("large")
    places = [vm, datastore_of("DS1"), datastore_of("DS2"), host_of("H172")]
    before = picture(*places)
    task = relocate(vm, datastore=datastore_of("DS2"))
    info = task.info
    check(info.state == "error", "it began:", info)
    fault = failed(task, "NoDiskSpace", "InsufficientStorageSpace", seconds=0)
    if kind(fault) == "NoDiskSpace":
        check(fault.datastore == "DS2", fault)
    check(picture(*places) == before, "something changed")
    check(told(task) == ["TaskEvent", "VmRelocateFailedEvent"], told(task))
    check(not migration(task).get("disks"), migration(task))


def renamed():
    """files of a VM that was renamed bear its new name where they go"""
    vm = vm_of("Migration_Test")
    succeeded(vm.Rename_Task("newname"), 5)
    check(vm.config.files.vmPathName == "[DS1] Migration_Test/Migration_Test.vmx", vm.config.files.vmPathName)
    succeeded(relocate(vm, datastore=datastore_of("DS2")))
    check(vm.config.files.vmPathName == "[DS2] newname/newname.vmx", vm.config.files.vmPathName)
    names = files_of(vm)
    check(all(name.startswith("[DS2] newname/") for name in names), names)
    # Logs bear no VM's name.
    own = [name.split("/")[1] for name in names if "/vmware" not in name]
    check(all(name.startswith(("newname", "vmx-newname")) for name in own), own)
    (disk,) = [each for each in vm.config.hardware.device if isinstance(each, vim.vm.device.VirtualDisk)]
    check(disk.backing.fileName == "[DS2] newname/newname.vmdk", disk.backing.fileName)


def warning():
    """the warning after a Storage vMotion stays until the guest is rebooted"""
    vm = vm_of("Migration_Test")
    check(not vm.configIssue and vm.overallStatus == "green", vm.configIssue, vm.overallStatus)
    succeeded(relocate(vm, datastore=datastore_of("DS2")))
    check(len(vm.configIssue) == 1, vm.configIssue)
    check((vm.configStatus, vm.overallStatus) == ("yellow", "yellow"), vm.configStatus, vm.overallStatus)
    check([each.overallStatus for each in vm.triggeredAlarmState] == ["yellow"], vm.triggeredAlarmState)
    vm.RebootGuest()
    advance(300)
    check(not vm.configIssue, vm.configIssue)
    check((vm.configStatus, vm.overallStatus) == ("green", "green"), vm.configStatus, vm.overallStatus)
    check(not vm.triggeredAlarmState, vm.triggeredAlarmState)
    # A cold move leaves none.
    succeeded(relocate(vm_of("off"), datastore=datastore_of("DS2")))
    check(not vm_of("off").configIssue, vm_of("off").configIssue)


def one_disk():
    """one disk goes, the home and the other one stay"""
    vm, first, second = vm_of("two-disks"), datastore_of("DS1"), datastore_of("DS2")
    locator = vim.vm.RelocateSpec.DiskLocator(diskId=2001, datastore=second)
    task = relocate(vm, disk=[locator])
    succeeded(task)
    check([each["key"] for each in migration(task)["disks"]] == ["2001"], migration(task))
    check(vm.config.files.vmPathName == "[DS1] two-disks/two-disks.vmx", vm.config.files.vmPathName)
    check(sorted(each.name for each in vm.datastore) == ["DS1", "DS2"], vm.datastore)
    check(vm in list(first.vm) and vm in list(second.vm), "a datastore does not list it")
    disks = {each.key: each.backing for each in vm.config.hardware.device if isinstance(each, vim.vm.device.VirtualDisk)}
    check(disks[2000].datastore == first and disks[2001].datastore == second, disks)
    check(disks[2001].fileName.startswith("[DS2] two-disks/"), disks[2001].fileName)


def cancelled():
    """a copy that is called off leaves nothing at its destination"""
    vm = vm_of("Migration_Test")
    places = [vm, datastore_of("DS1"), datastore_of("DS2"), host_of("H172")]
    before = picture(*places)
    task = relocate(vm, datastore=datastore_of("DS2"))
    advance(30)
    task.CancelTask()
    info = ended(task, 0)
    check((info.state, info.cancelled, kind(info.error)) == ("error", True, "RequestCanceled"), info)
    advance(300)
    check(picture(*places) == before, "something changed")
    check(told(task) == ["TaskEvent", "VmBeingRelocatedEvent", "VmRelocateFailedEvent"], told(task))


def several():
    """of three from one host two run: each takes half of what the host has"""
    tasks = [relocate(vm_of(name), datastore=datastore_of("DS2")) for name in ("q1", "q2", "q3")]
    advance(MOMENT)
    states = [task.info.state for task in tasks]
    check(states == ["running", "running", "queued"], states)
    for task in tasks:
        succeeded(task, 200)


play(
    whole_vm, whole_vm_is_counted, formats, too_large, renamed, warning, one_disk, cancelled, several,
)
