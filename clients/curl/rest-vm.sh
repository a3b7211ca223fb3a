# The life of a VM over REST, at /api and at the older /rest: made, found, changed, copied, moved, gone.
# vcmock: --seed lab --time instant

jar=$(mktemp -d)
trap 'rm -rf "$jar"' EXIT
fail() {
  echo "$*" >&2
  exit 1
}
token=$(curl --insecure --silent --fail --request POST --user "$VSPHERE_USER:$VSPHERE_PASSWORD" "$VSPHERE_URL/api/session" | tr -d '"')
ask() { # METHOD PATH [BODY]: the answer's body; its status goes into a file
  curl --insecure --silent --globoff --request "$1" --header "vmware-api-session-id: $token" \
    ${3:+--header 'content-type: application/json' --data "$3"} \
    --output "$jar/body" --write-out '%{http_code}' "$VSPHERE_URL$2" >"$jar/status"
  cat "$jar/body"
}
expect() { # STATUS PATTERN METHOD PATH [BODY]
  local said
  said=$(ask "${@:3}")
  [ "$(cat "$jar/status")" = "$1" ] || fail "$3 $4: expected $1, got $(cat "$jar/status") $said"
  grep -qE -- "$2" <<<"$said" || fail "$3 $4: nothing matches '$2' in: $said"
}
id() { # KIND NAME
  ask GET "/api/vcenter/$1?names=$2" | grep -oE '"(vm|host|cluster|datastore|folder)":"[^"]*"' | head -n 1 | cut -d'"' -f4
}

expect 200 '"name":"web-01"' GET '/api/vcenter/vm?names=web-01&names=db-01&power_states=POWERED_ON'
expect 200 '^\{"value":\[' GET '/rest/vcenter/vm?filter.names.1=web-01'
cluster=$(id cluster Cluster)
datastore=$(id datastore SharedDS)
folder=$(ask GET '/api/vcenter/folder?type=VIRTUAL_MACHINE' | grep -oE '"folder":"[^"]*"' | head -n 1 | cut -d'"' -f4)

place="{\"folder\":\"$folder\",\"cluster\":\"$cluster\",\"datastore\":\"$datastore\"}"
expect 201 '^"vm-' POST /api/vcenter/vm "{\"name\":\"fresh\",\"guest_OS\":\"DEBIAN_12_64\",\"placement\":$place,\"memory\":{\"size_MiB\":512}}"
vm=$(id vm fresh)
expect 200 '"size_MiB":512' GET "/api/vcenter/vm/$vm"
expect 400 ALREADY_EXISTS POST /api/vcenter/vm "{\"name\":\"fresh\",\"guest_OS\":\"DEBIAN_12_64\",\"placement\":$place}"

expect 204 '' POST "/api/vcenter/vm/$vm/power?action=start"
expect 200 POWERED_ON GET "/api/vcenter/vm/$vm/power"
expect 400 already_powered_on POST "/api/vcenter/vm/$vm/power?action=start"
expect 400 NOT_ALLOWED_IN_CURRENT_STATE DELETE "/api/vcenter/vm/$vm"
expect 503 tools_not_running GET "/api/vcenter/vm/$vm/guest/identity"
expect 200 '' POST "/rest/vcenter/vm/$vm/power/stop"

expect 200 '^"vm-' POST '/api/vcenter/vm?action=clone' "{\"source\":\"$vm\",\"name\":\"copy\"}"
copy=$(id vm copy)
host=$(id host 172.16.0.173)
expect 204 '' POST "/api/vcenter/vm/$copy?action=relocate" "{\"placement\":{\"host\":\"$host\"}}"
expect 200 '"name":"copy"' GET "/api/vcenter/vm?hosts=$host&names=copy"
expect 202 '^"task-' POST '/api/vcenter/vm?action=clone&vmw-task=true' "{\"source\":\"$vm\",\"name\":\"another\"}"

expect 204 '' DELETE "/api/vcenter/vm/$copy"
expect 404 com.vmware.api.vcenter.vm.not_found GET "/api/vcenter/vm/$copy"
expect 204 '' POST "/api/vcenter/vm/$vm?action=unregister"
expect 200 '^"vm-' POST '/api/vcenter/vm?action=register' "{\"datastore_path\":\"[SharedDS] fresh/fresh.vmx\",\"placement\":{\"folder\":\"$folder\",\"cluster\":\"$cluster\"}}"
