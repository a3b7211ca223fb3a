# What the server says of itself, before anything else is asked.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

about=$(govc about)
holds 'product line' '^FullName: +VMware vCenter Server [0-9]' "$about"
holds 'kind of server' '^API type: +VirtualCenter$' "$about"
holds 'version' '^API version: +[0-9]+\.[0-9]+' "$about"
holds 'instance' '^UUID: +[0-9a-f-]{36}$' "$about"

