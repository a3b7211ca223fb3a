# vMotion of a VM on a datastore that only its own host sees: refused with the datastore fault, and
# nothing has changed.
# vcmock: --seed lab
. "$(dirname "$0")/_check.sh"

multiple=none
# A VM which runs on a datastore mounted by one host.
for vm in $(govc find / -type m -runtime.powerState poweredOn); do
  datastore=$(property "$vm" datastore)
  multiple=$(property "${datastore%%,*}" summary.multipleHostAccess)
  [ "$multiple" = false ] && break
done
equal 'a VM on a local datastore' false "$multiple"

host=$(property "$vm" runtime.host)
other=$(govc find -i / -type h | grep -vF "$host" | head -1)
before=$(property "$vm" runtime.host; property "$vm" datastore; property "$host" vm; property "$other" vm)
refused 'is not accessible on the host: Unable to access file' govc vm.migrate -host "$(govc ls -L "$other")" "$vm"
after=$(property "$vm" runtime.host; property "$vm" datastore; property "$host" vm; property "$other" vm)
equal 'inventory' "$before" "$after"
