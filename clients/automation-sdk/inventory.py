"""Lists what is in the inventory, filters it, and asks for what is not there."""
from com.vmware.vapi.std.errors_client import NotFound
from com.vmware.vcenter_client import VM, Host

from _client import check, connect, refused

client = connect()
vcenter = client.vcenter

for kind in (vcenter.Datacenter, vcenter.Cluster, vcenter.Host, vcenter.Datastore, vcenter.Network, vcenter.Folder):
    found = kind.list()
    print(type(kind).__name__, [each.name for each in found])
    check(found, "nothing is listed")

vms = vcenter.VM.list()
print("VM", [(each.vm, each.name, each.power_state) for each in vms])
check(vms, "no virtual machine is listed")

one = vms[0]
check(vcenter.VM.list(VM.FilterSpec(names={one.name})) == [one], "filtered by its name")
check(vcenter.VM.list(VM.FilterSpec(names={"nobody"})) == [], "a name that nobody has")

info = vcenter.VM.get(one.vm)
check(info.name == one.name and info.power_state == one.power_state, info)
check(info.cpu.count == one.cpu_count and info.memory.size_mib == one.memory_size_mib, info)
print(len(info.disks), "disks,", len(info.nics), "network cards,", info.guest_os)

host = vcenter.Host.list()[0]
there = vcenter.VM.list(VM.FilterSpec(hosts={host.host}))
print(len(there), "virtual machines on", host.name)

error = refused(NotFound, lambda: vcenter.VM.get("vm-0"))
check(error.error_type == "NOT_FOUND", error)
print(error.messages[0].default_message)
