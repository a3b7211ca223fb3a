# What a client generator loads: the service versions, the WSDL and every schema it names. No login.

get() { curl --insecure --silent --show-error --fail "$VSPHERE_URL$1"; }
fail() {
  echo "$*" >&2
  exit 1
}

grep -q '<name>urn:vim25</name>' <<<"$(get /sdk/vimServiceVersions.xml)" || fail 'no versions of urn:vim25'

pending=(vimService.wsdl)
seen=' '
while [ ${#pending[@]} -gt 0 ]; do
  file=${pending[0]}
  pending=("${pending[@]:1}")
  case $seen in *" $file "*) continue ;; esac
  seen="$seen$file "
  text=$(get "/sdk/$file") || fail "$file is not served"
  while read -r named; do pending+=("$named"); done < <(
    grep -oE '(schemaLocation|location)="[^":]+\.(wsdl|xsd)"' <<<"$text" | sed -E 's/.*"([^"]+)"/\1/' | sort -u
  )
done
echo "loaded:$seen"
grep -q ' vim.wsdl ' <<<"$seen" || fail 'vimService.wsdl does not name vim.wsdl'
grep -q ' vim-types.xsd ' <<<"$seen" || fail 'no schema of types'
grep -q PowerOnVM_Task <<<"$(get /sdk/vim.wsdl)" || fail "no PowerOnVM_Task in vim.wsdl"
