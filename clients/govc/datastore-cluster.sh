# A datastore cluster: made, filled, configured, looked at, renamed, removed.
# vcmock: --seed storage-cluster
. "$(dirname "$0")/_check.sh"

root=/DC0/datastore
govc folder.create -pod $root/gold
refused 'already exists|DuplicateName' govc folder.create -pod $root/gold
govc object.mv $root/DC0_POD0/DC0_C0_DS0 $root/gold
equal 'moved' $root/gold/DC0_C0_DS0 "$(govc find / -type s -name DC0_C0_DS0)"

govc datastore.cluster.change -drs-enabled -drs-mode automated $root/gold
info=$(govc datastore.cluster.info $root/gold)
holds 'name' '^Name: +gold$' "$info"
holds 'capacity' '^ +Capacity: +320' "$info"
govc datastore.cluster.change -drs-enabled=false $root/gold
govc object.rename $root/gold silver
govc object.destroy $root/silver
equal 'left' $root/DC0_C0_DS0 "$(govc find / -type s -name DC0_C0_DS0)"
