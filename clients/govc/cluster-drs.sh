# DRS keeps a rule, empties a host for maintenance, leaves a VM alone; HA's agents; DRS scores.
# vcmock: --seed drs-cluster --time 600x
. "$(dirname "$0")/_check.sh"

cluster=$(govc find / -type c | head -1)
name=$(basename "$cluster")
mapfile -t hosts < <(govc find "$cluster" -type h | sort)
host=$(basename "${hosts[0]}")
other=$(basename "${hosts[1]}")
vm=$(govc find / -type m -runtime.host "$(govc find -i "$cluster" -type h -name "$host")" -runtime.powerState poweredOn | head -1 | xargs basename)

govc cluster.group.create -cluster "$name" -name stay -vm "$vm"
govc cluster.group.create -cluster "$name" -name here -host "$host"
govc cluster.rule.create -cluster "$name" -name home -enable -mandatory -vm-host -vm-group stay -host-affine-group here
holds 'what the rule says' 'here' "$(govc cluster.rule.info -cluster "$name" -name home)"
refused 'rule|VmHostAffinityRuleViolation' govc vm.migrate -host "$other" "$vm"
govc cluster.rule.remove -cluster "$name" -name home

govc cluster.change -drs-enabled -drs-mode fullyAutomated "$cluster"
govc host.maintenance.enter "$host"
equal 'VMs that run there still' '' "$(govc find / -type m -runtime.host "$(govc find -i "$cluster" -type h -name "$host")" -runtime.powerState poweredOn)"
equal 'in maintenance' true "$(property "${hosts[0]}" runtime.inMaintenanceMode)"
govc host.maintenance.exit "$host"

govc cluster.change -ha-enabled "$cluster"
equal 'the primary' 1 "$(for each in "${hosts[@]}"; do property "$each" runtime.dasHostState.state; done | grep -cx master)"

holds 'DRS score of the cluster' 'clusterServices.clusterDrsScore.latest' "$(govc metric.ls "$cluster")"
