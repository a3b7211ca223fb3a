# Hosts come: a new one whose certificate must be trusted first, one that stood for itself.
# vcmock: --seed dc0 --time 60x
# VI JSON: govc reads the thumbprint of a host from the fault of a task, and loses those
. "$(dirname "$0")/_check.sh"

govc cluster.create DC0_C9
govc cluster.change -drs-enabled DC0_C9
as_root=(-username root -password secret)

said=$(govc cluster.add -cluster DC0_C9 -hostname esx-1.example "${as_root[@]}" 2>&1 || true)
thumbprint=$(grep -oE 'thumbprint=[0-9A-F:]+' <<<"$said" | cut -d= -f2)
[ -n "$thumbprint" ] || fail "no thumbprint is told: $said"
govc cluster.add -cluster DC0_C9 -hostname esx-1.example -thumbprint "$thumbprint" "${as_root[@]}"
equal 'hosts' 1 "$(property /DC0/host/DC0_C9 summary.numHosts)"
equal 'state' connected "$(property /DC0/host/DC0_C9/esx-1.example runtime.connectionState)"
refused 'exists' govc cluster.add -cluster DC0_C9 -hostname esx-1.example -thumbprint "$thumbprint" "${as_root[@]}"

said=$(govc host.add -hostname esx-2.example "${as_root[@]}" 2>&1 || true)
thumbprint=$(grep -oE 'thumbprint=[0-9A-F:]+' <<<"$said" | cut -d= -f2)
govc host.add -hostname esx-2.example -thumbprint "$thumbprint" "${as_root[@]}"
equal 'a datastore of its own' 'datastore1 (1)' "$(property "$(govc find / -type s -name 'datastore1 (1)')" name)"

govc cluster.mv -cluster DC0_C9 esx-2.example DC0_H0
equal 'hosts' 3 "$(property /DC0/host/DC0_C9 summary.numHosts)"
running=$(govc find /DC0/vm -type m -runtime.powerState poweredOn -name 'DC0_H0_*' | wc -l)
equal 'and run' 2 "$running"
refused '' govc cluster.mv -cluster DC0_C9 DC0_C0_H0
govc host.maintenance.enter -timeout 0 DC0_C9/esx-2.example
govc host.remove DC0_C9/esx-2.example
equal 'hosts' 2 "$(property /DC0/host/DC0_C9 summary.numHosts)"
