# object.collect waits for what another client changes.
. "$(dirname "$0")/_check.sh"

vm=/DC0/vm/DC0_H0_VM0
govc object.collect -wait 30s $vm runtime.powerState | while read -r path _ value; do
  echo "$path $value"
done >"$TMPDIR/seen" &
waiter=$!
govc object.collect $vm -runtime.powerState poweredOff >/dev/null &
until_off=$!
sleep 1
govc vm.power -off $vm >/dev/null
wait $until_off || fail 'the wait for poweredOff ended badly'
kill $waiter 2>/dev/null || true
holds 'seen' 'runtime.powerState' "$(cat "$TMPDIR/seen" || true)"

# Objects of a view, as they change: at once when nothing is to come.
govc object.collect -type m / name -wait 1s >/dev/null 2>&1 || true
