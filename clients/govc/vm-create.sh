# New VMs: sizes, disks, cards, images; what is refused.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

here='-ds LocalDS_0 -pool DC0_C0/Resources -net DC0_DVPG0'
govc vm.create -on=false -c 2 -m 1024 -disk 10GB $here young
equal 'processors' 2 "$(property /DC0/vm/young config.hardware.numCPU)"
equal 'memory' 1024 "$(property /DC0/vm/young config.hardware.memoryMB)"
equal 'state' poweredOff "$(property /DC0/vm/young runtime.powerState)"
equal 'home' '[LocalDS_0] young/young.vmx' "$(property /DC0/vm/young config.files.vmPathName)"
holds 'disk' 'disk-1000-0 .*10,485,760 KB' "$(govc device.ls -vm young)"
holds 'card' 'ethernet-0 ' "$(govc device.ls -vm young)"
holds 'files' 'young-flat.vmdk' "$(govc datastore.ls -ds LocalDS_0 young)"
refused 'already exists' govc vm.create -on=false $here young
refused 'already exists' govc vm.create -on=false -force $here young

govc vm.create -g ubuntu64Guest -disk.controller pvscsi -net.adapter vmxnet3 $here running
equal 'running' poweredOn "$(property /DC0/vm/running runtime.powerState)"
equal 'controller' pvscsi-1000 "$(govc device.ls -vm running | grep -o 'pvscsi-1000')"

host=$(govc find / -type h | head -1)
govc vm.create -on=false -host "$host" -ds LocalDS_0 -net 'VM Network' placed
equal 'host' "$(basename "$host")" "$(govc vm.info placed | awk '/Host:/ {print $2}')"

refused 'guestId' govc vm.create -on=false -g amigaGuest $here strange
equal 'nothing left' '' "$(govc find / -type m -name strange)"

events=$(govc events -n 100 /DC0/vm/young)
holds 'created' 'Created virtual machine young' "$events"
govc vm.destroy young
equal 'destroyed' '' "$(govc find / -type m -name young)"
