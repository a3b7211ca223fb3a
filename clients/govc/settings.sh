# Settings, licences and custom fields of a vCenter.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

holds 'setting' '^config\.|^event\.|^VirtualCenter\.' "$(govc option.ls)"
govc option.set event.maxAge 40
holds 'changed setting' 'event\.maxAge: +40' "$(govc option.ls event.maxAge)"

holds 'licences' 'Key:|Name' "$(govc license.ls)"

govc fields.add -type VirtualMachine owner
holds 'field' 'owner' "$(govc fields.ls)"
govc fields.set owner ada /DC0/vm/DC0_H0_VM0
holds 'value' 'ada' "$(govc fields.info -n owner /DC0/vm/DC0_H0_VM0)"
govc fields.rename owner keeper
holds 'renamed' 'keeper' "$(govc fields.ls)"
govc fields.rm keeper
