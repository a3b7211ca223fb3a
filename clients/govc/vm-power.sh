# Power: on, off, suspend, reset; and what the server says to a second time.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

vm=/DC0/vm/DC0_C0_RP0_VM0
state() { property $vm runtime.powerState; }

govc vm.power -off $vm
equal 'after power off' poweredOff "$(state)"
refused 'current state \(Powered off\)|InvalidPowerState|powered off' govc vm.power -off $vm
govc vm.power -on $vm
equal 'after power on' poweredOn "$(state)"
govc vm.power -reset $vm
equal 'after reset' poweredOn "$(state)"
govc vm.power -suspend $vm
equal 'after suspend' suspended "$(state)"
govc vm.power -on $vm
equal 'after resume' poweredOn "$(state)"

# Through the cluster, which may choose the host.
govc vm.power -off $vm
govc vm.power -on -M $vm
equal 'after power on by the datacenter' poweredOn "$(state)"
