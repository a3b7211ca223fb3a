# Part 2 of docs/walkthrough.md, DRS, as it stands.
# vcmock: --seed lab --time instant
# timeout: 180
. "$(dirname "$0")/_check.sh"
. "$(dirname "$0")/_walkthrough.sh"

said=$(walk 2)
holds 'two hosts to choose from' '"rating": 5' "$said"
holds 'two hosts to choose from' '"rating": 1' "$said"
holds 'what is recommended is not done' '^poweredOff$' "$said"
holds 'the host that was chosen' 'Host: +172\.16\.0\.172' "$(grep -A 9 'Name: *db-01' <<<"$said")"
holds 'the emptier host' 'Host: +172\.16\.0\.173' "$(grep -A 9 'Name: *fresh' <<<"$said")"
holds 'nothing is moved at the conservative end' '^Cluster +on +classic +1 +0\.1[0-9]+ +- +0 ' "$said"
holds 'a move of DRS' 'DRS migrated .* from 172\.16\.0\.172 to 172\.16\.0\.173' "$said"
holds 'remembered' '"sourceCpuLoad": 1[0-9]{4}' "$said"
pair=$(grep -A 1 -E 'Name: +(Migration_Test|web-01)$' <<<"$said" | tail -n 5)
equal 'hosts of those kept apart' 2 "$(grep -oE '172\.16\.0\.17[23]' <<<"$pair" | sort -u | wc -l)"
holds 'emptied' '^true$' "$said"
equal 'out of maintenance' false "$(property host/Cluster/172.16.0.173 runtime.inMaintenanceMode)"
