# A cluster: how its DRS is set, its groups and rules, what it can hold.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

cluster=/DC0/host/DC0_C0
govc cluster.change -drs-enabled -drs-mode partiallyAutomated -drs-vmotion-rate 2 $cluster
equal 'DRS' true "$(property $cluster configurationEx.drsConfig.enabled)"
equal 'automation' partiallyAutomated "$(property $cluster configurationEx.drsConfig.defaultVmBehavior)"
equal 'threshold' 2 "$(property $cluster configurationEx.drsConfig.vmotionRate)"

govc cluster.group.create -cluster DC0_C0 -name web -vm DC0_C0_RP0_VM0 DC0_C0_RP0_VM1
govc cluster.group.create -cluster DC0_C0 -name rack -host DC0_C0_H0
holds 'groups' '^web +VirtualMachine$|^web$' "$(govc cluster.group.ls -cluster DC0_C0)"
equal 'members' 2 "$(govc cluster.group.ls -cluster DC0_C0 -name web | wc -l)"
govc cluster.group.change -cluster DC0_C0 -name web DC0_C0_RP0_VM0
equal 'members after the change' DC0_C0_RP0_VM0 "$(govc cluster.group.ls -cluster DC0_C0 -name web)"

govc cluster.rule.create -cluster DC0_C0 -name apart -enable -anti-affinity DC0_C0_RP0_VM0 DC0_C0_RP0_VM1
govc cluster.rule.create -cluster DC0_C0 -name home -enable -vm-host -vm-group web -host-affine-group rack
holds 'rules' '^apart' "$(govc cluster.rule.ls -cluster DC0_C0)"
govc cluster.rule.info -cluster DC0_C0 >/dev/null
govc cluster.rule.change -cluster DC0_C0 -name apart -enable=false
govc cluster.rule.remove -cluster DC0_C0 -name home
govc cluster.group.remove -cluster DC0_C0 -name rack
refused 'not found' govc cluster.rule.remove -cluster DC0_C0 -name home

usage=$(govc cluster.usage DC0_C0)
holds 'usage' 'CPU' "$usage"
