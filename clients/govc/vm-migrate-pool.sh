# Moves by resource pool, and of both host and files: DRS chooses the host, or there must be a host.
# vcmock: --seed clients/pyvmomi/migration.yaml --time 60x
. "$(dirname "$0")/_check.sh"

hostOf() { govc ls -L "$(property "$1" runtime.host)"; }
vm=/DC/vm/Migration_Test

govc vm.migrate -pool /DC/host/C2/Resources "$vm"
holds 'a host of C2' '^/DC/host/C2/H20[12]$' "$(hostOf "$vm")"
equal 'pool' "$(govc ls -i /DC/host/C2/Resources)" "$(property "$vm" resourcePool)"
equal 'power' poweredOn "$(property "$vm" runtime.powerState)"
holds 'event of the pool' 'pool' "$(govc events -n 50 "$vm")"

# Without DRS nobody chooses for a VM that runs; for one that does not any host will do.
refused 'spec\.host|specified parameter was not correct' govc vm.migrate -pool /DC/host/C3/Resources /DC/vm/q1
equal 'host of the refused' /DC/host/C1/H172 "$(hostOf /DC/vm/q1)"
govc vm.migrate -pool /DC/host/C3/Resources /DC/vm/off
equal 'host of one that does not run' /DC/host/C3/H301 "$(hostOf /DC/vm/off)"

# Host and files together: the disk lies where only the old host sees it.
refused 'is not accessible on the host' govc vm.migrate -host H173 /DC/vm/local
govc vm.migrate -host H173 -ds DS1 -priority highPriority /DC/vm/local
equal 'host' /DC/host/C1/H173 "$(hostOf /DC/vm/local)"
equal 'files' '[DS1] local/local.vmx' "$(property /DC/vm/local config.files.vmPathName)"

# The network is changed on the way.
refused "Net172" govc vm.migrate -host H173 /DC/vm/on-Net172
govc vm.migrate -host H173 -net 'VM Network' -net.adapter vmxnet3 /DC/vm/on-Net172
equal 'host' /DC/host/C1/H173 "$(hostOf /DC/vm/on-Net172)"
equal 'network' "$(govc ls -i '/DC/network/VM Network')" "$(property /DC/vm/on-Net172 network)"

# Many by one command.
govc vm.migrate -host H173 /DC/vm/q1 /DC/vm/q2 /DC/vm/q3
for each in q1 q2 q3; do equal "host of $each" /DC/host/C1/H173 "$(hostOf "/DC/vm/$each")"; done
