# Walks the inventory by paths: ls, tree, find.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

equal 'datacenter' '/DC0' "$(govc ls /)"
listing=$(govc ls -l /DC0)
for folder in vm host datastore network; do holds 'folder' "^/DC0/$folder/$" "$listing"; done
holds 'types' '^/DC0/vm/DC0_H0_VM0 \(VirtualMachine\)$' "$(govc ls -l /DC0/vm)"
holds 'glob' '^/DC0/vm/DC0_C0_RP0_VM0$' "$(govc ls '/DC0/vm/*')"
holds 'id of a path' '^ClusterComputeResource:domain-c[0-9]+$' "$(govc find -i /DC0/host -name DC0_C0)"
holds 'path of an id' '^/DC0/host/DC0_C0$' "$(govc ls -L "$(govc find -i /DC0/host -name DC0_C0)")"

tree=$(govc tree)
holds 'tree' 'DC0_C0_H0' "$tree"

everything=$(govc find /)
for path in /DC0/vm/DC0_H0_VM0 /DC0/host/DC0_C0/Resources /DC0/datastore/LocalDS_0 \
  '/DC0/network/VM Network' /DC0/network/DC0_DVPG0 /DC0/host/DC0_C0/DC0_C0_H1; do
  holds 'find' "^$path$" "$everything"
done
equal 'VMs' 4 "$(govc find / -type m | wc -l)"
equal 'hosts' 4 "$(govc find / -type h | wc -l)"
equal 'by name' /DC0/vm/DC0_H0_VM1 "$(govc find / -type m -name '*_H0_VM1')"
equal 'VMs that run' 4 "$(govc find / -type m -runtime.powerState poweredOn | wc -l)"
