# fence_vmware_rest: lists VMs, tells how one is, turns it off and on, over the older REST.
# vcmock: --seed lab
# timeout: 120

fail() {
  echo "$*" >&2
  exit 1
}
address=${VSPHERE_URL#*://}
host=${address%%[:/]*}
port=${address##*:}
tls=$([[ $VSPHERE_URL == https:* ]] && echo --ssl-insecure || echo --notls)
agent() { # ACTION [the agent's arguments]
  fence_vmware_rest "$tls" --ip "$host" --ipport "${port%%/*}" --username "$VSPHERE_USER" \
    --password "$VSPHERE_PASSWORD" --action "$@"
}
says() { # EXPECTED ACTION [the agent's arguments]
  local said
  said=$(agent "${@:2}" 2>&1) || true
  grep -qE -- "$1" <<<"$said" || fail "${*:2}: expected '$1', got '$said'"
}
refused() { # ACTION [the agent's arguments]
  if agent "$@" >/dev/null 2>&1; then fail "$*: succeeded, though it must not"; fi
}

says '^web-01,?$' list
says '^web-01,,on$' list-status
agent monitor
says '^db-01,?$' list --filter filter.names=db-01
if agent list --filter filter.names=db-01 | grep -q web-01; then fail 'the filter lets others through'; fi

says 'Status: ON' status --plug web-01
says 'Success: Powered OFF' off --plug web-01
says 'Status: OFF' status --plug web-01
says 'Success: Already OFF' off --plug web-01
says 'Success: Powered ON' on --plug web-01
says 'Success: Rebooted' reboot --plug web-01
says 'Status: ON' status --plug web-01

refused status --plug no-such-vm
refused status --plug web-01 --password wrong
