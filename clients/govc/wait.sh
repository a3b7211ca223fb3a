# object.collect waits until a property has a value, while another client changes it.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

vm=/DC0/vm/DC0_H0_VM0
govc object.collect -s $vm -runtime.powerState poweredOff >"$TMPDIR/off" &
off=$!
govc object.collect -s -type m / -runtime.powerState poweredOff >"$TMPDIR/any" &
any=$!
sleep 1
[ -z "$(cat "$TMPDIR/off")" ] || fail 'it did not wait'
govc vm.power -off $vm >/dev/null
wait $off || fail 'the wait for one VM ended badly'
wait $any || fail 'the wait for any VM ended badly'
equal 'seen' poweredOff "$(cat "$TMPDIR/off")"
