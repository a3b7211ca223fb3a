# What the cases check with. Sourced by each: . "$(dirname "$0")/_check.sh"
#
# A case stops at the first check that fails and says what was there instead.

fail() {
  echo "$*" >&2
  exit 1
}

# equal WHAT EXPECTED ACTUAL
equal() {
  [ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
}

# holds WHAT PATTERN TEXT: the text has a line which matches the extended regular expression
holds() {
  grep -qE -- "$2" <<<"$3" || fail "$1: nothing matches '$2' in:
$3"
}

# refused PATTERN COMMAND…: the command fails, and says so in words which match
refused() {
  local pattern=$1 said
  shift
  if said=$("$@" 2>&1); then fail "$*: succeeded, though it must be refused: $said"; fi
  if loses_faults && ! grep -qE -- "$pattern" <<<"$said" && grep -qE 'nil pointer|Error: *$' <<<"$said"; then
    echo "SKIP the words of: $*"
    return
  fi
  holds "$*" "$pattern" "$said"
}

# Over VI JSON a task's fault is told without the frame SOAP puts around it; govc v0.46 then finds no
# fault at all, says nothing or breaks off.
loses_faults() {
  [ -n "${GOVC_VI_JSON-}" ]
}

# property OBJECT PATH: one property, as text (OBJECT is an inventory path or Type:id)
property() {
  govc object.collect -s "$1" "$2"
}
