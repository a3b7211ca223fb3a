# Copies of VMs: whole, linked, from a template, from a snapshot.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

vm=/DC0/vm/DC0_C0_RP0_VM0
here='-ds LocalDS_0 -pool DC0_C0/Resources'
govc vm.clone -vm $vm -on=false -c 2 -m 2048 $here twin
equal 'processors' 2 "$(property /DC0/vm/twin config.hardware.numCPU)"
equal 'memory' 2048 "$(property /DC0/vm/twin config.hardware.memoryMB)"
equal 'home' '[LocalDS_0] twin/twin.vmx' "$(property /DC0/vm/twin config.files.vmPathName)"
[ "$(property /DC0/vm/twin config.uuid)" != "$(property $vm config.uuid)" ] || fail 'same uuid'
[ "$(property /DC0/vm/twin config.instanceUuid)" != "$(property $vm config.instanceUuid)" ] ||
  fail 'same instance uuid'
refused 'already exists' govc vm.clone -vm $vm -on=false $here twin
refused 'already exists' govc vm.clone -vm $vm -on=false -force $here twin

govc snapshot.create -vm $vm -m=false base
govc vm.clone -vm $vm -on=false -link -snapshot base $here linked
holds 'parent' 'Parent: .*DC0_C0_RP0_VM0/disk1.vmdk' "$(govc device.info -vm linked 'disk-*')"
govc vm.power -on linked
equal 'linked runs' poweredOn "$(property /DC0/vm/linked runtime.powerState)"

govc vm.markastemplate twin
govc vm.clone -vm twin -net DC0_DVPG0 -on=false -host /DC0/host/DC0_C0/DC0_C0_H1 -ds LocalDS_0 deployed
equal 'where it was sent' DC0_C0_H1 "$(govc vm.info deployed | awk '/Host:/ {print $2}')"
govc vm.power -on deployed
equal 'deployed runs' poweredOn "$(property /DC0/vm/deployed runtime.powerState)"
equal 'no template' false "$(property /DC0/vm/deployed config.template)"
govc vm.clone -vm deployed -on=false -template $here mold
equal 'template' true "$(property /DC0/vm/mold config.template)"

holds 'cloned' 'DC0_C0_RP0_VM0 cloned to twin' "$(govc events -n 200 $vm)"
holds 'deployed' 'Template twin deployed as deployed' "$(govc events -n 200 /DC0/vm/deployed)"
