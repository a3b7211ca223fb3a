# The govc blocks of docs/walkthrough.md, as they stand.
# vcmock: --seed lab --time instant
# timeout: 120
. "$(dirname "$0")/_check.sh"

page=$(dirname "$0")/../../docs/walkthrough.md
blocks=$(awk '/^```/ { inside = $0 == "```sh"; next } inside' "$page")
holds 'blocks' 'govc vm.migrate' "$blocks"
bash -euo pipefail -c "$blocks"
equal 'host' 172.16.0.173 "$(govc ls -L "$(property vm/Migration_Test runtime.host)" | sed 's|.*/||')"
equal 'home' '[Datastore50] Migration_Test/Migration_Test.vmx' "$(property vm/Migration_Test config.files.vmPathName)"
