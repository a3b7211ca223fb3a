# Part 1 of docs/walkthrough.md, as it stands.
# vcmock: --seed lab --time instant
# timeout: 120
. "$(dirname "$0")/_check.sh"
. "$(dirname "$0")/_walkthrough.sh"

holds 'blocks' 'govc vm.migrate' "$(blocks 1)"
walk 1
equal 'host' 172.16.0.173 "$(govc ls -L "$(property vm/Migration_Test runtime.host)" | sed 's|.*/||')"
equal 'home' '[Datastore50] Migration_Test/Migration_Test.vmx' "$(property vm/Migration_Test config.files.vmPathName)"
