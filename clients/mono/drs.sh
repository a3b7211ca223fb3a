# Rules, groups and recommendations of a cluster, through a .NET client strict about order.
# vcmock: --seed drs-cluster --time instant
# timeout: 300
. "$(dirname "$0")/_proxy.sh" cluster
