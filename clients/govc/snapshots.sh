# Snapshots: a tree of them, back to one, their files, their end.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

vm=/DC0/vm/DC0_C0_RP0_VM0
govc snapshot.create -vm $vm -d 'before the change' -m=false first
govc vm.change -vm $vm -e tier=two
govc snapshot.create -vm $vm second
tree=$(govc snapshot.tree -vm $vm -D -d)
holds 'root' 'first' "$tree"
holds 'below' '  .*second' "$tree"
equal 'current' . "$(govc snapshot.tree -vm $vm -C -f 2>/dev/null | grep -c second | sed 's/1/./')"
holds 'files' 'DC0_C0_RP0_VM0-Snapshot2.vmem' "$(govc datastore.ls -ds LocalDS_0 DC0_C0_RP0_VM0)"
holds 'disk' '\-000002.vmdk' "$(govc device.info -vm $vm 'disk-*')"
refused 'not found' govc snapshot.revert -vm $vm none

govc snapshot.revert -vm $vm first
equal 'off without its memory' poweredOff "$(property $vm runtime.powerState)"
equal 'configuration' '' "$(govc vm.info -e $vm | grep 'tier' || true)"
govc snapshot.revert -vm $vm second
equal 'running with it' poweredOn "$(property $vm runtime.powerState)"
holds 'configuration' 'tier: +two' "$(govc vm.info -e $vm)"

govc snapshot.remove -vm $vm first
equal 'one left' second. "$(govc snapshot.tree -vm $vm | tr -d '[:space:]')"
govc snapshot.remove -vm $vm '*'
equal 'none left' '' "$(govc snapshot.tree -vm $vm)"
equal 'no delta left' '' "$(govc datastore.ls -ds LocalDS_0 DC0_C0_RP0_VM0 | grep -E '0000|vmsn' || true)"
