# Sessions: each login is one, and a session that was ended is gone.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

sessions=$(govc session.ls)
holds 'own session' '^[0-9a-f-]+[* ]' "$(tail -n +2 <<<"$sessions")"
refused 'incorrect user name or password' env GOVC_PASSWORD=wrong GOVC_PERSIST_SESSION=false govc ls
govc session.logout
govc ls >/dev/null

ticket=$(govc session.login -clone)
holds 'ticket' '.' "$ticket"
GOVC_PERSIST_SESSION=false govc session.login -ticket "$ticket"
