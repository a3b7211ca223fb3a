# vMotion: the VM runs on, on the other host; both hosts know it.
# vcmock: --seed lab
. "$(dirname "$0")/_check.sh"

to=${VCMOCK_TO_HOST:-172.16.0.173}
target=$(govc find / -type h -name "$to")
holds 'target' . "$target"

# One that runs elsewhere, on storage the target sees too.
for vm in $(govc find / -type m -runtime.powerState poweredOn); do
  host=$(govc ls -L "$(property "$vm" runtime.host)")
  [ "$host" = "$target" ] && continue
  if govc vm.migrate -host "$target" "$vm"; then
    equal 'host' "$target" "$(govc ls -L "$(property "$vm" runtime.host)")"
    equal 'power' poweredOn "$(property "$vm" runtime.powerState)"
    id=$(govc ls -i "$vm")
    holds 'VMs of the target' "^$id$" "$(property "$target" vm | tr , '\n')"
    if grep -qx "$id" <<<"$(property "$host" vm | tr , '\n')"; then fail 'the source still shows it'; fi
    holds 'event' 'igrat' "$(govc events -n 50 "$vm")"
    exit 0
  fi
done
fail 'no VM could be migrated'
