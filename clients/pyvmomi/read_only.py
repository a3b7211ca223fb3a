"""A user who may only look: everything can be read, nothing changed; the fault says what he lacked.

Users beyond the first come with the seed.
# vcmock: --seed clients/pyvmomi/read-only.yaml
"""
from pyVmomi import vim

from _server import check, connect, everything

content = connect("reader@vsphere.local", "Reader1!").RetrieveContent()
vms = everything(content, vim.VirtualMachine)
check(vms, "he sees no VM")
vm = next(each for each in vms if each.runtime.powerState == "poweredOn")

try:
    vm.PowerOffVM_Task()
except vim.fault.NoPermission as fault:
    print("refused:", fault.msg)
    check(fault.object == vm, fault.object)
    check(fault.privilegeId == "VirtualMachine.Interact.PowerOff", fault.privilegeId)
else:
    raise AssertionError("a reader powered a VM off")
check(vm.runtime.powerState == "poweredOn", vm.runtime.powerState)

try:
    content.rootFolder.CreateDatacenter("mine")
except vim.fault.NoPermission as fault:
    check(fault.privilegeId == "Datacenter.Create", fault.privilegeId)
else:
    raise AssertionError("a reader made a datacenter")
