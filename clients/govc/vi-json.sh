# The same server through VI JSON instead of SOAP.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

export GOVC_VI_JSON=1
holds 'about' '^API type: +VirtualCenter$' "$(govc about)"
equal 'VMs' 4 "$(govc find / -type m | wc -l)"
govc vm.power -off DC0_H0_VM0
equal 'power' poweredOff "$(property /DC0/vm/DC0_H0_VM0 runtime.powerState)"
refused 'powered off|InvalidPowerState|state' govc vm.power -off DC0_H0_VM0
