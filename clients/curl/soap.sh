# A whole conversation in plain SOAP: content, login, the inventory's root, logout.

jar=$(mktemp)
trap 'rm -f "$jar"' EXIT
fail() {
  echo "$*" >&2
  exit 1
}
call() { # BODY: the answer to one request, whatever its status
  curl --insecure --silent --show-error --cookie "$jar" --cookie-jar "$jar" \
    --header 'Content-Type: text/xml; charset=utf-8' --header 'SOAPAction: "urn:vim25/8.0.3.0"' \
    --data "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>$1</soapenv:Body></soapenv:Envelope>" \
    "$VSPHERE_URL/sdk"
}

content=$(call '<RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent>')
root=$(sed -nE 's/.*<rootFolder type="Folder">([^<]+)<.*/\1/p' <<<"$content" | head -1)
[ -n "$root" ] || fail "no root folder in: $content"

name="<RetrieveProperties xmlns=\"urn:vim25\"><_this type=\"PropertyCollector\">propertyCollector</_this><specSet>
  <propSet><type>Folder</type><pathSet>name</pathSet></propSet>
  <objectSet><obj type=\"Folder\">$root</obj></objectSet></specSet></RetrieveProperties>"
call "$name" | grep -q 'NotAuthenticated' || fail 'answered without a session'

login="<Login xmlns=\"urn:vim25\"><_this type=\"SessionManager\">SessionManager</_this>
  <userName>$VSPHERE_USER</userName><password>$VSPHERE_PASSWORD</password></Login>"
call "$login" | grep -q '<LoginResponse' || fail 'no session'
call "$name" | grep -q '>Datacenters<' || fail 'the root folder is not named Datacenters'
call '<Logout xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this></Logout>' |
  grep -q '<LogoutResponse' || fail 'no end'
call "$name" | grep -q 'NotAuthenticated' || fail 'the session outlived its end'
