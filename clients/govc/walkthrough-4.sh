# Part 4 of docs/walkthrough.md, Storage DRS, as it stands.
# vcmock: --seed lab --time instant
# timeout: 180
. "$(dirname "$0")/_check.sh"
. "$(dirname "$0")/_walkthrough.sh"

said=$(walk 4)
holds 'asks first' 'SDRS Mode: +manual' "$said"
holds 'over its threshold' '"spaceUtilSrcBefore": 95\.' "$said"
holds 'why' '"reason": "balanceDatastoreSpaceUsage"' "$said"
holds 'told by the control plane' 'Migration_Test +home 2000 +Datastore50 +SharedDS +16\.1 .* when applied' "$said"
holds 'nothing left to do' '^nothing recommended$' "$said"
holds 'moved by itself' 'Storage DRS migrated disks of VM Migration_Test to datastore SharedDS' "$said"
equal 'where VMs lie, one after the other' 'SharedDS Datastore50 SharedDS' \
  "$(grep -oE 'Storage: +(SharedDS|Datastore50)$' <<<"$said" | awk '{ print $2 }' | paste -sd ' ')"
holds 'emptied' '^inMaintenance$' "$said"
equal 'back in service' normal "$(property datastore/Pool/Datastore50 summary.maintenanceMode)"
