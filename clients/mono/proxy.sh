# A .NET client made from the served WSDL, strict about order as PowerCLI is: VMs and hosts; what it decodes, pyvmomi decodes alike.
# vcmock: --seed lab --time instant
# timeout: 300
. "$(dirname "$0")/_proxy.sh" machines reads
