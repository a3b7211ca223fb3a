# A cluster: how its DRS is set, its groups and rules, what it can hold.
# vcmock: --seed drs-cluster
. "$(dirname "$0")/_check.sh"

cluster=$(govc find / -type c | head -1)
name=${cluster##*/}
equal 'DRS' true "$(property "$cluster" configurationEx.drsConfig.enabled)"
equal 'automation' fullyAutomated "$(property "$cluster" configurationEx.drsConfig.defaultVmBehavior)"
equal 'hosts' 8 "$(property "$cluster" summary.numHosts)"

usage=$(govc cluster.usage "$cluster")
holds 'usage' 'CPU' "$usage"
holds 'capacity' '^Memory capacity: +[0-9.]+[GT]B' "$usage"
govc cluster.group.ls -cluster "$name" >/dev/null
govc cluster.rule.ls -cluster "$name" >/dev/null
