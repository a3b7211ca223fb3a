# Alarms and the health a vCenter shows.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

govc alarms >/dev/null
holds 'definitions' 'Host' "$(govc alarm.info)"
equal 'health' green "$(property /DC0/host/DC0_C0 overallStatus)"
