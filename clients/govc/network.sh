# Networks: standard, distributed, and the switch behind the latter.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

holds 'network' '/DC0/network/VM Network' "$(govc find / -type n)"
holds 'distributed' '/DC0/network/DC0_DVPG0' "$(govc find / -type n)"
govc vm.network.change -vm DC0_H0_VM0 -net 'VM Network' ethernet-0
holds 'on the other network' 'network-' "$(property /DC0/vm/DC0_H0_VM0 network)"
