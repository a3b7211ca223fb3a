# New VMs and copies in a datastore cluster, disks beside them, and its datastores in maintenance.
# vcmock: --seed clients/pyvmomi/storage_placement.yaml --time instant
# timeout: 120
. "$(dirname "$0")/_check.sh"

export GOVC_RESOURCE_POOL=/DC/host/C1/Resources
pod=/DC/datastore/POD

lies_on() {
  for ref in $(property "/DC/vm/$1" datastore | tr ',' ' '); do property "$ref" name; done
}

mode() {
  property "$pod/$1" summary.maintenanceMode
}

govc vm.create -datastore-cluster POD -disk 40GB -on=false made
equal 'the emptiest one' D2 "$(lies_on made)"
equal 'its disk' D2 "$(govc device.info -json -vm made disk-1000-0 | grep -o '\[D2\] made/made.vmdk' | grep -o D2)"

govc vm.clone -vm outsider -datastore-cluster POD -on=false copy
equal 'the emptiest one' D2 "$(lies_on copy)"
refused 'invalid|not correct' govc vm.create -datastore-cluster EMPTY -disk 40GB -on=false none
refused 'recommendations' govc vm.create -datastore-cluster POD -disk 4TB -on=false none

govc datastore.cluster.change -drs-mode automated POD
govc vm.destroy mold
govc datastore.maintenance.enter -ds D3
equal 'in maintenance' inMaintenance "$(mode D3)"
equal 'nothing lies there' '' "$(property $pod/D3 vm)"
equal 'evacuated' D2 "$(lies_on runs)"
refused 'state' govc datastore.maintenance.enter -ds D3
refused 'maintenance|state' govc vm.create -ds D3 -disk 1GB -on=false none
refused 'maintenance|state' govc vm.migrate -ds D3 copy
govc vm.create -datastore-cluster POD -disk 1GB -on=false other
equal 'another one' D2 "$(lies_on other)"
govc datastore.maintenance.exit -ds D3
equal 'back in service' normal "$(mode D3)"
refused 'state' govc datastore.maintenance.exit -ds D3
