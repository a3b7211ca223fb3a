# A VM's life: template and back, unregistered, registered, destroyed.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

vm=/DC0/vm/DC0_C0_RP0_VM0
refused 'Powered on' govc vm.markastemplate $vm
govc vm.power -off $vm
govc vm.markastemplate $vm
equal 'template' true "$(property $vm config.template)"
govc vm.markasvm -pool DC0_C0/Resources $vm
equal 'no template' false "$(property $vm config.template)"

govc vm.unregister $vm
equal 'unregistered' '' "$(govc find / -type m -name DC0_C0_RP0_VM0)"
govc vm.register -ds LocalDS_0 -pool DC0_C0/Resources DC0_C0_RP0_VM0/DC0_C0_RP0_VM0.vmx
equal 'registered' $vm "$(govc find / -type m -name DC0_C0_RP0_VM0)"

govc vm.destroy $vm
equal 'destroyed' '' "$(govc find / -type m -name DC0_C0_RP0_VM0)"
