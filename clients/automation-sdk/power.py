"""Powers a virtual machine on and off, and learns what state it is in already."""
from com.vmware.vapi.std.errors_client import AlreadyInDesiredState
from com.vmware.vcenter.vm_client import Power
from com.vmware.vcenter_client import VM

from _client import check, connect, refused

client = connect()
power = client.vcenter.vm.Power
vms = client.vcenter.VM.list()
vm = vms[0].vm

if power.get(vm).state == Power.State.POWERED_ON:
    power.stop(vm)
check(power.get(vm).state == Power.State.POWERED_OFF, power.get(vm))

error = refused(AlreadyInDesiredState, lambda: power.stop(vm))
print(error.messages[0].default_message)

power.start(vm)
check(power.get(vm).state == Power.State.POWERED_ON, power.get(vm))
check(vm in [each.vm for each in client.vcenter.VM.list(VM.FilterSpec(power_states={Power.State.POWERED_ON}))], vm)
power.suspend(vm)
check(power.get(vm).state == Power.State.SUSPENDED, power.get(vm))
power.start(vm)
power.reset(vm)
refused(AlreadyInDesiredState, lambda: power.start(vm))
print(vms[0].name, "is on")
