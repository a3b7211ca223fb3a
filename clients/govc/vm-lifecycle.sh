# A VM's life: made, kept, copied, template and back, unregistered, registered, destroyed.
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

here='-ds LocalDS_0 -pool DC0_C0/Resources'
govc vm.create -on=false -c 2 -m 1024 -disk 10GB -net DC0_DVPG0 $here young
equal 'processors' 2 "$(property /DC0/vm/young config.hardware.numCPU)"
govc snapshot.create -vm young first
govc snapshot.create -vm young second
holds 'snapshots' first "$(govc snapshot.tree -vm young)"
govc snapshot.revert -vm young first
govc snapshot.remove -vm young '*'
govc vm.clone -vm young -on=false $here twin
equal 'copy' 1024 "$(property /DC0/vm/twin config.hardware.memoryMB)"
govc vm.markastemplate twin
govc vm.markasvm -pool DC0_C0/Resources twin
govc vm.unregister twin
govc vm.register -ds LocalDS_0 -pool DC0_C0/Resources twin/twin.vmx
equal 'registered' /DC0/vm/twin "$(govc find / -type m -name twin)"
govc vm.destroy young
equal 'destroyed' '' "$(govc find / -type m -name young)"
