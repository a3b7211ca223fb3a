# Files of a datastore over HTTP: upload, pages, ranges, conditions, and what is kept out.
# vcmock: --seed lab

jar=$(mktemp -d)
trap 'rm -rf "$jar"' EXIT
fail() {
  echo "$*" >&2
  exit 1
}
at='dcPath=Datacenter&dsName=SharedDS'
me="$VSPHERE_USER:$VSPHERE_PASSWORD"
ask() { # PATH [curl's arguments]: the answer's body
  curl --insecure --silent --show-error --user "$me" "${@:2}" "$VSPHERE_URL/folder$1"
}
status() { # EXPECTED PATH [curl's arguments]
  local got
  got=$(ask "$2" --output /dev/null --write-out '%{http_code}' "${@:3}")
  [ "$got" = "$1" ] || fail "$2 ${*:3}: expected $1, got $got"
}

head -c 300000 /dev/urandom >"$jar/random"
status 201 "/iso/random.img?$at" --upload-file "$jar/random"
status 200 "/iso/random.img?$at" --upload-file "$jar/random"
ask "/iso/random.img?$at" >"$jar/back"
cmp "$jar/random" "$jar/back"

ask "/iso/random.img?$at" --range 1000-1999 >"$jar/part"
cmp <(tail -c +1001 "$jar/random" | head -c 1000) "$jar/part"
ask "/iso/random.img?$at" --range -7 >"$jar/end"
cmp <(tail -c 7 "$jar/random") "$jar/end"
status 416 "/iso/random.img?$at" --range 300000-
tag=$(ask "/iso/random.img?$at" --head | tr -d '\r' | sed -n 's/^etag: //Ip')
status 304 "/iso/random.img?$at" --header "If-None-Match: $tag"

ask "/iso?$at" | grep -q '>random.img</a>' || fail 'the page of the folder does not list the file'
ask '?dcPath=Datacenter' | grep -q 'SharedDS' || fail 'the datacenter does not list its datastore'

status 401 "/iso/random.img?$at" --user "$VSPHERE_USER:wrong"
status 404 "/iso/no.img?$at"
status 404 "/no/random.img?$at" --upload-file "$jar/random"
status 400 "/../../etc/passwd?$at" --path-as-is
status 400 "/%2e%2e/%2e%2e/etc/passwd?$at" --path-as-is
status 400 "/..%2f..%2fetc%2fpasswd?$at" --path-as-is
status 409 "/Migration_Test/Migration_Test-flat.vmdk?$at" --upload-file "$jar/random"
status 405 "/iso/random.img?$at" --request MOVE

status 204 "/iso/random.img?$at" --request DELETE
status 404 "/iso/random.img?$at"
