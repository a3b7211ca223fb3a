# A VM's life: create, snapshot, clone, template, unregister, register, destroy.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

govc vm.create -on=false -c 2 -m 1024 -disk 10GB -ds LocalDS_0 -pool DC0_C0/Resources -net DC0_DVPG0 young
equal 'processors' 2 "$(property /DC0/vm/young config.hardware.numCPU)"
refused 'already exists' govc vm.create -on=false -net DC0_DVPG0 -ds LocalDS_0 -pool DC0_C0/Resources young

govc snapshot.create -vm young first
govc snapshot.create -vm young second
tree=$(govc snapshot.tree -vm young)
holds 'snapshots' 'first' "$tree"
govc snapshot.revert -vm young first
govc snapshot.remove -vm young '*'

govc vm.clone -vm young -on=false -ds LocalDS_0 -pool DC0_C0/Resources twin
equal 'clone' 1024 "$(property /DC0/vm/twin config.hardware.memoryMB)"
govc vm.markastemplate twin
equal 'template' true "$(property /DC0/vm/twin config.template)"
govc vm.markasvm -pool DC0_C0/Resources twin

govc vm.unregister twin
equal 'unregistered' '' "$(govc find / -type m -name twin)"
govc vm.register -ds LocalDS_0 -pool DC0_C0/Resources twin/twin.vmx
equal 'registered' /DC0/vm/twin "$(govc find / -type m -name twin)"

govc vm.destroy young
equal 'destroyed' '' "$(govc find / -type m -name young)"
