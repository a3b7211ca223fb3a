# The history of events: by entity, by type, and as it grows.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

govc vm.power -off DC0_H0_VM0 >/dev/null
events=$(govc events -n 100 /DC0/vm/DC0_H0_VM0)
holds 'power off' 'DC0_H0_VM0 .*is powered off' "$events"
holds 'by type' 'powered off' "$(govc events -type VmPoweredOffEvent)"
if grep -q 'powered on' <<<"$(govc events -type VmPoweredOffEvent)"; then fail 'another type came along'; fi
holds 'JSON' '"message"' "$(govc events -json -n 5)"
holds 'sessions' 'logged in' "$(govc events -n 100 /)"
