# A host into maintenance mode and out again.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

host=/DC0/host/DC0_C0/DC0_C0_H0
for vm in $(govc find /DC0/vm -type m -runtime.host "$(govc find -i "$host" -maxdepth 0)"); do
  govc vm.migrate -host DC0_C0_H1 "$vm"
done
govc host.maintenance.enter -timeout 600 $host
equal 'in maintenance' true "$(property $host runtime.inMaintenanceMode)"
equal 'empty' '' "$(property $host vm)"
refused 'state' govc vm.migrate -host DC0_C0_H0 DC0_C0_RP0_VM0
govc host.maintenance.exit $host
equal 'back' false "$(property $host runtime.inMaintenanceMode)"
