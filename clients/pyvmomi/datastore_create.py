"""A datastore is made on a free disk, a VM that runs moves onto it and back, the datastore goes again.

# vcmock: --seed lab --time 60x
"""
from pyVim.task import WaitForTask
from pyVmomi import vim

from _server import check, connect, everything, named

service_instance = connect()
content = service_instance.RetrieveContent()
vm = named(content, vim.VirtualMachine, "Migration_Test")
hosts = everything(content, vim.HostSystem)
host, home = vm.runtime.host, vm.datastore[0]
system = host.configManager.datastoreSystem


def kind(thing):
    return type(thing).__name__.split(".")[-1]


(disk,) = system.QueryAvailableDisksForVmfs()
capacity = disk.capacity.block * disk.capacity.blockSize
options = system.QueryVmfsDatastoreCreateOptions(disk.devicePath)
check(options and options[0].spec.vmfs.extent.diskName == disk.canonicalName, options)
spec = options[0].spec
spec.vmfs.volumeName = "Storage_vMotion"
made = system.CreateVmfsDatastore(spec)
check(made.name == "Storage_vMotion" and made.summary.type == "VMFS", made.summary)
check(0.9 * capacity < made.summary.capacity <= capacity, made.summary.capacity, "of", capacity)
check(made.summary.accessible and not list(made.vm), made.summary)
check(list(system.QueryAvailableDisksForVmfs()) == [], "the disk is offered again")
# The other host sees the disk too: it finds the datastore when it looks.
for each in hosts:
    each.configManager.storageSystem.RescanVmfs()
    check(made in list(each.datastore), each.name, "does not see it")
check(made.summary.multipleHostAccess, made.summary)

free = made.summary.freeSpace
WaitForTask(vm.RelocateVM_Task(vim.vm.RelocateSpec(datastore=made)), si=service_instance)
check(list(vm.datastore) == [made] and list(made.vm) == [vm], vm.datastore, made.vm)
check(vm.runtime.host == host and vm.runtime.powerState == "poweredOn", vm.runtime)
check(vm.config.files.vmPathName == "[Storage_vMotion] Migration_Test/Migration_Test.vmx", vm.config.files)
taken = sum(each.size for each in vm.layoutEx.file)
check(free - made.summary.freeSpace == taken, free, made.summary.freeSpace, taken)
# Its files can be looked at where they are now.
browse = made.browser.SearchDatastoreSubFolders_Task("[Storage_vMotion]", vim.host.DatastoreBrowser.SearchSpec())
WaitForTask(browse, si=service_instance)
found = {folder.folderPath + each.path for folder in browse.info.result for each in folder.file}
check(any(path.endswith("Migration_Test.vmdk") for path in found), sorted(found))

try:
    system.RemoveDatastore(made)
except vim.fault.ResourceInUse as fault:
    print("refused:", fault.msg)
else:
    raise AssertionError("a datastore in use was removed")

WaitForTask(vm.RelocateVM_Task(vim.vm.RelocateSpec(datastore=home)), si=service_instance)
check(list(vm.datastore) == [home] and not list(made.vm), vm.datastore)
check(made.summary.freeSpace == free, made.summary.freeSpace, free)
system.RemoveDatastore(made)
check(made not in everything(content, vim.Datastore), "it is still there")
check(len(system.QueryAvailableDisksForVmfs()) == 1, "the disk is not free again")
