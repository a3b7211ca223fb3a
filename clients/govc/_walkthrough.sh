# The govc blocks of docs/walkthrough.md, part by part. Sourced after _check.sh.

page=$(dirname "$0")/../../docs/walkthrough.md

# vcmock as the page calls it
vcmock() { node "$(dirname "$page")/../dist/main.js" "$@"; }
export -f vcmock
export page

# blocks PART: what the page has for govc below "# Part PART", as it stands
blocks() {
  awk -v part="# Part $1:" '
    !fenced && /^# / { here = index($0, part) == 1 }
    /^```/ { fenced = !fenced; ours = fenced && $0 == "```sh"; next }
    here && ours' "$page"
}

# walk PART: runs them in one shell, which ends at the first command that fails; prints what they said
walk() {
  local said
  said=$(bash -euo pipefail -c "$(blocks "$1")" 2>&1) || fail "$said"
  printf '%s\n' "$said"
}
