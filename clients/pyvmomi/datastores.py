"""Storage to migrate to: a free disk becomes a datastore, grows, is searched, unmounted and removed.

# vcmock: --seed lab --time instant
"""
from pyVim.task import WaitForTask
from pyVmomi import vim

from _server import check, connect, everything

GB = 2**30
service_instance = connect()
content = service_instance.RetrieveContent()
host, other = sorted(everything(content, vim.HostSystem), key=lambda each: each.name)
system = host.configManager.datastoreSystem
storage = host.configManager.storageSystem

[disk] = system.QueryAvailableDisksForVmfs()
check(disk.capacity.block * disk.capacity.blockSize == 50 * GB, disk.capacity)
[option] = system.QueryVmfsDatastoreCreateOptions(disk.devicePath)
check(isinstance(option.info, vim.host.VmfsDatastoreOption.AllExtentInfo), type(option.info))
spec = option.spec
spec.vmfs.volumeName = "fresh"
[partition] = spec.partition.partition
partition.endSector = partition.startSector + 20 * GB // 512 - 1

fresh = system.CreateVmfsDatastore(spec)
print("made", fresh.summary.url)
check(fresh.summary.capacity == 20 * GB, fresh.summary.capacity)
check(fresh in list(other.datastore), "the other host does not have it")
check([mount.key for mount in fresh.host] == [host, other], fresh.host)
check(list(system.QueryAvailableDisksForVmfs()) == [], "the disk is still free")
try:
    system.CreateVmfsDatastore(spec)
    raise AssertionError("the disk was used twice")
except vim.fault.HostConfigFault as fault:
    print("refused:", fault.msg)

[option] = system.QueryVmfsDatastoreExpandOptions(fresh)
system.ExpandVmfsDatastore(fresh, option.spec)
check(fresh.summary.capacity == int(49.75 * GB), fresh.summary.capacity)
[table] = storage.RetrieveDiskPartitionInfo([disk.devicePath])
check(table.spec.partition[0].endSector == table.spec.totalSectors - 34, table.spec)

query = vim.host.DatastoreBrowser.SearchSpec(
    query=[vim.host.DatastoreBrowser.VmDiskQuery(), vim.host.DatastoreBrowser.FolderQuery()],
    details=vim.host.DatastoreBrowser.FileInfo.Details(
        fileType=True, fileSize=True, modification=True, fileOwner=True
    ),
)
task = fresh.browser.SearchDatastoreSubFolders_Task("[fresh]", query)
WaitForTask(task, si=service_instance)
check([result.folderPath for result in task.info.result] == ["[fresh]"], task.info.result)

storage.UnmountVmfsVolume(fresh.info.vmfs.uuid)
[mine] = [mount.mountInfo for mount in fresh.host if mount.key == host]
check(mine.mounted is False and mine.accessible is False, mine)
storage.MountVmfsVolume(fresh.info.vmfs.uuid)
shared = next(each for each in host.datastore if each.name == "SharedDS")
try:
    storage.UnmountVmfsVolume(shared.info.vmfs.uuid)
    raise AssertionError("a volume with VMs was unmounted")
except vim.fault.ResourceInUse as fault:
    print("refused:", fault.msg)

spec = vim.host.NasVolume.Specification(
    remoteHost="nas.example", remotePath="/export", localPath="exported", accessMode="readWrite"
)
exported = system.CreateNasDatastore(spec)
check(other.configManager.datastoreSystem.CreateNasDatastore(spec) == exported, "two datastores of one export")

task = system.RemoveDatastoreEx_Task([fresh, shared, exported])
WaitForTask(task, si=service_instance)
faults = [type(result.fault).__name__ if result.fault else None for result in task.info.result]
print("removed:", faults)
check([fault and fault.split(".")[-1] for fault in faults] == [None, "ResourceInUse", None], faults)
check([each.uuid for each in system.QueryAvailableDisksForVmfs()] == [disk.uuid], "the disk is not free")
storage.RescanAllHba()
