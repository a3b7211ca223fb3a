# Changes of a VM's configuration.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

vm=/DC0/vm/DC0_H0_VM0
govc vm.power -off $vm >/dev/null
govc vm.change -vm $vm -c 4 -m 2048 -annotation 'of the shop' -e shop.tier=front
equal 'processors' 4 "$(property $vm config.hardware.numCPU)"
equal 'memory' 2048 "$(property $vm config.hardware.memoryMB)"
equal 'summary follows' 2048 "$(property $vm summary.config.memorySizeMB)"
equal 'note' 'of the shop' "$(property $vm config.annotation)"
holds 'extra configuration' 'shop\.tier: +front' "$(govc vm.info -e $vm)"

govc object.rename $vm shop
equal 'name' shop "$(property /DC0/vm/shop name)"
refused 'not found' govc object.collect -s $vm name
refused 'already exists|DuplicateName' govc object.rename /DC0/vm/shop DC0_H0_VM1
