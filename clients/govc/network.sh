# Networks: standard, distributed, and the switch behind the latter.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

holds 'network' '/DC0/network/VM Network' "$(govc find / -type n)"
govc dvs.portgroup.add -dvs DVS0 -type earlyBinding -nports 8 shop
holds 'ports' '^PortgroupKey: +dvportgroup-' "$(govc dvs.portgroup.info -pg shop DVS0)"
govc vm.network.change -vm DC0_H0_VM0 -net shop ethernet-0
holds 'on the new network' 'dvportgroup-' "$(property /DC0/vm/DC0_H0_VM0 network)"
