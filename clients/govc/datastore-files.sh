# Files and disks on datastores: uploaded, downloaded, copied, moved, deleted; a disk given to a VM.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

export GOVC_DATASTORE=LocalDS_0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
content() { govc datastore.download "$1" -; }

govc datastore.mkdir -p images/linux
govc datastore.mkdir -p images/linux
refused 'already exists' govc datastore.mkdir images
refused 'was not found' govc datastore.mkdir no/where

seq 1 1000 >"$work/numbers"
govc datastore.upload "$work/numbers" images/linux/numbers.txt
govc datastore.download images/linux/numbers.txt "$work/back"
cmp "$work/numbers" "$work/back"
echo 'from a pipe' | govc datastore.upload - 'images/with blanks & 100%.txt'
equal 'a piped upload' 'from a pipe' "$(content 'images/with blanks & 100%.txt')"
equal 'its last lines' "$(seq 998 1000)" "$(govc datastore.tail -n 3 images/linux/numbers.txt)"
equal 'its last bytes' '1000' "$(govc datastore.tail -c 5 images/linux/numbers.txt)"
refused '404' govc datastore.upload "$work/numbers" no/where.txt
refused '404' govc datastore.download images/no.txt -

govc datastore.cp images/linux/numbers.txt images/copy.txt
govc datastore.mv images/copy.txt images/moved.txt
cmp "$work/numbers" <(content images/moved.txt)
refused 'already exists' govc datastore.cp images/moved.txt images/linux/numbers.txt
govc datastore.cp -f images/moved.txt images/linux/numbers.txt
holds 'what lies there' '^3\.8KB .* moved\.txt$' "$(govc datastore.ls -l images)"

holds 'a VM’s configuration' '^displayName = "DC0_H0_VM0"$' "$(content DC0_H0_VM0/DC0_H0_VM0.vmx)"
holds 'a VM’s log' 'heartbeat' "$(govc datastore.tail -n 1 DC0_H0_VM0/vmware.log)"
refused 'locked' govc datastore.rm DC0_H0_VM0

govc datastore.disk.create -size 2G images/disk.vmdk
holds 'its descriptor' '^RW 4194304 VMFS "disk-flat.vmdk"$' "$(content images/disk.vmdk)"
govc datastore.disk.inflate images/disk.vmdk
holds 'a thick disk' '^2\.0GB .* disk-flat\.vmdk$' "$(govc datastore.ls -l images)"
govc datastore.disk.create -size 1G -d thin images/thin.vmdk
govc datastore.disk.shrink images/thin.vmdk
govc datastore.cp images/disk.vmdk images/second.vmdk
govc datastore.mv images/second.vmdk images/third.vmdk
govc datastore.rm images/third.vmdk
loses_faults || govc datastore.rm -f images/third.vmdk
refused 'was not found' govc datastore.rm images/third.vmdk

govc vm.disk.attach -vm DC0_H0_VM0 -disk images/disk.vmdk -link=false
holds 'the VM’s disk' 'images/disk\.vmdk' "$(govc device.info -json -vm DC0_H0_VM0 'disk-*')"
refused 'locked' govc datastore.rm images/disk.vmdk

govc datastore.rm images/linux
refused 'was not found' govc datastore.ls images/linux
