# Datastore clusters, placement and their recommendations, through a .NET client strict about order.
# vcmock: --seed storage-cluster --time instant
# timeout: 300
. "$(dirname "$0")/_proxy.sh" storage
