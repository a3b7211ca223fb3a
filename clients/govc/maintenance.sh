# A host into maintenance mode and out again.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

host=/DC0/host/DC0_C0/DC0_C0_H0
govc cluster.change -drs-enabled -drs-mode fullyAutomated /DC0/host/DC0_C0
govc host.maintenance.enter -timeout 600 $host
equal 'in maintenance' true "$(property $host runtime.inMaintenanceMode)"
equal 'evacuated' '' "$(property $host vm)"
refused 'state' govc vm.migrate -host DC0_C0_H0 DC0_C0_RP0_VM0
govc host.maintenance.exit $host
equal 'back' false "$(property $host runtime.inMaintenanceMode)"
