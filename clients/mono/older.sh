# The same client, made from the WSDL of an older API.
# vcmock: --seed lab --time instant --api-version 6.7.1
# timeout: 300
. "$(dirname "$0")/_proxy.sh" machines reads
