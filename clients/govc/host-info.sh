# What govc shows of hosts, and of the managers beneath them.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

info=$(govc host.info -host DC0_C0_H0)
holds 'name' '^Name: +DC0_C0_H0$' "$info"
holds 'path' '^ +Path: +/DC0/host/DC0_C0/DC0_C0_H0$' "$info"
holds 'memory' '^ +Memory: +[0-9]+MB$' "$info"
holds 'processors' '^ +Logical CPUs: +[0-9]+ CPUs @ [0-9]+MHz$' "$info"
holds 'JSON' '"connectionState"' "$(govc host.info -json -host DC0_C0_H0)"

holds 'switches' '^Name: +vSwitch0$' "$(govc host.vswitch.info -host DC0_C0_H0)"
holds 'port groups' '^Name: +VM Network$' "$(govc host.portgroup.info -host DC0_C0_H0)"
holds 'kernel adapters' '^Device: +vmk0$' "$(govc host.vnic.info -host DC0_C0_H0)"
holds 'services' '^TSM-SSH' "$(govc host.service.ls -host DC0_C0_H0)"
holds 'clock' '^Current date and time: ' "$(govc host.date.info -host DC0_C0_H0)"
govc host.option.ls -host DC0_C0_H0 >/dev/null
govc host.storage.info -host DC0_C0_H0 >/dev/null
