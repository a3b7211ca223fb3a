# Roles and permissions: who may do what, and where.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

roles=$(govc role.ls)
for role in Admin ReadOnly NoAccess; do holds 'role' "^$role" "$roles"; done
holds 'privileges' '^System.Read$' "$(govc role.ls ReadOnly)"
permissions=$(govc permissions.ls /)
holds 'the administrators' '^Admin +/ +VSPHERE.LOCAL\\Administrator' "$permissions"

govc role.create operators VirtualMachine.Interact.PowerOn VirtualMachine.Interact.PowerOff
holds 'new role' '^VirtualMachine.Interact.PowerOn$' "$(govc role.ls operators)"
govc permissions.set -principal 'VSPHERE.LOCAL\shift' -role operators -propagate=true /DC0/vm
holds 'permission' 'operators' "$(govc permissions.ls /DC0/vm)"
refused 'in use|InUse|being used' govc role.remove operators
govc permissions.remove -principal 'VSPHERE.LOCAL\shift' /DC0/vm
govc role.remove operators
