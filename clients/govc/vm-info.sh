# What govc shows of VMs.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

info=$(govc vm.info -r /DC0/vm/DC0_C0_RP0_VM0)
holds 'name' '^Name: +DC0_C0_RP0_VM0$' "$info"
holds 'path' '^ +Path: +/DC0/vm/DC0_C0_RP0_VM0$' "$info"
holds 'UUID' '^ +UUID: +[0-9a-f-]{36}$' "$info"
holds 'power' '^ +Power state: +poweredOn$' "$info"
holds 'host' '^ +Host: +DC0_C0_H[0-2]$' "$info"
holds 'network' '^ +Network: +DC0_DVPG0$' "$info"
holds 'storage' '^ +Storage: +LocalDS_0$' "$info"

# Everything, as JSON: every type and value on the way must be one govc knows.
holds 'JSON' '"numCPU"' "$(govc vm.info -json '/DC0/vm/*')"
govc vm.info -e -g -t /DC0/vm/DC0_H0_VM0 >/dev/null

devices=$(govc device.ls -vm DC0_H0_VM0)
holds 'disk' '^disk-[0-9]+-[0-9]+ +VirtualDisk ' "$devices"
holds 'network card' '^ethernet-0 +Virtual' "$devices"
govc device.info -json -vm DC0_H0_VM0 >/dev/null

uuid=$(property /DC0/vm/DC0_H0_VM0 config.uuid)
holds 'search by UUID' '^Name: +DC0_H0_VM0$' "$(govc vm.info -vm.uuid "$uuid")"
