# A cluster from nothing: DRS and HA set, groups, rules and overrides, what it can hold.
# vcmock: --seed dc0 --time 60x
. "$(dirname "$0")/_check.sh"

cluster=/DC0/host/DC0_C0
setting() { property $cluster "configurationEx.$1"; }

govc cluster.change -drs-enabled -drs-mode partiallyAutomated -drs-vmotion-rate 2 $cluster
equal 'DRS' true "$(setting drsConfig.enabled)"
equal 'automation' partiallyAutomated "$(setting drsConfig.defaultVmBehavior)"
equal 'threshold' 2 "$(setting drsConfig.vmotionRate)"
govc cluster.change -ha-enabled -ha-admission-control-enabled=false $cluster
equal 'HA' true "$(setting dasConfig.enabled)"
equal 'admission control' false "$(setting dasConfig.admissionControlEnabled)"
equal 'DRS is left alone' true "$(setting drsConfig.enabled)"
refused 'not supported' govc cluster.change -vsan-enabled $cluster
refused 'vmotionRate' govc cluster.change -drs-vmotion-rate 9 $cluster

govc cluster.group.create -cluster DC0_C0 -name web -vm DC0_C0_RP0_VM0 DC0_C0_RP0_VM1
govc cluster.group.create -cluster DC0_C0 -name rack -host DC0_C0_H0
holds 'groups' '^web' "$(govc cluster.group.ls -cluster DC0_C0)"
equal 'members' 2 "$(govc cluster.group.ls -cluster DC0_C0 -name web | wc -l)"
govc cluster.group.change -cluster DC0_C0 -name web DC0_C0_RP0_VM0
equal 'members after the change' DC0_C0_RP0_VM0 "$(govc cluster.group.ls -cluster DC0_C0 -name web)"

govc cluster.rule.create -cluster DC0_C0 -name apart -enable -anti-affinity DC0_C0_RP0_VM0 DC0_C0_RP0_VM1
govc cluster.rule.create -cluster DC0_C0 -name home -enable -vm-host -vm-group web -host-affine-group rack
holds 'rules' '^apart' "$(govc cluster.rule.ls -cluster DC0_C0)"
govc cluster.rule.create -cluster DC0_C0 -name together -enable -affinity DC0_C0_RP0_VM0 DC0_C0_RP0_VM1
rules=$(govc object.collect -json $cluster configurationEx | tr -d ' \n')
holds 'the newer of two that contradict' '"enabled":false,"name":"together"' "$rules"
govc cluster.rule.remove -cluster DC0_C0 -name together
govc cluster.rule.change -cluster DC0_C0 -name apart -enable=false
govc cluster.rule.remove -cluster DC0_C0 -name home
govc cluster.group.remove -cluster DC0_C0 -name rack
refused 'not found' govc cluster.rule.remove -cluster DC0_C0 -name home

govc cluster.override.change -cluster DC0_C0 -vm DC0_C0_RP0_VM0 -drs-mode manual -ha-restart-priority high
holds 'overrides' 'DC0_C0_RP0_VM0' "$(govc cluster.override.info -cluster DC0_C0)"
govc cluster.override.remove -cluster DC0_C0 -vm DC0_C0_RP0_VM0
equal 'no override is left' '' "$(govc cluster.override.info -cluster DC0_C0)"

usage=$(govc cluster.usage DC0_C0)
holds 'usage' 'CPU' "$usage"
holds 'capacity' '^Memory capacity: +[0-9.]+[GT]B' "$usage"
