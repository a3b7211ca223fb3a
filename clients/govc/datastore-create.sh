# Datastores made and removed: of a free disk, for all hosts that see it; of an export, host by host.
# vcmock: --seed lab --time instant
. "$(dirname "$0")/_check.sh"

one=172.16.0.172
other=172.16.0.173

free=$(govc host.storage.info -host $one -unclaimed)
holds 'free disk' '^/vmfs/devices/disks/naa\.[0-9a-f]+ +disk +50\.0GB' "$free"
disk=$(grep -oE 'naa\.[0-9a-f]+' <<<"$free" | head -1)

govc datastore.create -type vmfs -name fresh -disk "$disk" $one
info=$(govc datastore.info fresh)
holds 'capacity' '^ +Capacity: +49\.8 GB$' "$info"
holds 'free space' '^ +Free: +48\.3 GB$' "$info"
holds 'type' '^ +Type: +VMFS$' "$info"
holds 'both hosts have it' '^Name: +fresh$' "$(govc datastore.info -H $one $other)"
holds 'its partition' '^1 +2048 +[0-9]+ +50\.0GB +vmfs' \
  "$(govc host.storage.partition -host $other "/vmfs/devices/disks/$disk")"
holds 'nothing is left' '^Name' "$(govc host.storage.info -host $other -unclaimed -rescan -rescan-vmfs -refresh)"
refused 'no eligible disk' govc datastore.create -type vmfs -name second -disk "$disk" $other
refused 'in use' govc host.storage.mark -host $one -ssd "/vmfs/devices/disks/$disk"

govc datastore.mkdir -p -ds fresh images/linux
holds 'all below' '^\[fresh\] images/linux/:$' "$(govc datastore.ls -R -ds fresh)"
govc datastore.rm -ds fresh images

govc datastore.remove -ds fresh $one
refused 'not found' govc datastore.info fresh
holds 'the disk is free again' "$disk" "$(govc host.storage.info -host $other -unclaimed)"
govc host.storage.mark -host $one -ssd "/vmfs/devices/disks/$disk"
holds 'it is an SSD now' "$disk .*\(ssd\)" "$(govc host.storage.info -host $one -unclaimed)"

govc datastore.create -type vmfs -name part -disk "$disk" -size 20G -version 6 $one
holds 'a part of it' '^ +Capacity: +20\.0 GB$' "$(govc datastore.info part)"
refused "The name 'part' already exists" \
  govc datastore.create -type nfs -name part -remote-host nas -remote-path /export $one

nfs=(govc datastore.create -type nfs -remote-host nas.example -remote-path /export -mode readWrite)
"${nfs[@]}" -name exported $one $other
holds 'where it comes from' '^ +Remote: +nas\.example:/export$' "$(govc datastore.info exported)"
refused "The name 'exported' already exists" "${nfs[@]}" -name exported $one
refused "as 'exported' already" "${nfs[@]}" -name otherwise $one
govc datastore.remove -ds exported $one
holds 'the other still has it' '^Name: +exported$' "$(govc datastore.info exported)"
refused 'does not mount' govc datastore.remove -ds exported $one
govc datastore.remove -ds exported $other
refused 'not found' govc datastore.info exported

refused 'is in use' govc datastore.remove -ds SharedDS $one
holds 'told so' 'Created VMFS datastore part on 172.16.0.172 in Datacenter' "$(govc events -n 50 /)"
