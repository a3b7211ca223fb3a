"""SearchIndex: one thing by path, UUID, IP address, name or parent."""
from pyVmomi import vim

from _server import check, connect, everything

content = connect().RetrieveContent()
index = content.searchIndex
vm = everything(content, vim.VirtualMachine)[0]


def path_of(entity):
    names = []
    while entity != content.rootFolder:
        names.insert(0, entity.name.replace("/", "%2f"))
        entity = entity.parent
    return "/".join(names)


def same(what, found, expected=vm):
    check(found == expected, what, "found", found)


path = path_of(vm)
same("FindByInventoryPath", index.FindByInventoryPath(path))
same("FindByInventoryPath, nothing there", index.FindByInventoryPath(path + "/nothing"), None)
same("FindChild", index.FindChild(vm.parent, vm.name))
same("FindByUuid", index.FindByUuid(None, vm.config.uuid, True))
same("FindByUuid, of the instance", index.FindByUuid(None, vm.config.instanceUuid, True, True))
same("FindAllByUuid", list(index.FindAllByUuid(None, vm.config.uuid, True)), [vm])
same("FindByUuid, nobody's", index.FindByUuid(None, "00000000-0000-0000-0000-000000000000", True), None)
datacenter = everything(content, vim.Datacenter)[0]
same("FindByDatastorePath", index.FindByDatastorePath(datacenter, vm.config.files.vmPathName))

host = everything(content, vim.HostSystem)[0]
same("FindByUuid of a host", index.FindByUuid(None, host.hardware.systemInfo.uuid, False), host)
same("FindByDnsName of a host", index.FindByDnsName(None, host.name, False), host)

for each in everything(content, vim.ManagedEntity):
    same("FindByInventoryPath", index.FindByInventoryPath(path_of(each)), each)
