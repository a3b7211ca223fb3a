# Datastores: what they hold, how much is left.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

info=$(govc datastore.info /DC0/datastore/LocalDS_0)
holds 'name' '^Name: +LocalDS_0$' "$info"
holds 'capacity' '^ +Capacity: +[0-9.]+ ?[GT]B$' "$info"
holds 'free space' '^ +Free: +[0-9.]+ ?[GT]B$' "$info"
holds 'shared by hosts' '^Name: +LocalDS_0$' "$(govc datastore.info -H DC0_C0_H0 DC0_C0_H1)"

files=$(govc datastore.ls -ds LocalDS_0)
holds 'folder of a VM' '^DC0_H0_VM0$' "$files"
holds 'its files' '^DC0_H0_VM0\.vmx$' "$(govc datastore.ls -ds LocalDS_0 DC0_H0_VM0)"
refused 'was not found' govc datastore.ls -ds LocalDS_0 nowhere

holds 'all below' '^\[LocalDS_0\] DC0_H0_VM0/:$' "$(govc datastore.ls -R -ds LocalDS_0)"
govc datastore.mkdir -ds LocalDS_0 kept
holds 'new folder' '^kept$' "$(govc datastore.ls -ds LocalDS_0)"
refused 'already exists' govc datastore.mkdir -ds LocalDS_0 kept
govc datastore.rm -ds LocalDS_0 kept
refused 'was not found' govc datastore.ls -ds LocalDS_0 kept

# A directory of a host.
govc datastore.create -type local -name directory -path /var/datastore DC0_H0
holds 'of a directory' '^ +Type: +OTHER$' "$(govc datastore.info directory)"
refused 'already exists' govc datastore.create -type local -name directory -path /var/other DC0_H0
govc datastore.remove -ds directory DC0_H0
refused 'not found' govc datastore.info directory
