# Storage vMotion: a datastore is made on a free disk, a VM that runs moves onto it, host and power unchanged.
# vcmock: --seed lab --time 60x
. "$(dirname "$0")/_check.sh"

vm=/Datacenter/vm/Migration_Test
host=$(property "$vm" runtime.host)
name=$(govc ls -L "$host" | sed 's|.*/||')

disk=$(govc host.storage.info -host "$name" -unclaimed | awk 'NR > 1 { print $1; exit }')
holds 'free disk' . "$disk"
govc datastore.create -type vmfs -name Second -disk "${disk##*/}" "$name"
holds 'made' '^ +Type: +VMFS$' "$(govc datastore.info Second)"
free=$(property /Datacenter/datastore/Second summary.freeSpace)

govc vm.migrate -ds Second "$vm"
equal 'datastore' "$(govc ls -i /Datacenter/datastore/Second)" "$(property "$vm" datastore)"
equal 'host' "$host" "$(property "$vm" runtime.host)"
equal 'power' poweredOn "$(property "$vm" runtime.powerState)"
equal 'configuration' '[Second] Migration_Test/Migration_Test.vmx' "$(property "$vm" config.files.vmPathName)"
holds 'where it is' '^ +Storage: +Second$' "$(govc vm.info -r "$vm")"
holds 'disk' '^ +File: +\[Second\] Migration_Test/Migration_Test\.vmdk$' "$(govc device.info -vm "$vm" 'disk-*')"
holds 'its files' '^Migration_Test\.vmdk$' "$(govc datastore.ls -ds Second Migration_Test)"
[ "$(property /Datacenter/datastore/Second summary.freeSpace)" -lt "$free" ] || fail 'no room was taken'
if govc datastore.ls -ds SharedDS | grep -qx Migration_Test; then fail 'its files are still at the source'; fi
holds 'event' 'Completed the relocation|[Rr]elocat' "$(govc events -n 50 "$vm")"
refused 'in use' govc datastore.remove -ds Second "$name"

# Back home; then nobody needs the datastore.
govc vm.migrate -ds SharedDS "$vm"
equal 'room given back' "$free" "$(property /Datacenter/datastore/Second summary.freeSpace)"
govc datastore.remove -ds Second "$name"
refused 'not found' govc datastore.info Second
