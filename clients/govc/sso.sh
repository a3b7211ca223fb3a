# Single sign-on: what the lookup service lists, tokens for whoever bears them, and tokens bound to a key.
# vcmock: --seed lab
# VI JSON: tokens travel in the header of a SOAP message
. "$(dirname "$0")/_check.sh"
export GOVC_PERSIST_SESSION=false
server=${GOVC_URL%/sdk}

# The lookup service, by each of its filters.
all=$(govc sso.service.ls)
holds 'vCenter Server' '^com.vmware.cis +vcenterserver ' "$all"
holds 'identity service' '^com.vmware.cis +cs.identity ' "$all"
equal 'token service' "$server/sts/STSService/vsphere.local" "$(govc sso.service.ls -t cs.identity -P wsTrust -U)"
equal 'by endpoint' "$server/sdk" "$(govc sso.service.ls -P vmomi -T com.vmware.vim -U)"
equal 'by node' "$all" "$(govc sso.service.ls -n "$(govc about -json | sed -n 's/.*"instanceUuid": *"\([^"]*\)".*/\1/p')")"
equal 'another site' '' "$(govc sso.service.ls -s elsewhere)"
holds 'long form' ' vmomi +com.vmware.vim +https?://' "$(govc sso.service.ls -l -t vcenterserver)"
holds 'certificates' '"MII' "$(govc sso.service.ls -json -t sso:sts)"

# A token for whoever bears it, as login and as nobody else's.
as_nobody() { env -u GOVC_USERNAME -u GOVC_PASSWORD "$@"; }
bearer=$(govc session.login -issue)
holds 'bearer token' 'cm:bearer' "$bearer"
cookie=$(as_nobody govc session.login -l -token "$bearer")
holds 'session' '^[0-9a-f]{40}$' "$cookie"
name=$(sed -n 's/.*<saml2:NameID[^>]*>\([^<@]*\)@.*/\1/p' <<<"$bearer" | head -n 1)
refused 'incorrect user name or password' as_nobody govc session.login -l -token "${bearer/>$name@/>root@}"
refused 'Invalid credentials' env GOVC_PASSWORD=wrong govc session.login -issue

# A token bound to a key: for the user who asks with a password, and made from a token of theirs.
keys=$(mktemp -d)
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=robot -keyout "$keys/key" -out "$keys/crt" 2>/dev/null
with_key=(-cert "$keys/crt" -key "$keys/key")
bound=$(govc session.login "${with_key[@]}" -issue)
holds 'bound token' 'cm:holder-of-key' "$bound"
as_nobody govc session.login "${with_key[@]}" -token "$bound"
refused 'incorrect user name or password' as_nobody govc session.login -token "$bound"

acting=$(as_nobody govc session.login "${with_key[@]}" -issue -token "$bearer")
holds 'delegation' 'del:Delegate ' "$acting"
as_nobody govc session.login "${with_key[@]}" -token "$acting"
renewed=$(as_nobody govc session.login "${with_key[@]}" -renew -lifetime 24h -token "$bound")
as_nobody govc session.login "${with_key[@]}" -token "$renewed"
refused 'Invalid credentials' as_nobody govc session.login "${with_key[@]}" -issue

# A session over REST by either token, with which other commands work.
rest=$(as_nobody govc session.login -r -l -token "$bearer")
holds 'session over REST' '^[0-9a-f]{40}$' "$rest"
govc tags.category.create -m by-token >/dev/null
govc tags.create -c by-token kept >/dev/null
with_session() { # a home of its own, so that the session kept there is the one by token
  as_nobody env GOVMOMI_HOME="$keys/home" GOVC_PERSIST_SESSION=true govc "$@"
}
with_session session.login "${with_key[@]}" -r -token "$bound" >/dev/null
holds 'tags, with the session' '^kept +by-token$' "$(with_session tags.ls)"
