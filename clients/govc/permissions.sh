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
govc permissions.set -group -principal 'VSPHERE.LOCAL\Users' -role operators -propagate=true /DC0/vm
holds 'permission' 'operators' "$(govc permissions.ls /DC0/vm)"
refused 'Remove ?[Ff]ailed|in use' govc role.remove operators
refused '[Nn]ot [Ff]ound' govc permissions.set -principal 'VSPHERE.LOCAL\nobody' -role operators /DC0/vm
govc permissions.remove -group -principal 'VSPHERE.LOCAL\Users' /DC0/vm
govc role.remove operators
