# Part 3 of docs/walkthrough.md, DPM, as it stands.
# vcmock: --seed dpm-cluster --time instant
# timeout: 180
. "$(dirname "$0")/_check.sh"
. "$(dirname "$0")/_walkthrough.sh"

said=$(walk 3)
equal 'hosts in standby' 1 "$(grep -c '^standBy$' <<<"$said")"
holds 'hosts that count' '^3$' "$said"
holds 'told by events' 'DRS put esx-4.example in Datacenter into standby mode' "$said"
equal 'awake again' poweredOn "$(property host/Cluster/esx-4.example runtime.powerState)"
holds 'and used' '^esx-4\.example +able .* [1-9][0-9]*$' "$said"
